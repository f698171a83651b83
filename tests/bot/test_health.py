"""How the bot is: what is looked at, what admins are told, and what /healthz and /metrics say."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families
from telegram.error import Forbidden

from bot.alerts import AGAIN, STAYS, Alerts, Watch
from bot.cli import main
from bot.config import SettingsError
from bot.health import OVERDUE, SILENT, Health, Pulse, Sign
from bot.locale import t
from bot.monitoring import METRICS, Monitoring
from bot.tally import BOUNDS, Tally, Timing
from storage.diff import Diff
from storage.errors import ReloadRefused, StateUnavailable
from storage.hold import STORE
from storage.models import Corpus
from storage.snapshot import Snapshot

ADMIN = 1
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


class Outbox:
    """A state of which only the oldest that is due is asked."""

    def __init__(self) -> None:
        self.outbox = self
        self.due: datetime | Exception | None = None

    async def oldest_due(self) -> datetime | None:
        if isinstance(self.due, Exception):
            raise self.due
        return self.due


class Moment:
    """A clock of seconds that is set by hand."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def moment() -> Moment:
    return Moment()


@pytest.fixture
def health(tmp_path: Path, moment: Moment) -> Health:
    (tmp_path / STORE).write_text("{}")
    tally = Tally(clock=moment)
    tally.hear()
    return Health(
        tally=tally, pulse=Pulse(moment), folder=tmp_path, clock=lambda: NOON, state=Outbox()
    )


async def amiss(health: Health) -> list[str]:
    return [sign.name for sign in (await health.look()).signs if not sign.well]


async def test_a_bot_at_work_is_well(health):
    assert await amiss(health) == []


@pytest.mark.parametrize(
    ("seconds", "signs"), [(0, []), (SILENT - 1, []), (SILENT + 1, ["telegram"])]
)
async def test_telegram_may_be_silent_for_three_minutes(health, moment, seconds, signs):
    moment.now += seconds
    assert await amiss(health) == signs


async def test_a_bot_that_telegram_never_answered_is_not_well(health):
    health.tally = Tally()
    assert await amiss(health) == ["telegram"]


async def test_behind_a_webhook_silence_means_nothing(health, moment):
    health.polling = False
    moment.now += 9 * SILENT
    assert await amiss(health) == []


@pytest.mark.parametrize(
    ("due", "signs"),
    [
        (NOON + timedelta(hours=1), []),
        (NOON - OVERDUE + timedelta(seconds=1), []),
        (NOON - OVERDUE - timedelta(seconds=1), ["outbox"]),
        (StateUnavailable("no {what}", what="room"), ["state"]),
    ],
)
async def test_what_is_due_may_wait_for_a_quarter_of_an_hour(health, due, signs):
    health.state.due = due
    assert await amiss(health) == signs


async def test_a_state_that_never_answers_is_not_waited_for(health, monkeypatch):
    async def never() -> None:
        await asyncio.get_running_loop().create_future()

    monkeypatch.setattr("bot.health._LOOKING", 0.01)
    health.state.oldest_due = never
    assert await amiss(health) == ["state"]


async def test_a_corpus_that_is_gone_is_told(health):
    (health.folder / STORE).unlink()
    assert await amiss(health) == ["corpus"]


async def test_a_loop_that_is_held_is_told(health, moment, monkeypatch):
    late = iter([1.0, 9.0, 1.0])

    async def held(_: float) -> None:
        moment.now += next(late, None) or await asyncio.get_running_loop().create_future()

    monkeypatch.setattr("bot.health.asyncio.sleep", held)
    beating = asyncio.create_task(health.pulse.beat())
    await asyncio.wait({beating}, timeout=0)
    while health.pulse.worst < 8:
        await asyncio.wait({beating}, timeout=0)
    beating.cancel()
    assert health.pulse.worst == pytest.approx(8)


# --- alerts

WELL, ILL = Sign("outbox", t("nothing is due")), Sign("outbox", t("is full"), well=False)


def told(watch: Watch, minutes: float, *signs: Sign) -> list[bool]:
    return [one.sign.well for one in watch.seen(signs, NOON + timedelta(minutes=minutes))]


def test_what_passes_by_itself_is_not_told():
    watch = Watch()
    assert [told(watch, at, ILL if at < 4 else WELL) for at in range(10)] == [[]] * 10


def test_what_stays_amiss_is_told_once_in_six_hours_and_when_it_is_well_again():
    watch = Watch()
    seen = {at: told(watch, at, ILL) for at in range(14 * 60)}
    assert [at for at, found in seen.items() if found == [False]] == [5, 365, 725]
    assert told(watch, 900, WELL) == [True]
    assert told(watch, 901, WELL) == []
    assert told(watch, 902, ILL) == []
    assert told(watch, 907, ILL) == [False]


@given(st.lists(st.booleans(), max_size=800), st.integers(1, 30))
def test_admins_are_told_of_what_stays_amiss_rarely_and_of_its_end_once(course, step):
    watch, amiss_for, told_at = Watch(), timedelta(), None
    for number, well in enumerate(course):
        now = number * timedelta(minutes=step)
        said = told(watch, number * step, WELL if well else ILL)
        due = amiss_for >= STAYS and (told_at is None or now - told_at >= AGAIN)
        assert said == ([True] * (told_at is not None) if well else [False] * due)
        told_at = None if well else now if said else told_at
        amiss_for = timedelta() if well else amiss_for + timedelta(minutes=step)


