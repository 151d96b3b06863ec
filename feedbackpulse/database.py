"""The two stores: their table bases, their engines, and the only places that commit."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar, Final, cast
from uuid import UUID

from sqlalchemy import (
    DateTime,
    Dialect,
    Engine,
    MetaData,
    Table,
    TypeDecorator,
    event,
    func,
    insert,
    make_url,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session

from feedbackpulse.patience import patience
from feedbackpulse.turns import turn_to_write

_NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


LONGEST_WAIT: Final = 10.0
"""Seconds that one writer waits for another."""
_PIECE: Final = 2_000
"""How many rows go to a database at a time."""


class Base(DeclarativeBase):
    """Base of the main store: people, cycles, roster, releases, reflections."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=_NAMES)


class BallotBase(DeclarativeBase):
    """Base of the ballot box: sealed ballots, and nothing that knows a person."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=_NAMES)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware and in UTC on both sides, whatever the database keeps."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive moment; store the UTC clock reading."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"{value} has no time zone"
            raise ValueError(message)
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Stores:
    """How to reach both databases and the keys: all that a job needs."""

    main: Callable[[], Session]
    box: Callable[[], Session]
    keys: Path


_READ_ONLY: Final = "read-only"
_writing: ContextVar[str | None] = ContextVar("writing", default=None)


class NestedTransactionError(RuntimeError):
    """Two stores would have been written in one breath."""


@contextmanager
def _committing(session: Session, store: str) -> Iterator[Session]:
    if _writing.get() is not None:
        message = f"{store} would be written inside a transaction on {_writing.get()}"
        raise NestedTransactionError(message)
    session.rollback()  # whatever was only read so far ends here; writing starts afresh
    token = _writing.set(store)
    try:
        with _turn(session):
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise
    finally:
        _writing.reset(token)


def _turn(session: Session) -> AbstractContextManager[None]:
    """Return what lets a session write when it is its turn; servers see to that themselves."""
    engine = session.get_bind().engine
    is_file = engine.dialect.name == "sqlite" and bool(engine.url.database)
    if not is_file:
        return nullcontext()
    return turn_to_write(str(engine.url.database), patience=min(patience(), LONGEST_WAIT))


def is_writing() -> bool:
    """Say whether this is inside a transaction that may change something."""
    return _writing.get() is not None


@contextmanager
def transaction(session: Session) -> Iterator[Session]:
    """Commit the main store when the block ends well, roll back when it raises."""
    with _committing(session, "main"):
        yield session


@contextmanager
def ballot_transaction(session: Session) -> Iterator[Session]:
    """Commit the ballot box when the block ends well, roll back when it raises."""
    with _committing(session, "ballot box"):
        yield session


def as_uuid(given: UUID | str) -> UUID:
    """Return an id as a database gives it: one has ids, another their digits."""
    return given if isinstance(given, UUID) else UUID(given)


def insert_if_new(
    session: Session, rows: type[Base] | type[BallotBase], values: Mapping[str, object]
) -> bool:
    """Insert a row unless its key, or what else must be unique, is there; say if this call did.

    Whoever is second waits for the first. With add() it would be an error that ends everything.
    """
    session.flush()  # it may refer to what was added
    done: Any = session.execute(
        _insert_or_not(rows, session.get_bind().dialect.name),
        values,
        execution_options={"preserve_rowcount": True},  # of an INSERT psycopg would forget it
    )
    return bool(done.rowcount == 1)


@cache
def _insert_or_not(
    rows: type[Base] | type[BallotBase], dialect: str
) -> sqlite.Insert | postgresql.Insert:
    """Return a statement about a table, put together once: everybody who casts needs it."""
    insert_into = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert_into(cast("Table", rows.__table__)).on_conflict_do_nothing()


def insert_all(
    session: Session,
    rows: type[Base] | type[BallotBase],
    values: Iterable[Mapping[str, object]],
) -> None:
    """Insert many rows, in pieces: however many there are, few are in memory."""
    left = iter(values)
    while piece := list(islice(left, _PIECE)):
        session.execute(insert(rows), piece)


def one_at_a_time(session: Session, *what: object) -> None:
    """Let writers of the same thing wait for one another until their transactions end.

    What is looked up afterwards is then still true when it is written. SQLite lets only one
    transaction write as it is.
    """
    if session.get_bind().dialect.name == "postgresql":
        number = sha256(repr(tuple(map(str, what))).encode()).digest()[:8]
        lock = func.pg_advisory_xact_lock(int.from_bytes(number, signed=True))
        session.execute(select(lock))


def engine_options(url: str) -> dict[str, Any]:
    """Return how SQLAlchemy makes the engine of a database at this address.

    A PostgreSQL server is somewhere else: whoever waits for it, or for another writer in it,
    waits no longer than the pages' readers would. SQLite needs none of that.
    """
    # An error's message would carry the values of its statement into the log: names, words, claims.
    options: dict[str, Any] = {"hide_parameters": True}
    if make_url(url).get_backend_name() == "postgresql":
        options |= {
            "pool_pre_ping": True,
            "pool_size": 10,
            "pool_timeout": 10,
            "isolation_level": "READ COMMITTED",
            "connect_args": {
                "connect_timeout": 5,
                "tcp_user_timeout": 10_000,
                "keepalives_idle": 30,
                "keepalives_interval": 10,
                "keepalives_count": 3,
                "application_name": "feedbackpulse",
                # What was acknowledged is on the disk, also where the server is set to be quicker.
                "options": "-c lock_timeout=10s -c idle_in_transaction_session_timeout=5min"
                " -c synchronous_commit=on",
            },
        }
    return options


def prepare_sqlite(engine: Engine, *, journal: str) -> None:
    """Make SQLite keep every acknowledged write, and nothing that was deleted.

    *journal* is "WAL" for the main store and "DELETE" for the ballot box, whose deleted
    rows must not live on in a write-ahead log. Writers queue (`BEGIN IMMEDIATE`) instead
    of failing halfway; readers do not wait for them.
    """
    if engine.dialect.name != "sqlite":
        return
    if engine.url.database:
        _make_private(Path(engine.url.database))

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, record: Any) -> None:
        connection.isolation_level = None
        _wait_as_agreed(connection, record.info)
        for pragma in (
            f"journal_mode = {journal}",
            "synchronous = FULL",
            "foreign_keys = ON",
            "secure_delete = ON",
            "temp_store = MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")

    _open_anew(engine)

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        _wait_as_agreed(connection.connection.driver_connection, connection.info)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


def _open_anew(engine: Engine) -> None:
    """Open a file anew that was opened while nothing could be written: it would stay so."""

    @event.listens_for(engine, "handle_error")
    def note(context: Any) -> None:
        name = getattr(context.original_exception, "sqlite_errorname", "")
        if context.connection is not None and name.startswith("SQLITE_READONLY"):
            context.connection.info[_READ_ONLY] = True

    @event.listens_for(engine, "checkin")
    def let_go(_connection: Any, record: Any) -> None:
        if record.info.pop(_READ_ONLY, False):
            record.invalidate(soft=True)


def _wait_as_agreed(connection: Any, known: dict[Any, Any]) -> None:
    """Let a connection wait for other writers as long as whoever uses it now wants to wait."""
    wait = int(1000 * min(patience(), LONGEST_WAIT))
    if known.get("wait") != wait:
        connection.execute(f"PRAGMA busy_timeout = {wait}")
        known["wait"] = wait


def _make_private(file: Path) -> None:
    """Make a database that other users of the machine cannot read; its logs are as it is."""
    with suppress(FileExistsError, FileNotFoundError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


@contextmanager
def in_haste(stores: Stores) -> Iterator[None]:
    """Let SQLite not wait for the disk: only for what a loss of power would make us begin again.

    At the end everything is on the disk, and both stores are as careful as ever.
    """
    engines = [engine for engine in map(_engine, (stores.main, stores.box)) if engine is not None]
    for engine in engines:
        event.listen(engine, "connect", _do_not_wait)
        engine.dispose()
    try:
        yield
    finally:
        for engine in engines:
            event.remove(engine, "connect", _do_not_wait)
            engine.dispose()
        os.sync()


def _engine(make: Callable[[], Session]) -> Engine | None:
    with make() as session:
        engine = session.get_bind()
    return engine if isinstance(engine, Engine) and engine.dialect.name == "sqlite" else None


def _do_not_wait(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous = OFF")
