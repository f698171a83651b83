"""docs/tour.md is what scripts/tour.py makes, and its pictures are there and small."""

from __future__ import annotations

import importlib.util
import re
import struct
from types import ModuleType

import pytest

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


def test_each_stop_says_what_its_picture_must_show(tour):
    assert len(tour.STOPS) >= 12
    assert len({stop.name for stop in tour.STOPS}) == len(tour.STOPS)
    for stop in tour.STOPS:
        assert stop.shows, stop.name
        # What a caption quotes as asked for is to be seen, too.
        if asked := re.match(r"`(/[^`]+)`", stop.says):
            assert asked[1] in stop.shows, stop.name


def test_its_pictures_and_no_others_are_there(tour, root):
    there = {file.name: file for file in (root / "docs/tour").iterdir()}
    stops = {tour.picture(number, stop): stop for number, stop in enumerate(tour.STOPS, 1)}
    assert there.keys() == stops.keys()
    assert sum(file.stat().st_size for file in there.values()) <= ALL
    for name, stop in stops.items():
        head = there[name].read_bytes()[:24]
        width, height = struct.unpack(">II", head[16:24])
        assert (head[:4], width) == (b"\x89PNG", stop.width), name
        assert height <= stop.most, name


def test_the_readmes_pictures_are_of_the_tour(tour, root):
    pictures = re.findall(r"!\[.*?\]\((.*?)\)", (root / "README.md").read_text("utf-8"))
    assert pictures == ["docs/tour/02-quote.png"]
