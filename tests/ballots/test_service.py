"""Does the box take each ballot once, while its urn is open, and keep only what it must?"""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, event

from feedbackpulse.ballots import service as ballots
from feedbackpulse.ballots.domain import BallotLabel, Stamp
from feedbackpulse.database import Stores, ballot_transaction
from tests.boxes import sealed_ballots

pytestmark = pytest.mark.both_engines

ROUND = uuid4()


def label(number: int, *, round_id: UUID = ROUND, stamp: str = "a:whole") -> BallotLabel:
    hashed = ballots.number_hash(number.to_bytes(32))
    return BallotLabel(round_id=round_id, stamp=Stamp(stamp), number_hash=hashed)


def cast(stores: Stores, one: BallotLabel, sealed: bytes = b"sealed") -> bool:
    with stores.box() as box, ballot_transaction(box):
        return ballots.cast(box, label=one, sealed=sealed)


def open_urn(stores: Stores, round_id: UUID = ROUND) -> None:
    with stores.box() as box, ballot_transaction(box):
        ballots.open_urn(box, round_id=round_id, room=4096, outer=False, keys={})


def contents(stores: Stores) -> list[tuple[BallotLabel, bytes]]:
    with stores.box() as box:
        return sealed_ballots(box, round_id=ROUND)


def test_a_ballot_is_kept_once_as_it_was_first(stores: Stores) -> None:
    open_urn(stores)

    assert cast(stores, label(1), b"first")
    assert cast(stores, label(1), b"second")

    assert contents(stores) == [(label(1), b"first")]


def test_without_an_open_urn_nothing_is_taken(stores: Stores) -> None:
    assert not cast(stores, label(1))
    open_urn(stores)
    assert cast(stores, label(1))
    with stores.box() as box, ballot_transaction(box):
        ballots.close_urn(box, round_id=ROUND)

    assert not cast(stores, label(2))
    assert cast(stores, label(1))  # it is in there
    assert len(contents(stores)) == 1


def test_a_closed_urn_does_not_open_again(stores: Stores) -> None:
    open_urn(stores)
    with stores.box() as box, ballot_transaction(box):
        ballots.close_urn(box, round_id=ROUND)
    open_urn(stores)

    assert not cast(stores, label(1))


def test_ballots_are_counted_per_stamp(stores: Stores) -> None:
    open_urn(stores)
    for number, stamp in enumerate("aab"):
        cast(stores, label(number, stamp=stamp))

    with stores.box() as box:
        assert ballots.count_ballots(box, round_id=ROUND) == {"a": 2, "b": 1}


def test_burning_takes_one_round_and_leaves_the_others(stores: Stores) -> None:
    other = uuid4()
    open_urn(stores)
    open_urn(stores, other)
    cast(stores, label(1))
    cast(stores, label(2, round_id=other))
    with stores.box() as box, ballot_transaction(box):
        ballots.burn_ballots(box, round_id=ROUND)
    with stores.box() as box:
        ballots.scrub(box)

    assert contents(stores) == []
    with stores.box() as box:
        assert ballots.count_ballots(box, round_id=other) == {"a:whole": 1}


def test_a_ballot_number_has_thirty_two_bytes() -> None:
    with pytest.raises(ValueError, match="32"):
        ballots.number_hash(b"short")


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "delete"), ("secure_delete", 1), ("synchronous", 2)]
)
def test_the_box_forgets_what_it_deletes_and_keeps_what_it_took(
    stores: Stores, pragma: str, value: object
) -> None:
    with stores.box() as box:
        assert box.connection().exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_casting_touches_the_box_only(stores: Stores) -> None:
    open_urn(stores)
    with stores.main() as session:
        main = session.get_bind()
    assert isinstance(main, Engine)
    statements: list[str] = []
    event.listen(main, "before_cursor_execute", lambda *call: statements.append(call[2]))

    cast(stores, label(1))

    assert statements == []
