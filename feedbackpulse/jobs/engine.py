"""Where hints wait: a file in the instance folder, or a server that several machines share.

A hint says that somebody should look at the tables. It names nobody and nothing, so that a lost or
a doubled one does no harm.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey
from huey.serializer import Serializer

FILE: Final = "queue.sqlite"
_NAME: Final = "feedbackpulse"
_PATIENCE: Final = 5
"""Seconds to wait for a server: a page that only wants to leave a hint does not hang on it."""


class PlainSerializer(Serializer):  # type: ignore[misc]  # huey has no types
    """Writes hints as JSON: whoever can write to the queue cannot make a worker run their code."""

    def _serialize(self, data: Any) -> bytes:
        return json.dumps(data).encode()

    def _deserialize(self, data: bytes) -> Any:
        return _message(json.loads(data))


def _message(read: Any) -> Any:
    """Return what was read, as huey's own messages where it is one: they came as lists."""
    from huey.registry import Message

    is_message = isinstance(read, list) and len(read) == len(Message._fields)
    return Message(*read) if is_message else read


def make_engine(url: str, *, folder: Path) -> Huey:
    """Return the queue at an address; without one it is a file in the folder of the instance."""
    shared: dict[str, Any] = {"results": False, "serializer": PlainSerializer()}
    if url.startswith("redis"):
        return RedisHuey(_NAME, url=url, **shared)
    if url:
        return _on_postgres(_dsn(url), **shared)
    return SqliteHuey(_NAME, filename=str(folder / FILE), fsync=True, **shared)


def wakes(engine: Huey, look: Callable[[], object]) -> Callable[[], object]:
    """Return what leaves the hint that there is work, and let whoever finds it *look*."""

    def look_for_work() -> None:
        look()

    leave: Callable[[], object] = engine.task(name="look_for_work")(look_for_work)
    return leave


def _on_postgres(dsn: str, **shared: Any) -> Huey:
    """Return a queue in a PostgreSQL database, which makes its own few tables there."""
    from psycopg.errors import DuplicateObject, DuplicateTable, UniqueViolation

    try:
        return PostgresHuey(_NAME, dsn=dsn, connect_timeout=_PATIENCE, **shared)
    except (DuplicateObject, DuplicateTable, UniqueViolation):  # made in that very moment
        return PostgresHuey(_NAME, dsn=dsn, connect_timeout=_PATIENCE, **shared)


def _dsn(url: str) -> str:
    """Return a database's address as PostgreSQL itself writes it, without SQLAlchemy's driver."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)
