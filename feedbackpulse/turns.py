"""Let those who write to one SQLite file take turns.

SQLite lets a writer who finds the file busy sleep and try again, longer each time; while others
keep coming, one may sleep for seconds. Here threads of a process wait in one line, and the first
of each line looks again every millisecond whether another process is done.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Final

from filelock import FileLock, Timeout
from sqlalchemy.exc import OperationalError

PATIENCE: Final = 10.0
"""Seconds until whoever waits is told that the database is busy: as long as SQLite would wait."""
_LOOK_EVERY: Final = 0.001
# A line about a lock would have the moment of a ballot.
logging.getLogger("filelock").setLevel(logging.WARNING)


@dataclass(kw_only=True, slots=True)
class _Line:
    """Who of this process waits to write to one file, the first one first."""

    file: Path
    guard: Lock = field(default_factory=Lock)
    waiting: deque[Lock] = field(default_factory=deque)

    @contextmanager
    def turn(self, patience: float) -> Iterator[None]:
        """Wait for a turn and have it. Raises OperationalError when it takes too long."""
        until, mine = time.monotonic() + patience, Lock()
        with self.guard:
            if self.waiting:
                mine.acquire()
            self.waiting.append(mine)
        try:
            if not mine.acquire(timeout=patience):
                raise _busy()
            with _alone(self.file, until - time.monotonic()):
                yield
        finally:
            self._leave(mine)

    def _leave(self, mine: Lock) -> None:
        """Step out, and let the next one go on if it was one's turn."""
        with self.guard:
            was_first = self.waiting[0] is mine
            self.waiting.remove(mine)
            if was_first and self.waiting:
                self.waiting[0].release()


_lines: dict[Path, _Line] = {}
_guard = Lock()


@contextmanager
def turn_to_write(database: str, *, patience: float = PATIENCE) -> Iterator[None]:
    """Write to a file alone. Raises OperationalError when others take too long."""
    file = Path(database).absolute()
    with _guard:
        line = _lines.setdefault(file, _Line(file=file))
    with line.turn(patience):
        yield


@contextmanager
def _alone(file: Path, patience: float) -> Iterator[None]:
    """Keep other processes out. Where no lock can be made, SQLite's own has to do."""
    lock = FileLock(
        f"{file}.turn", mode=0o600, timeout=max(0.0, patience), poll_interval=_LOOK_EVERY
    )
    try:
        lock.acquire()
    except Timeout:
        raise _busy() from None
    except (OSError, NotImplementedError):
        yield
        return
    try:
        yield
    finally:
        lock.release()


def _busy() -> OperationalError:
    return OperationalError(None, None, sqlite3.OperationalError("database is locked"))


def _begin_anew() -> None:
    """Forget in a new process who waits in the one that it came from."""
    global _guard  # noqa: PLW0603  (a lock that somebody held at that moment is never released here)
    _guard = Lock()
    _lines.clear()


os.register_at_fork(after_in_child=_begin_anew)
