"""Is a printed code good for one ballot, and kept so that nobody can read it again?"""

from __future__ import annotations

import re
from collections.abc import Collection
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from feedbackpulse.ballots import codes
from feedbackpulse.ballots import service as ballots
from feedbackpulse.ballots.codes import CodeState
from feedbackpulse.ballots.domain import BallotLabel, Stamp, receipt_of
from feedbackpulse.ballots.service import Taken, Turned
from feedbackpulse.ballots.tables import BallotRow, CodeRow
from feedbackpulse.database import Stores, ballot_transaction

pytestmark = pytest.mark.both_engines

ROUND = UUID(int=1)
OURS, THEIRS = Stamp("a:whole"), Stamp("b:whole")
PRINTED = re.compile(r"(?:[2-9A-HJ-KM-NP-Z]{4}-){2}[2-9A-HJ-KM-NP-Z]{4}")


@pytest.fixture(autouse=True)
def urn(stores: Stores) -> None:
    with stores.box() as box, ballot_transaction(box):
        keys = dict.fromkeys((OURS, THEIRS), b"key")
        ballots.open_urn(box, round_id=ROUND, room=4096, outer=False, keys=keys)


def close(stores: Stores) -> None:
    with stores.box() as box, ballot_transaction(box):
        ballots.close_urn(box, round_id=ROUND)


def make(stores: Stores, cards: int, stamp: Stamp = OURS) -> tuple[str, ...]:
    with stores.box() as box, ballot_transaction(box):
        return codes.make_codes(box, round_id=ROUND, stamp=stamp, cards=cards)


def find(stores: Stores, code: str) -> CodeState | None:
    with stores.box() as box:
        return codes.find_code(box, code=code)


def label(number: int, stamp: Stamp = OURS) -> BallotLabel:
    hashed = ballots.number_hash(number.to_bytes(32))
    return BallotLabel(round_id=ROUND, stamp=stamp, number_hash=hashed)


def cast(stores: Stores, code: str, one: BallotLabel, *, cards: int = 40) -> Taken | Turned:
    with stores.box() as box, ballot_transaction(box):
        return codes.cast_with_code(box, code=code, label=one, sealed=b"sealed", cards=cards)


def stamps_in_box(stores: Stores) -> list[str]:
    with stores.box() as box:
        return sorted(box.scalars(select(BallotRow.stamp)))


def spent_in_box(stores: Stores) -> list[bool]:
    with stores.box() as box:
        return sorted(box.scalars(select(CodeRow.spent)))


def test_codes_are_printed_in_letters_that_cannot_be_confused(stores: Stores) -> None:
    made = make(stores, 40)

    assert len(set(made)) == 40
    assert all(PRINTED.fullmatch(code) for code in made)
    assert len(codes.ALPHABET) == 31
    assert not set(codes.ALPHABET) & set("0O1IL")


def test_only_hashes_are_kept_and_in_another_order_than_they_are_printed(stores: Stores) -> None:
    made = make(stores, 30)

    with stores.box() as box:
        kept = [bytes(one) for one in box.scalars(select(CodeRow.code_hash))]
    printed = [codes._hash(ROUND, codes.tidy_code(code)) for code in made]
    assert sorted(kept) == sorted(printed)
    assert kept != printed
    assert not [code for code in made if _is_somewhere(code, kept)]


def _is_somewhere(code: str, kept: Collection[bytes]) -> bool:
    return any(part.encode() in one for part in code.split("-") for one in kept)


@pytest.mark.parametrize("spell", [str.lower, lambda code: code.replace("-", " "), " {} ".format])
def test_a_code_is_found_however_it_is_typed(stores: Stores, spell: object) -> None:
    [code] = make(stores, 1)
    assert callable(spell)

    assert find(stores, spell(code)) == CodeState(round_id=ROUND, stamp=OURS, spent=False)


