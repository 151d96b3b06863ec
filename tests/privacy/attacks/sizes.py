"""A9: does the size of a sealed ballot say anything about what is in it?"""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable
from typing import Final
from uuid import uuid4

from feedbackpulse.ballots.domain import (
    LONGEST_COMMENT,
    Answers,
    BallotLabel,
    CommentScope,
    Questions,
    Stamp,
    checked,
    encode,
)
from feedbackpulse.ballots.sealing import new_private_key, public_bytes, seal
from feedbackpulse.cycles.attributes import ATTRIBUTES
from feedbackpulse.cycles.learning import LEARNING, THEMES
from tests.privacy.attacks.measure import Lab, Measure

LETTERS: Final = 'ab \n"\\é€\U0001f600'
Sized = Callable[[Answers, Questions, bytes | None], int]


def measure(lab: Lab) -> Measure:
    """Seal answers of every kind, with and without a second key."""
    return _distinct(lab, _sealed)


def naive(lab: Lab) -> Measure:
    """The test of the test: the same answers without padding."""
    return _distinct(lab, _unpadded)


def _distinct(lab: Lab, size_of: Sized) -> Measure:
    sets = lab.size(100, 1000)
    chance = random.Random()  # noqa: S311  (answers of nobody)
    questions = _questions()
    given = [_answers(chance, questions) for _ in range(sets)]
    once = {size_of(answers, questions, None) for answers in given}
    twice = {size_of(answers, questions, _SECOND) for answers in given}
    return Measure(
        figure=f"{len(once)}, {len(twice)}",
        holds=len(once) == len(twice) == 1,
        details=(f"{sets} sets of answers", f"bytes: {sorted(once)[:9]}, {sorted(twice)[:9]}"),
    )


def _questions() -> Questions:
    return Questions(
        rated=frozenset(f"G{number}" for number in range(1, 13)),
        open=frozenset({"G4-OPEN", "OWN-1"}),
        attributes={
            **{name: ATTRIBUTES[name] for name in ("tenure", "place", "contact")},
            LEARNING: THEMES,
        },
    )


def _answers(chance: random.Random, questions: Questions) -> Answers:
    """Return answers somebody might give: none, few, all; long, short and odd words."""
    rated = chance.sample(sorted(questions.rated), chance.randint(0, len(questions.rated)))
    written = chance.sample(sorted(questions.open), chance.randint(0, len(questions.open)))
    told = chance.sample(sorted(questions.attributes), chance.randint(0, len(questions.attributes)))
    lengths = (0, 1, chance.randint(2, LONGEST_COMMENT - 1), LONGEST_COMMENT)
    return Answers(
        ratings={code: chance.choice([1, 2, 3, 4, 5, None]) for code in rated},
        comments={
            code: "".join(chance.choices(LETTERS, k=chance.choice(lengths))) for code in written
        },
        comment_scope=chance.choice([*CommentScope]),
        attributes={name: chance.choice(questions.attributes[name]) for name in told},
        mailboxes={code: secrets.token_hex(32) for code in written if chance.random() < 0.5},
    )


_BOX: Final = public_bytes(new_private_key())
_SECOND: Final = public_bytes(new_private_key())
_ROUND: Final = uuid4()


def _sealed(answers: Answers, questions: Questions, second: bytes | None) -> int:
    label = BallotLabel(round_id=_ROUND, stamp=Stamp("a:whole"), number_hash=bytes(32))
    sealed = seal(answers, questions=questions, label=label, public_key=_BOX, second_key=second)
    return len(sealed)


def _unpadded(answers: Answers, questions: Questions, second: bytes | None) -> int:
    plain = encode(checked(answers, questions), room=questions.sealed_room)
    return len(plain.rstrip()) + 81 * (1 if second is None else 2)
