"""Look at both stores as they were at one moment, while everybody goes on writing.

Whoever answers claims a row in the main store first, commits that, and then casts. Nobody casts for
the moment in which both views begin: so every ballot in the one has its claim in the other. What
was claimed and not yet cast in that moment was not yet acknowledged either.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine

from feedbackpulse.database import Stores


@dataclass(frozen=True, kw_only=True, slots=True)
class Views:
    """Both stores, as they stay for whoever reads here.

    The roster has a view of its own. It and the box are read first, and their views closed: on
    SQLite nobody can cast meanwhile, and on PostgreSQL nobody can write those tables anew.
    """

    main: Connection
    roster: Connection
    box: Connection

    def close_first(self) -> None:
        """Let go of the views that others wait for."""
        self.roster.close()
        self.box.close()


def engines_of(stores: Stores) -> tuple[Engine, Engine]:
    """Return the engines of the main store and of the box."""
    found = []
    for make in (stores.main, stores.box):
        with make() as session:
            bound = session.get_bind()
        found.append(bound if isinstance(bound, Engine) else bound.engine)
    return found[0], found[1]


@contextmanager
def as_they_are(stores: Stores) -> Iterator[Views]:
    """Give views of both stores that fit together."""
    at_main, at_box = engines_of(stores)
    with ExitStack() as stack:
        main, roster, box = (
            stack.enter_context(engine.connect()) for engine in (at_main, at_main, at_box)
        )
        with _nobody_casting(at_box):
            # the main one first: a round that is released after it still has its ballots below
            views = Views(main=_begun(main), roster=_begun(roster), box=_begun(box))
        yield views


def _begun(connection: Connection) -> Connection:
    """Begin a transaction that from its first query on sees one state."""
    if connection.dialect.name == "postgresql":
        connection = connection.execution_options(isolation_level="REPEATABLE READ")
        for setting in ("idle_in_transaction_session_timeout", "statement_timeout"):
            connection.exec_driver_sql(f"SET LOCAL {setting} = 0")
    connection.exec_driver_sql("SELECT count(*) FROM alembic_version").scalar_one()
    return connection


@contextmanager
def _nobody_casting(box: Engine) -> Iterator[None]:
    """Let nobody write to the box; whoever wants to waits for milliseconds."""
    if box.dialect.name == "sqlite":
        raw = box.raw_connection()
        try:
            raw.cursor().execute("BEGIN IMMEDIATE")
            yield
        finally:
            raw.close()  # which ends the transaction
        return
    with box.connect() as connection:
        connection.exec_driver_sql("LOCK TABLE ballot, code IN SHARE MODE")
        yield