@pytest.mark.parametrize("typed", ["", "-", "ABCD", "2" * 12, "2" * 13, "é" * 12, "0O1I-L000-0000"])
def test_what_is_no_code_is_not_found(stores: Stores, typed: str) -> None:
    make(stores, 3)

    assert find(stores, typed) is None


def test_a_code_is_good_for_one_ballot(stores: Stores) -> None:
    code, other = make(stores, 2)

    first = cast(stores, code, label(1))
    second = cast(stores, code, label(2))

    assert first == Taken(receipt=receipt_of(label(1).number_hash))
    assert second is Turned.SPENT
    assert find(stores, code) == CodeState(round_id=ROUND, stamp=OURS, spent=True)
    assert find(stores, other) == CodeState(round_id=ROUND, stamp=OURS, spent=False)
    assert stamps_in_box(stores) == [OURS]


def test_the_same_ballot_again_gets_the_same_receipt_and_uses_nothing(stores: Stores) -> None:
    code, other = make(stores, 2)
    first = cast(stores, code, label(1))

    assert cast(stores, code, label(1)) == first
    assert cast(stores, other, label(1)) == first
    assert spent_in_box(stores) == [False, True]


def test_a_code_of_another_stamp_is_refused(stores: Stores) -> None:
    [code] = make(stores, 1)

    assert cast(stores, code, label(1, THEIRS)) is Turned.REFUSED
    assert stamps_in_box(stores) == []


def test_a_code_that_nobody_made_is_refused(stores: Stores) -> None:
    assert cast(stores, "2222-2222-2222", label(1)) is Turned.REFUSED
    assert stamps_in_box(stores) == []


def test_a_closed_urn_takes_no_code_but_knows_what_it_holds(stores: Stores) -> None:
    code, other = make(stores, 2)
    first = cast(stores, code, label(1))
    close(stores)

    assert cast(stores, other, label(2)) is Turned.CLOSED
    assert cast(stores, code, label(1)) == first
    assert spent_in_box(stores) == [False, True]


def test_new_codes_make_the_unused_ones_void_and_leave_the_used_ones(stores: Stores) -> None:
    used, unused, *_ = make(stores, 5)
    cast(stores, used, label(1))

    make(stores, 5)

    assert find(stores, unused) is None
    assert find(stores, used) == CodeState(round_id=ROUND, stamp=OURS, spent=True)


def test_how_many_are_printed_says_nothing_about_how_many_were_used(stores: Stores) -> None:
    first = make(stores, 3)
    cast(stores, first[0], label(1))

    assert len(make(stores, 3)) == 3


def test_however_often_cards_are_made_no_more_are_counted_than_there_are(stores: Stores) -> None:
    outcomes = [cast(stores, make(stores, 3)[0], label(number), cards=3) for number in range(5)]

    assert [isinstance(one, Taken) for one in outcomes] == [True, True, True, False, False]
    assert outcomes[3:] == [Turned.SPENT] * 2
    assert stamps_in_box(stores) == [OURS] * 3


def test_the_codes_of_another_stamp_stay(stores: Stores) -> None:
    [theirs] = make(stores, 1, THEIRS)
    make(stores, 2)
    make(stores, 2)

    assert find(stores, theirs) == CodeState(round_id=ROUND, stamp=THEIRS, spent=False)


def test_without_an_open_urn_there_are_no_codes(stores: Stores) -> None:
    with stores.box() as box, ballot_transaction(box):
        assert codes.make_codes(box, round_id=uuid4(), stamp=OURS, cards=2) == ()
    close(stores)

    assert make(stores, 2) == ()


def test_used_codes_are_counted_and_burnt_with_the_round(stores: Stores) -> None:
    code, *_ = make(stores, 3)
    make(stores, 2, THEIRS)
    cast(stores, code, label(1))

    with stores.box() as box:
        assert codes.count_spent(box, round_id=ROUND) == {OURS: 1}
    with stores.box() as box, ballot_transaction(box):
        ballots.burn_ballots(box, round_id=ROUND)
    assert spent_in_box(stores) == []
    assert find(stores, code) is None
