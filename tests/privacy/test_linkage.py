"""With a copy of the box, and knowing who answered when: which ballot is whose?

The attacker knows the order in which people answered, and matches it with the order of what the
copy holds: the rows as a dump prints them, and the place of each sealed ballot in the file. Three
hundred ballots are cast; without knowledge, rank correlations stay within 0.25 in all but one of
ten thousand runs.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask

from feedbackpulse.ballots import service as ballots
from feedbackpulse.ballots.domain import BallotLabel, Stamp
from feedbackpulse.database import Stores, ballot_transaction
from tests.privacy.dumps import dump

BALLOTS = 300
CHANCE = 0.25
ROUND = uuid4()


@pytest.fixture
def box_file(app: Flask) -> Path:
    return Path(app.instance_path) / "ballots.sqlite"


@pytest.fixture
def arrivals(stores: Stores) -> list[bytes]:
    """Return the sealed ballots in the order in which they were cast."""
    with stores.box() as box, ballot_transaction(box):
        ballots.open_urn(box, round_id=ROUND, room=4096, outer=False, keys={})
        arrivals = [secrets.token_bytes(4177) for _ in range(BALLOTS)]
        for sealed in arrivals:
            number_hash = ballots.number_hash(secrets.token_bytes(32))
            label = BallotLabel(round_id=ROUND, stamp=Stamp("a:whole"), number_hash=number_hash)
            assert ballots.cast(box, label=label, sealed=sealed)
    return arrivals


def correlation(arrivals: Sequence[bytes], found: Sequence[bytes]) -> float:
    """Return the rank correlation of the order of arrival and the order found."""
    place = {sealed: rank for rank, sealed in enumerate(found)}
    squares = sum((rank - place[sealed]) ** 2 for rank, sealed in enumerate(arrivals))
    return 1 - 6 * squares / (len(arrivals) * (len(arrivals) ** 2 - 1))


def as_dumped(file: Path, column: int, table: str = "ballot") -> list[bytes]:
    return [row[column] for row in dump(file)[table]]


def as_they_lie(file: Path, arrivals: Sequence[bytes]) -> list[bytes]:
    content = file.read_bytes()
    return sorted(arrivals, key=lambda sealed: content.index(sealed[2000:2040]))


def test_the_order_of_a_dump_says_nothing(box_file: Path, arrivals: list[bytes]) -> None:
    assert abs(correlation(arrivals, as_dumped(box_file, 3))) < CHANCE


def test_once_the_box_is_rewritten_the_places_in_the_file_say_nothing(
    stores: Stores, box_file: Path, arrivals: list[bytes]
) -> None:
    before = correlation(arrivals, as_they_lie(box_file, arrivals))
    with stores.box() as box:
        ballots.scrub(box)
    after = correlation(arrivals, as_they_lie(box_file, arrivals))

    assert before > 0.95  # which is why it is rewritten every day
    assert abs(after) < CHANCE


def test_the_box_keeps_no_number_of_rows_behind_the_scenes(
    box_file: Path, arrivals: list[bytes]
) -> None:
    with (
        closing(sqlite3.connect(box_file)) as database,
        pytest.raises(sqlite3.OperationalError, match="rowid"),
    ):
        database.execute("SELECT rowid FROM ballot")


def test_the_same_attack_on_a_naive_table_links_everybody(tmp_path: Path) -> None:
    file = tmp_path / "naive.sqlite"
    arrivals = [secrets.token_bytes(4177) for _ in range(BALLOTS)]
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("CREATE TABLE ballot (id BLOB PRIMARY KEY, sealed BLOB)")
        database.executemany(
            "INSERT INTO ballot VALUES (?, ?)", [(uuid4().bytes, one) for one in arrivals]
        )

    assert correlation(arrivals, as_dumped(file, 1)) == 1
    assert correlation(arrivals, as_they_lie(file, arrivals)) > 0.95
