"""`/healthz` and `/metrics` for those who run the bot, on a port of this machine only."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import accumulate
from typing import Final, Protocol

from aiohttp import web
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    GCCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from bot.config import SettingsError
from bot.health import Health, Seen
from bot.locale import Translator, t
from bot.tally import BOUNDS, Timing
from storage.models import Corpus
from storage.snapshot import HasSnapshot

HOST: Final = "127.0.0.1"
_NAME: Final = "newsdesk_"

METRICS: Final = {
    "updates": "Updates that were worked on, by kind: how many, and seconds for each",
    "deliveries": "Pushes of briefings since the start, by what became of them",
    "reloads": "Reloads of the corpus since the start, by how they ended",
    "errors": "Unforeseen errors since the start; each is in the log with its id",
    "healthy": "Whether a sign of /healthz is well: 1, or 0",
    "loop_late": "By how many seconds the event loop was late at most within the last minute",
    "oldest_due": "For how many seconds the oldest message to be sent has been due",
    "corpus": "The version of the corpus",
    "corpus_items": "What the corpus holds, by kind",
}
"""What each metric says, by its name without the prefix; docs/operating.md tells them, too."""


class HasReloads(HasSnapshot, Protocol):
    """Whatever holds the current snapshot, and counts its changes by how they ended."""

    @property
    def reloads(self) -> Mapping[str, int]:
        """The counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitoring:
    """Answers who asks how the bot is; `deliveries` counts pushes by what became of them."""

    health: Health
    archive: HasReloads
    deliveries: Mapping[str, int]

    @asynccontextmanager
    async def serving(self, port: int) -> AsyncIterator[int]:
        """Answer on a port (0: any) of this machine meanwhile; give the port.

        Raises SettingsError where it is taken.
        """
        server = web.Application()
        server.router.add_get("/healthz", self._on_health)
        server.router.add_get("/metrics", self._on_metrics)
        runner = web.AppRunner(server, access_log=None, handle_signals=False, shutdown_timeout=1)
        await runner.setup()
        try:
            try:
                await web.TCPSite(runner, HOST, port).start()
            except OSError as error:
                raise _taken(port, error) from None
            yield runner.addresses[0][1]
        finally:
            await runner.cleanup()

    async def _on_health(self, _: web.Request) -> web.Response:
        signs = (await self.health.look()).signs
        words = Translator().render
        told = {sign.name: {"well": sign.well, "says": words(sign.words)} for sign in signs}
        status = 200 if all(sign.well for sign in signs) else 503
        return web.json_response({"well": status == 200, "signs": told}, status=status)  # noqa: PLR2004

    async def _on_metrics(self, _: web.Request) -> web.Response:
        seen = await self.health.look()
        registry = CollectorRegistry(auto_describe=False)
        registry.register(_Now(tuple(self._metrics(seen))))
        ProcessCollector(registry=registry)
        GCCollector(registry=registry)
        return web.Response(
            body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )

    def _metrics(self, seen: Seen) -> Iterator[Metric]:
        yield _timings("updates", "kind", self.health.tally.updates.items())
        yield _counter("deliveries", "outcome", self.deliveries.items())
        yield _counter("reloads", "outcome", self.archive.reloads.items())
        yield CounterMetricFamily(
            f"{_NAME}errors", METRICS["errors"], value=self.health.tally.errors
        )
        yield _gauge("healthy", "sign", ((sign.name, sign.well) for sign in seen.signs))
        late = self.health.pulse.worst
        yield GaugeMetricFamily(f"{_NAME}loop_late_seconds", METRICS["loop_late"], value=late)
        waits = seen.waits.total_seconds()
        yield GaugeMetricFamily(f"{_NAME}oldest_due_seconds", METRICS["oldest_due"], value=waits)
        corpus = self.archive.snapshot.corpus
        version = {"version": corpus.version}
        yield InfoMetricFamily(f"{_NAME}corpus", METRICS["corpus"], value=version)
        yield _gauge("corpus_items", "kind", _held(corpus))


class _Now(Collector):
    """The metrics of one moment."""

    def __init__(self, metrics: Iterable[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        """Give them."""
        return self._metrics


def _timings(name: str, label: str, timings: Iterable[tuple[str, Timing]]) -> Metric:
    metric = HistogramMetricFamily(f"{_NAME}{name}_seconds", METRICS[name], labels=[label])
    bounds = [*map(str, BOUNDS), "+Inf"]
    for kind, timing in timings:
        counts = list(accumulate(timing.counts))
        metric.add_metric([kind], list(zip(bounds, counts, strict=True)), timing.total)
    return metric


def _counter(name: str, label: str, counts: Iterable[tuple[str, int]]) -> Metric:
    metric = CounterMetricFamily(f"{_NAME}{name}", METRICS[name], labels=[label])
    for kind, count in counts:
        metric.add_metric([kind], count)
    return metric


def _gauge(name: str, label: str, values: Iterable[tuple[str, float]]) -> Metric:
    metric = GaugeMetricFamily(f"{_NAME}{name}", METRICS[name], labels=[label])
    for kind, value in values:
        metric.add_metric([kind], value)
    return metric


def _held(corpus: Corpus) -> Iterator[tuple[str, int]]:
    for kind in ("articles", "actors", "quotes", "statements", "events"):
        yield kind, len(getattr(corpus, kind))


def _taken(port: int, error: OSError) -> SettingsError:
    return SettingsError(
        t(
            "HEALTH_PORT is {port}, where nothing can listen: {reason}. Choose another port, or "
            "stop what listens there.",
            port=port,
            reason=error.strerror or type(error).__name__,
        )
    )