async def test_each_admin_is_told_and_one_who_blocked_the_bot_keeps_none_from_it(health, caplog):
    said = []

    async def say(place, answer) -> None:
        if place.chat == 1:
            raise Forbidden("bot was blocked by the user")
        said.append((place.chat, answer))

    moments = iter([NOON, NOON + STAYS])
    health.state.due = NOON - timedelta(hours=2)
    alerts = Alerts(health=health, admins={2, 1}, say=say, clock=lambda: next(moments))
    await alerts.look()
    assert said == []
    await alerts.look()
    ((chat, answer),) = said
    assert chat == 2
    assert "outbox" in repr(answer)
    assert "amiss since 2026-11-26T12:00" in caplog.text


# --- /healthz and /metrics


class Held:
    def __init__(self) -> None:
        self.snapshot = Snapshot(Corpus(version="v7"), index=None)
        self.reloads = Counter(refused=1)


def monitoring(health: Health) -> Monitoring:
    return Monitoring(health=health, archive=Held(), deliveries=Counter(sent=2))


async def got(port: int, path: str, method: str = "GET") -> tuple[int, str]:
    async with (
        aiohttp.ClientSession(trust_env=False) as http,
        http.request(method, f"http://127.0.0.1:{port}{path}") as response,
    ):
        return response.status, await response.text()


@pytest.fixture
async def port(health):
    async with monitoring(health).serving(0) as port:
        yield port


async def test_healthz_says_how_each_thing_is(port, health):
    status, body = await got(port, "/healthz")
    assert status == 200
    assert '"well": true' in body
    health.state.due = NOON - timedelta(hours=1)
    status, body = await got(port, "/healthz")
    assert status == 503
    assert "the oldest message is due since" in body


async def test_metrics_are_what_prometheus_reads(port, health):
    tally = health.tally
    for seconds in (0.003, 0.2, 99.0):
        tally.updates["message"].add(seconds)
    tally.errors += 3
    status, body = await got(port, "/metrics")
    assert status == 200
    families = {family.name: family for family in text_string_to_metric_families(body)}
    values = {(s.name, *s.labels.values()): s.value for f in families.values() for s in f.samples}
    assert values["newsdesk_updates_seconds_count", "message"] == 3
    assert values["newsdesk_updates_seconds_sum", "message"] == pytest.approx(99.203)
    assert values["newsdesk_updates_seconds_bucket", "message", "0.25"] == 2
    assert values["newsdesk_deliveries_total", "sent"] == 2
    assert values["newsdesk_reloads_total", "refused"] == 1
    assert values["newsdesk_errors_total",] == 3
    assert values["newsdesk_healthy", "telegram"] == 1
    assert values["newsdesk_oldest_due_seconds",] == 0
    assert values["newsdesk_corpus_info", "v7"] == 1
    assert values["newsdesk_corpus_items", "quotes"] == 0
    told = {family.documentation for name, family in families.items() if "newsdesk" in name}
    assert told == set(METRICS.values())


async def test_the_operators_are_told_of_every_sign_and_metric(port, health, root):
    told = (root / "docs/operating.md").read_text("utf-8")
    for sign in (await health.look()).signs:
        assert f"| `{sign.name}` |" in told
    _, body = await got(port, "/metrics")
    families = {f.name for f in text_string_to_metric_families(body) if "newsdesk" in f.name}
    assert len(families) == len(METRICS)
    for name in families:
        assert f"`{name}" in told, name


async def test_nothing_else_is_served_and_on_this_machine_only(port):
    assert (await got(port, "/"))[0] == 404
    assert (await got(port, "/metrics", "POST"))[0] == 405
    with pytest.raises(OSError, match="Connect"):
        await asyncio.wait_for(asyncio.open_connection("127.0.0.2", port), 5)


async def test_a_port_that_is_taken_is_told_with_what_to_do(port, health):
    with pytest.raises(SettingsError) as refused:
        async with monitoring(health).serving(port):
            pass
    assert "HEALTH_PORT" in refused.value.text.message


@given(st.lists(st.floats(0, 100)))
def test_each_answer_is_counted_in_one_place(times):
    timing = Timing()
    for seconds in times:
        timing.add(seconds)
    assert sum(timing.counts) == len(times)
    assert timing.counts[-1] == sum(seconds > BOUNDS[-1] for seconds in times)
    assert timing.counts[0] == sum(seconds <= BOUNDS[0] for seconds in times)


# --- counting


async def test_errors_are_counted(made):
    talk = made()
    async with talk.application:
        for ending in (Diff(facts={}), ReloadRefused("no"), ValueError("no")):
            talk.archive.ending = ending
            await talk.say("/reload", user=ADMIN)
    assert talk.tally.errors == 1


# --- check --running


@pytest.fixture
def checked(tmp_path, monkeypatch, capsys):
    """What `check --running` says."""

    async def checked(port: int) -> tuple[int, str]:
        monkeypatch.setenv("DATA_DIR", str(tmp_path))
        monkeypatch.setenv("HEALTH_PORT", str(port))
        monkeypatch.setattr("bot.cli.running.is_held", lambda _: True)
        code = await asyncio.to_thread(main, ["check", "--running"])
        return code, capsys.readouterr().out.strip()

    return checked


async def test_the_health_check_asks_the_bot_itself(checked, port, health):
    assert await checked(port) == (0, "running")
    health.state.due = NOON - timedelta(hours=1)
    code, said = await checked(port)
    assert code == 1
    assert said.startswith("running, but not well: outbox the oldest message is due since")


async def test_the_health_check_fails_where_the_bot_does_not_answer(checked, port):
    code, said = await checked(1)
    assert (code, said) == (1, "running, but /healthz does not answer: ConnectionRefusedError")
