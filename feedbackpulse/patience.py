"""How long a statement is waited for when a database is busy, or does not answer.

A server that is down says so, and one that is unplugged is noticed by TCP. But a server, or a proxy
before it, that takes what it is sent and says nothing more would be waited for without an end. So
every wait has one: short while somebody waits for a page, long for work in the background.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final, NoReturn

from sqlalchemy import Engine, event

if TYPE_CHECKING:
    from psycopg import Connection

FOR_A_PAGE: Final = 15.0
"""Seconds; longer than a lock is waited for (`database.engine_options`), so that locks say it first."""
_IN_THE_BACKGROUND: Final = 300.0
_patience: ContextVar[float] = ContextVar("patience", default=_IN_THE_BACKGROUND)


def patience() -> float:
    """Return for how many seconds something is waited for at the moment."""
    return _patience.get()


@contextmanager
def patient_for(seconds: float) -> Iterator[None]:
    """Wait so long for each statement in this block, at most; infinity is allowed."""
    token = _patience.set(seconds)
    try:
        yield
    finally:
        _patience.reset(token)


def prepare_postgresql(engine: Engine) -> None:
    """Let an engine give up a connection on which no answer comes."""
    if engine.dialect.name != "postgresql":
        return
    patient = _patient_class()

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: object, _record: object, plain: Any, named: dict[str, Any]) -> Any:
        most = max(1, int(min(named["connect_timeout"], _patience.get())))
        return patient.connect(*plain, **{**named, "connect_timeout": most})


def _patient_class() -> type[Connection[Any]]:
    """Return the class of such connections; the driver is there only where it is needed."""
    import psycopg

    class Patient(psycopg.Connection[Any]):
        """A connection that is closed when nothing is heard on it for too long."""

        def wait(self, gen: Any, *args: Any, **named: Any) -> Any:
            """Wait for the end of what the driver does on this connection."""
            return super().wait(_until_silence(gen, self._give_up), *args, **named)

        def _give_up(self) -> NoReturn:
            self.close()
            raise psycopg.OperationalError("the database has not answered in time")

    return Patient


def _until_silence(
    steps: Generator[Any, Any, Any], give_up: Callable[[], NoReturn]
) -> Generator[Any, Any, Any]:
    """Go on with the driver's steps as long as something comes; it asks us ten times a second."""
    longest = _patience.get()
    heard = time.monotonic()
    try:
        wanted = next(steps)
        while True:
            ready = yield wanted
            now = time.monotonic()
            if ready:
                heard = now
            elif now - heard >= longest:
                give_up()
            wanted = steps.send(ready)
    except StopIteration as end:
        return end.value
