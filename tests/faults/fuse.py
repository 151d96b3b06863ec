"""Disturb the Nth thing that one request asks of a database: the pattern of SQLite's own tests."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event, func, inspect, select, table
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from feedbackpulse.database import Stores
from feedbackpulse.extensions import db
from tests.databases import copy_databases
from tests.reliability.crash_everywhere import in_a_process

Counts = Mapping[str, int]
_UNCOUNTED = {"attempt", "alembic_version"}


class Way(Enum):
    """How a call goes wrong."""

    ERROR = "the connection breaks"
    KILLED = "SIGKILL"
    UNHEARD = "the commit is done and its answer lost"


@dataclass(kw_only=True)
class Fuse:
    """Counts what is asked of both databases, and lets one of it go wrong."""

    way: Way | None = None
    at: int = 0
    calls: int = 0
    commits: int = 0

    def set(self, way: Way | None, at: int = 0) -> None:
        """Begin to count anew."""
        self.way, self.at, self.calls, self.commits = way, at, 0, 0

    def watch(self, engine: Engine) -> None:
        """Let everything that is asked of an engine come by here."""
        event.listen(engine, "before_cursor_execute", self._step)
        event.listen(engine, "commit", self._step)
        commit: Callable[[Any], None] = engine.dialect.do_commit

        def do_commit(connection: Any) -> None:
            commit(connection)
            self.commits += 1
            if self.way is Way.UNHEARD and self.commits == self.at:
                raise _broken()

        engine.dialect.do_commit = do_commit  # type: ignore[method-assign, assignment]  # of this one engine

    def _step(self, *_: object) -> None:
        self.calls += 1
        if self.calls != self.at:
            return
        if self.way is Way.KILLED:
            os.kill(os.getpid(), signal.SIGKILL)
        if self.way is Way.ERROR:
            raise _broken()


def _broken() -> OperationalError:
    return OperationalError("the connection is gone", None, ConnectionError())


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """A form that can be sent as often as one likes."""

    name: str
    path: str
    form: Mapping[str, Any]
    cookie: str = ""


@dataclass(kw_only=True)
class Bench:
    """An application whose databases can be put back to how they were."""

    app: Flask
    folder: Path
    base: Path
    fuse: Fuse = field(default_factory=Fuse)

    def __post_init__(self) -> None:
        """Watch both engines."""
        for engine in self._engines():
            self.fuse.watch(engine)

    @property
    def stores(self) -> Stores:
        """Return both stores."""
        found: Stores = self.app.extensions["feedbackpulse"].stores
        return found

    def reset(self) -> None:
        """Put both databases back."""
        self.fuse.set(None)
        self.let_go()
        for log in self.folder.glob("*.sqlite-*"):
            log.unlink()
        copy_databases(self.base, self.folder)

    def let_go(self) -> None:
        """Close all connections, so that a fork has none of ours."""
        for engine in self._engines():
            engine.dispose()

    def send(self, request: Request) -> TestResponse:
        """Send a form, as a browser does."""
        headers = {"Cookie": request.cookie} if request.cookie else {}
        client = self.app.test_client(use_cookies=False)
        return client.post(request.path, data=request.form, headers=headers)

    def send_disturbed(self, request: Request, way: Way, at: int) -> TestResponse | None:
        """Send a form of which one call goes wrong; None when nobody is left to answer."""
        self.fuse.set(way, at)
        if way is not Way.KILLED:
            return self.send(request)
        self.let_go()
        ended = in_a_process(partial(self._send_and_forget, request))
        self.fuse.set(None)
        assert ended in {0, -signal.SIGKILL}
        return None

    def _send_and_forget(self, request: Request) -> None:
        self.send(request)

    def counts(self) -> Counts:
        """Return how many rows each table has."""
        self.fuse.set(None)
        found = {}
        for engine in self._engines():
            with engine.connect() as connection:
                for name in set(inspect(connection).get_table_names()) - _UNCOUNTED:
                    query = select(func.count()).select_from(table(name))
                    found[name] = connection.execute(query).scalar_one()
        return found

    def _engines(self) -> tuple[Engine, Engine]:
        box: Any = self.stores.box
        with self.app.app_context():
            return db.engine, box.kw["bind"]
