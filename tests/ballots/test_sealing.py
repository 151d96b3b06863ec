"""Can a sealed ballot be opened with its key only, and only as what it is?"""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from feedbackpulse.ballots.domain import (
    Answers,
    BallotLabel,
    InvalidAnswersError,
    Questions,
    Stamp,
    UnreadableBallotError,
)
from feedbackpulse.ballots.sealing import new_private_key, public_bytes, seal, unseal

QUESTIONS = Questions(rated=frozenset({"G1"}), open=frozenset({"G4"}))
LABEL = BallotLabel(round_id=uuid4(), stamp=Stamp("a:whole"), number_hash=bytes(32))
ANSWERS = Answers(ratings={"G1": 2}, comments={"G4": "Ask us sooner"})
KEY = new_private_key()


def sealed(answers: Answers = ANSWERS) -> bytes:
    return seal(answers, questions=QUESTIONS, label=LABEL, public_key=public_bytes(KEY))


def test_the_key_opens_it() -> None:
    assert unseal(sealed(), questions=QUESTIONS, label=LABEL, key=KEY) == ANSWERS


@pytest.mark.parametrize(
    "label",
    [
        replace(LABEL, round_id=uuid4()),
        replace(LABEL, stamp=Stamp("b:whole")),
    ],
)
def test_under_another_round_or_stamp_it_stays_shut(label: BallotLabel) -> None:
    with pytest.raises(UnreadableBallotError):
        unseal(sealed(), questions=QUESTIONS, label=label, key=KEY)


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(UnreadableBallotError):
        unseal(sealed(), questions=QUESTIONS, label=LABEL, key=new_private_key())


@pytest.mark.parametrize("place", [0, 70, -1])
def test_a_changed_byte_is_noticed(place: int) -> None:
    changed = bytearray(sealed())
    changed[place] ^= 1

    with pytest.raises(UnreadableBallotError):
        unseal(bytes(changed), questions=QUESTIONS, label=LABEL, key=KEY)


def test_the_same_answers_never_look_the_same() -> None:
    assert sealed() != sealed()


def test_answers_that_do_not_fit_are_not_sealed() -> None:
    with pytest.raises(InvalidAnswersError):
        sealed(Answers(ratings={"G2": 1}))
