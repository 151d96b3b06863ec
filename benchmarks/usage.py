"""Measure time and memory of a step, with the processes that it starts."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_EVERY: Final = 0.02
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")
_MILLION: Final = 1_000_000


@dataclass(kw_only=True, slots=True)
class Step:
    """What one step took: seconds, and the most memory at one moment in MB."""

    name: str
    seconds: float = 0.0
    cpu: float = 0.0
    """Of all processes together: what the machine does besides makes no difference to it."""
    peak: float = 0.0
    more: float = 0.0
    bytes: int = 0
    """How much the peak lies above what was in use when the step began."""


@dataclass(kw_only=True)
class Meter:
    """Keeps the steps that were measured."""

    steps: list[Step] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Measure the block."""
        step, over = Step(name=name), threading.Event()
        before = memory()
        watcher = threading.Thread(target=_watch, args=(step, over), daemon=True)
        watcher.start()
        start, worked = time.perf_counter(), _worked()
        try:
            yield step
        finally:
            step.seconds = time.perf_counter() - start
            step.cpu = _worked() - worked
            over.set()
            watcher.join()
            step.more = max(0.0, step.peak - before)
            self.steps.append(step)


def _watch(step: Step, over: threading.Event) -> None:
    while True:
        step.peak = max(step.peak, memory())
        if over.wait(_EVERY):
            return


def _worked() -> float:
    return sum(os.times()[:4])


def memory() -> float:
    """Return what this process and those below it have in memory, in MB.

    What they share is counted for each of them: it is never less than what they need.
    """
    return sum(map(_resident, _with_children(os.getpid()))) / _MILLION


def _with_children(pid: int) -> Iterator[int]:
    yield pid
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text(encoding="ascii").split():
                yield from _with_children(int(child))
    except (FileNotFoundError, ProcessLookupError):
        return


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * _PAGE
    except (FileNotFoundError, ProcessLookupError):
        return 0
