"""docs/tour.md is what scripts/tour.py makes, and its pictures are there and small."""

from __future__ import annotations

import importlib.util
import re
from types import ModuleType

import pytest
from PIL import Image

from bot.commands import COMMANDS
from bot.contract import Audience
from bot.locale import languages

ALL = 1_500_000  # bytes of all pictures together


@pytest.fixture
def tour(root, monkeypatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(root / "scripts"))
    spec = importlib.util.spec_from_file_location("tour", root / "scripts/tour.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(__import__("sys").modules, "tour", module)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_made_from_the_stops(tour, root):
    assert (root / "docs/tour.md").read_text("utf-8") == tour.document()


def test_each_stop_says_what_its_pictures_must_show(tour):
    assert len({stop.name for stop in tour.STOPS}) == len(tour.STOPS)
    for stop in tour.STOPS:
        assert all(take.shows for take in stop.takes.values()), stop.name
        # What a caption quotes as asked for is to be seen, too.
        if asked := re.match(r"`(/[^`]+)`: ", stop.says):
            assert asked[1] in stop.takes["en"].shows, stop.name


def test_what_is_for_readers_is_shown_in_every_language(tour):
    only_english = {stop.name for stop in tour.STOPS if stop.takes.keys() != set(languages())}
    assert only_english == {
        "reload",
        "stats",
        "flags",
        "add",
        "unseen",
        "calls",
        "faults",
    }  # admins', developers'


def test_every_command_of_readers_is_asked_in_the_tour(root):
    written = (root / "scripts/tour_stops.py").read_text("utf-8")
    readers = {c.name for c in COMMANDS if c.audience is Audience.EVERYONE}
    unasked = {name for name in readers if not re.search(rf"/{name}\b", written)}
    assert unasked == {"find", "cite", "flag"}  # these by plain words and by buttons


def test_its_pictures_and_no_others_are_there(tour, root):
    there = {file.name: file for file in (root / "docs/tour").iterdir()}
    takes = {
        tour.picture(number, stop, language): take
        for number, stop in enumerate(tour.STOPS, 1)
        for language, take in stop.takes.items()
    }
    assert there.keys() == takes.keys()
    assert sum(file.stat().st_size for file in there.values()) <= ALL
    for name, take in takes.items():
        with Image.open(there[name]) as picture:
            assert (picture.format, picture.width) == ("WEBP", take.width), name
            assert picture.height <= take.most, name


def test_the_readmes_pictures_are_of_the_tour(tour, root):
    pictures = re.findall(r"!\[.*?\]\((.*?)\)", (root / "README.md").read_text("utf-8"))
    assert pictures == ["docs/tour/02-quote.webp"]
