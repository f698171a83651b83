"""Times, memory, and tables of them."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

MEGABYTE = 1_000_000
Row = Sequence[object]


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def high(values: Sequence[float]) -> float:
    """The 95th percentile."""
    return sorted(values)[int(len(values) * 0.95)]


def timed(work: Callable[[], object], times: int) -> list[float]:
    """Processor seconds of each of `times` runs, after one that warms up."""
    work()
    seconds = []
    for _ in range(times):
        began = time.process_time()
        work()
        seconds.append(time.process_time() - began)
    return seconds


def in_new_process(work: Callable[..., tuple[float, ...]], *arguments: object) -> tuple[float, ...]:
    """Give what some work finds in a process that has done nothing before."""
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(theirs, work, arguments))
    process.start()
    theirs.close()
    found: tuple[float, ...] = ours.recv()
    process.join()
    return found


def _send(
    pipe: Connection, work: Callable[..., tuple[float, ...]], arguments: Sequence[object]
) -> None:
    pipe.send(work(*arguments))


def resident(process: int | str, what: str = "VmRSS") -> float:
    """Memory of a process now (VmRSS) or at its highest (VmHWM), in MB; Linux only."""
    for line in Path(f"/proc/{process}/status").read_text("ascii").splitlines():
        if line.startswith(f"{what}:"):
            return int(line.split()[1]) * 1024 / MEGABYTE
    raise ValueError(what)


def processor(process: int) -> float:
    """Seconds of processor that a process has taken up to now; Linux only."""
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def table(title: str, columns: Row, rows: Sequence[Row]) -> None:
    """Print a Markdown table."""
    print(f"\n### {title}\n")
    print("| " + " | ".join(str(column) for column in columns) + " |")
    print("|---|" + "---:|" * (len(columns) - 1))
    for row in rows:
        print("| " + " | ".join(_cell(value) for value in row) + " |", flush=True)


def _cell(value: object) -> str:
    if not isinstance(value, float):
        return str(value)
    return f"{value:.0f}" if value >= 100 else f"{value:.2f}" if value < 10 else f"{value:.1f}"
