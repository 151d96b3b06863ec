"""Are only answers that fit the questions taken, and does a ballot's size say nothing?"""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedbackpulse.ballots.domain import (
    LONGEST_COMMENT,
    Answers,
    CommentScope,
    InvalidAnswersError,
    Questions,
    UnreadableBallotError,
    checked,
    decode,
    encode,
)

QUESTIONS = Questions(rated=frozenset({"G1", "M1-A", "OWN-1"}), open=frozenset({"G4", "OWN-2"}))


@pytest.mark.parametrize(
    "answers",
    [
        Answers(ratings={"M9": 3}),
        Answers(ratings={"G4": 3}),
        Answers(comments={"G1": "well"}),
        Answers(ratings={"G1": 0}),
        Answers(ratings={"G1": 6}),
        Answers(ratings={"G1": True}),
        Answers(ratings={"G1": 3.0}),  # type: ignore[dict-item]  # what a careless page could send
        Answers(comments={"G4": "x" * (LONGEST_COMMENT + 1)}),
    ],
)
def test_answers_that_do_not_fit_are_refused(answers: Answers) -> None:
    with pytest.raises(InvalidAnswersError):
        checked(answers, QUESTIONS)


def test_comments_are_tidied_and_empty_ones_left_out() -> None:
    answers = Answers(comments={"G4": "  \r\nGood\x00 ideas \ud800", "OWN-2": " \n "})

    assert checked(answers, QUESTIONS).comments == {"G4": "Good ideas"}


texts = st.text(max_size=LONGEST_COMMENT)
any_answers = st.builds(
    Answers,
    ratings=st.dictionaries(
        st.sampled_from(sorted(QUESTIONS.rated)), st.none() | st.integers(1, 5)
    ),
    comments=st.dictionaries(st.sampled_from(sorted(QUESTIONS.open)), texts),
    comment_scope=st.sampled_from(CommentScope),
)


@settings(max_examples=200, deadline=None)
@given(answers=any_answers)
def test_every_set_of_answers_fits_comes_back_and_is_as_long(answers: Answers) -> None:
    tidy = checked(answers, QUESTIONS)

    plain = encode(tidy, room=QUESTIONS.sealed_room)

    assert len(plain) == QUESTIONS.sealed_room
    assert decode(plain, QUESTIONS) == tidy


def test_the_longest_comments_in_the_longest_letters_fit() -> None:
    longest = "\U0001f600" * LONGEST_COMMENT
    answers = Answers(
        ratings=dict.fromkeys(QUESTIONS.rated), comments={"G4": longest, "OWN-2": '"' * 600}
    )

    encode(answers, room=QUESTIONS.sealed_room)


def test_with_one_open_question_a_ballot_has_four_kilobytes() -> None:
    codes = frozenset(f"M{number}-A" for number in range(8))

    assert Questions(rated=codes, open=frozenset({"G4"})).sealed_room == 4096


@pytest.mark.parametrize(
    "plain",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b'{"v":2,"r":{},"c":{},"s":"unit"}',
        b'{"v":1,"r":[],"c":{},"s":"unit"}',
        b'{"v":1,"r":{"G1":9},"c":{},"s":"unit"}',
        b'{"v":1,"r":{},"c":{"G4":7},"s":"unit"}',
        b'{"v":1,"r":{},"c":{},"s":"all"}',
        b"[" * 4000,
        b'{"v":' * 4000,
    ],
)
def test_what_is_no_ballot_is_named_so(plain: bytes) -> None:
    with pytest.raises(UnreadableBallotError):
        decode(plain, QUESTIONS)


_NAMES = ("G1", "G4", "M1-A", "M9", "hours")
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_NAMES), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(content=st.fixed_dictionaries(dict.fromkeys("rcsam", _JSON)))
def test_whatever_somebody_seals_nothing_else_can_come_of_it(content: dict[str, object]) -> None:
    """One ballot with which the opening failed would keep all the others closed for ever."""
    try:
        found = decode(json.dumps({"v": 2, **content}).encode(), QUESTIONS)
    except UnreadableBallotError:
        return

    assert checked(found, QUESTIONS) == found
