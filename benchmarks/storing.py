"""What keeping a ballot costs beside the bare commit of the same row, with and without pages."""

from __future__ import annotations

import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from typing import Any, Final
from uuid import UUID, uuid4

import psycopg

from benchmarks.figures import Figure, Size, measured, timed
from benchmarks.ground import site
from benchmarks.hammer import hammer, shared
from benchmarks.prepared import ballots, forms
from feedbackpulse.ballots.domain import Stamp
from feedbackpulse.ballots.service import Taken, cast_stamped
from feedbackpulse.database import Stores, ballot_transaction
from feedbackpulse.web.encoding import decoded
from tests.databases import ENGINES, EngineName, address_in
from tests.faults.running import Installation, gunicorn

CLIENTS: Final = 8
_SEALED: Final = 4177
_PATIENCE: Final = 30_000
_INSERT: Final = (
    "INSERT INTO ballot (number_hash, round_id, stamp, sealed) VALUES ({0},{0},{0},{0})"
)
_PRAGMAS: Final = ("journal_mode = DELETE", "synchronous = FULL", "secure_delete = ON")
NAMES: Final[Mapping[EngineName, str]] = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
Commit = Callable[[], None]


def figures(size: Size) -> Iterator[Figure]:
    """Measure casting on both engines, in one process and through gunicorn."""
    for engine in ENGINES:
        with site(engine) as place, place.installation(people=6) as installation:
            yield _in_process(installation, engine, size)
            yield _through_pages(installation, engine, size)


def _in_process(installation: Installation, engine: EngineName, size: Size) -> Figure:
    number = size.of(5, 400)
    with installation.stores() as stores:
        return measured(
            f"cast in one process, {NAMES[engine]}",
            lambda: _cast(stores, forms(stores, installation, number)),
            limit="commit of the same row, 1 client",
            of_limit=lambda: raw_commits(installation, clients=1, number=number),
            size=size,
            goal=0.3,
        )


def _through_pages(installation: Installation, engine: EngineName, size: Size) -> Figure:
    number = size.of(10, 1200)
    with gunicorn(installation) as server, installation.stores() as stores:
        return measured(
            f"POST /ballot/cast, {NAMES[engine]}",
            lambda: (
                hammer(server.port, shared(ballots(stores, installation, number), CLIENTS)).rate
            ),
            limit=f"commit of the same row, {CLIENTS} clients",
            of_limit=lambda: raw_commits(installation, clients=CLIENTS, number=number),
            size=size,
            goal=0.3,
        )


def _cast(stores: Stores, made: list[dict[str, str]]) -> float:
    def cast_all() -> None:
        for form in made:
            _cast_one(stores, form)

    return timed(cast_all, times=len(made))


def _cast_one(stores: Stores, form: Mapping[str, str]) -> None:
    message, signature, sealed = (
        decoded(form[name]) for name in ("message", "signature", "sealed")
    )
    assert message is not None
    assert signature is not None
    assert sealed is not None
    with stores.box() as box, ballot_transaction(box):
        outcome = cast_stamped(
            box,
            round_id=UUID(hex=form["round"]),
            stamp=Stamp(form["stamp"]),
            message=message,
            signature=signature,
            sealed=sealed,
        )
        assert isinstance(outcome, Taken)


def raw_commits(installation: Installation, *, clients: int, number: int) -> float:
    """Return how many rows of the size of a ballot these clients commit a second, each by itself.

    In the same database, under a round that nobody knows, and taken out again afterwards.
    """
    other, start = uuid4(), threading.Barrier(clients + 1)
    share = -(-number // clients)
    threads = [
        threading.Thread(target=_commit_some, args=(installation, other, share, start))
        for _ in range(clients)
    ]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - began
    with closing(_connection(installation)) as database:
        mark = "%s" if isinstance(database, psycopg.Connection) else "?"
        database.execute(f"DELETE FROM ballot WHERE round_id = {mark}", (_key(database, other),))  # noqa: S608  (a mark for a value)
        database.commit()
    return clients * share / spent


def _commit_some(
    installation: Installation, round_id: UUID, number: int, start: threading.Barrier
) -> None:
    rows = [(secrets.token_bytes(32), "stamp", secrets.token_bytes(_SEALED)) for _ in range(number)]
    with closing(_connection(installation)) as database:
        is_server = isinstance(database, psycopg.Connection)
        statement = _INSERT.format("%s" if is_server else "?")
        round_key = _key(database, round_id)
        start.wait()
        for hashed, stamp, sealed in rows:
            if not is_server:
                database.execute("BEGIN IMMEDIATE")
            database.execute(statement, (hashed, round_key, stamp, sealed))
            database.commit()


def _connection(installation: Installation) -> Any:
    """Connect to the box as its driver does, with everything that makes it careful."""
    if address := address_in(installation.folder):
        return psycopg.connect(address.url("box").replace("+psycopg", ""))
    database = sqlite3.connect(installation.folder / "ballots.sqlite", isolation_level=None)
    for pragma in (*_PRAGMAS, f"busy_timeout = {_PATIENCE}"):
        database.execute(f"PRAGMA {pragma}")
    return database


def _key(database: Any, round_id: UUID) -> object:
    return round_id if isinstance(database, psycopg.Connection) else round_id.hex
