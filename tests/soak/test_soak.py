"""A short run of `make soak`: the bot holds out against many people, faults and a reload."""

from __future__ import annotations

import importlib.util
import sys

import pytest


@pytest.fixture(scope="module")
def soaking(root):
    spec = importlib.util.spec_from_file_location("soaking", root / "tests/soak/soaking.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["soaking"] = module  # where its dataclasses are looked up
    spec.loader.exec_module(module)
    yield module
    del sys.modules["soaking"]


@pytest.mark.timeout(180)
async def test_many_people_faults_and_a_reload_break_nothing(soaking, tmp_path):
    seen, code, log, stop = await soaking.soak(8, 4, 7, tmp_path)
    # What grows within seconds is warming up: the ten minutes of `make soak` tell that.
    rows = [row for row in soaking.judged(seen, code, log, stop) if "memory" not in row[0]]
    assert [row for row in rows if not row[-1]] == [], (seen.refused, log[-4_000:])
    assert sum(map(len, seen.sent.values())) > 10
    assert seen.reloads
