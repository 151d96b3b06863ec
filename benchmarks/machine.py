"""Say on what machine something was measured: without that no figure means anything."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_SYNCS: Final = 200
_BLOCK: Final = b"\0" * 4096


@dataclass(frozen=True, kw_only=True, slots=True)
class Machine:
    """What a run was measured on. Memory in GiB; *syncs* are blocks of 4 KiB on the disk a second."""

    cores: int
    model: str
    memory: int
    python: str
    sqlite: str
    syncs: int
    load: float
    """How many processes wanted to run, on average of the minute before."""

    @property
    def slug(self) -> str:
        """Return a short name that stays the same between runs."""
        words = re.sub(r"[^a-z0-9]+", "-", self.model.lower()).strip("-")
        return f"{self.cores}x-{words}"[:60]

    def __str__(self) -> str:
        """Say it in a line."""
        return (
            f"{self.cores} cores of {self.model}, {self.memory} GiB, Python {self.python}, "
            f"SQLite {self.sqlite}, {self.syncs} syncs a second, load {self.load:.1f}"
        )


def this_machine(folder: Path | None = None) -> Machine:
    """Look at the machine, and at the disk under *folder*."""
    load = os.getloadavg()[0]
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return Machine(
        cores=len(os.sched_getaffinity(0)),
        model=_model(),
        memory=round(pages * size / 2**30),
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        syncs=_syncs(folder),
        load=round(load, 1),
    )


def _model() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        found = re.search(r"model name\s*: (.+)", info.read_text(encoding="utf-8"))
        if found:
            return re.sub(r"\((R|TM)\)", "", found[1]).strip()
    return platform.processor() or platform.machine()


def _syncs(folder: Path | None) -> int:
    """Return how often a second a block reaches the disk."""
    with tempfile.TemporaryFile(dir=folder) as file:
        began = time.perf_counter()
        for _ in range(_SYNCS):
            file.write(_BLOCK)
            file.flush()
            os.fdatasync(file.fileno())
        return round(_SYNCS / (time.perf_counter() - began))
