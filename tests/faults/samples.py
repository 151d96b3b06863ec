"""What an installation uses while it runs: memory, files, connections, rows, and what lies about."""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

import psycopg
from sqlalchemy import func, select

from feedbackpulse.database import Stores
from feedbackpulse.metadata import metadata
from tests.databases import FILES, address_in

_PAGE: Final = os.sysconf("SC_PAGE_SIZE")
_COMES_AND_GOES: Final = {"session", "attempts", "job"}
"""Tables whose rows end by themselves: with a visit, a wrong try, or the work."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """One look, at *at* seconds. Memory and the log of SQLite in bytes, the rest in numbers."""

    at: float
    memory: int
    files: int
    threads: int
    connections: int
    rows: int
    log: int
    temporary: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Growth:
    """What something was at first and at last, and how much more is no growth."""

    what: str
    first: float
    last: float
    allowed: float

    @property
    def is_growth(self) -> bool:
        """Say whether it is more at last than chance explains."""
        return self.last > self.first + self.allowed


def look_at(process: int, folder: Path, temporary: Path, stores: Stores, *, at: float) -> Sample:
    """Look at a process that is never killed, and at what all of them share."""
    with stores.main() as session:
        tables = [table for table in metadata.sorted_tables if table.name not in _COMES_AND_GOES]
        rows = [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]
    return Sample(
        at=at,
        memory=int(_read(process, "statm").split()[1]) * _PAGE,
        files=len(list(Path(f"/proc/{process}/fd").iterdir())),
        threads=int(_read(process, "stat").rpartition(")")[2].split()[17]),
        connections=_connections(folder),
        rows=sum(rows),
        log=_size(folder / f"{FILES['main']}-wal"),
        temporary=sum(1 for _ in _files_in(temporary, folder)),
    )


def growths(samples: Sequence[Sample], allowed: Mapping[str, float]) -> Iterator[Growth]:
    """Compare the middle of the first third with that of the last, after a time to warm up."""
    warm = samples[len(samples) // 5 :]
    third = max(1, len(warm) // 3)
    for field in fields(Sample):
        if field.name in allowed:
            first, last = (
                statistics.median(getattr(one, field.name) for one in some)
                for some in (warm[:third], warm[-third:])
            )
            yield Growth(what=field.name, first=first, last=last, allowed=allowed[field.name])


def _read(process: int, name: str) -> str:
    return Path(f"/proc/{process}/{name}").read_text(encoding="utf-8")


def _connections(folder: Path) -> int:
    """Return how many connections the server of both databases has; with SQLite they are files."""
    address = address_in(folder)
    if address is None:
        return 0
    with psycopg.connect(address.owners_url("main").replace("+psycopg", "")) as database:
        found = database.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = ANY(%s)",
            (list(address.names.values()),),
        ).fetchone()
    return int(found[0]) if found else 0


def _size(file: Path) -> int:
    with suppress(FileNotFoundError):
        return file.stat().st_size
    return 0


def _files_in(*folders: Path) -> Iterator[Path]:
    """Yield everything that lies about, except keys, pictures and the databases themselves."""
    for folder in folders:
        for place, below, names in os.walk(folder):
            below[:] = [name for name in below if name not in {"keystore", "pictures"}]
            yield from (Path(place) / name for name in names if "sqlite" not in name)
