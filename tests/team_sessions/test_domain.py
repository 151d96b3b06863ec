"""Is a vote told only from five on, and are all votes of a step alike from outside?"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedbackpulse.people.domain import TeamId
from feedbackpulse.team_sessions.domain import (
    LENGTHS,
    MOST_STATEMENTS,
    SMALLEST,
    BadSessionError,
    Counted,
    SessionId,
    Step,
    TeamSession,
    TooFew,
    Vote,
    chosen,
    minutes_of,
    questions_of,
    read,
    tally,
    written,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
STEPS = st.tuples(st.sampled_from(Step), st.integers(1, MOST_STATEMENTS))


def talk(*, minutes: int = 20, statements: tuple[str, ...] = ("M4A-P1",)) -> TeamSession:
    return TeamSession(
        id=SessionId(uuid4()),
        code="ABCDEF",
        team_id=TeamId(uuid4()),
        round_id=None,
        statements=statements,
        minutes=minutes,
        started_at=NOON,
        step=Step.LOOK_BACK,
        step_at=NOON,
        voting=False,
        told=frozenset(),
    )


@st.composite
def votes(draw: st.DrawFn, step: Step, statements: int) -> Vote:
    options = {one.key: one.options for one in questions_of(step, statements)}
    keys = draw(st.lists(st.sampled_from(sorted(options)), unique=True))
    return {key: draw(st.sampled_from(options[key])) for key in keys}


@settings(max_examples=40)
@given(STEPS, st.data())
def test_what_is_written_is_read_again_and_has_one_size(
    where: tuple[Step, int], data: st.DataObject
) -> None:
    vote, questions = data.draw(votes(*where)), questions_of(*where)

    assert read(written(vote, questions), questions) == vote
    assert len(written(vote, questions)) == len(questions)


@settings(max_examples=40)
@given(STEPS, st.data())
def test_each_question_is_told_from_five_votes_on_and_else_not_even_how_many(
    where: tuple[Step, int], data: st.DataObject
) -> None:
    given_ = data.draw(st.lists(votes(*where), max_size=8))
    questions = questions_of(*where)

    for question, told in zip(questions, tally(given_, questions), strict=True):
        answered = [vote[question.key] for vote in given_ if question.key in vote]
        if len(answered) < SMALLEST:
            assert told == TooFew(key=question.key)
        else:
            assert isinstance(told, Counted)
            assert told.counts == {one: answered.count(one) for one in question.options}


def test_what_cannot_be_chosen_is_no_vote() -> None:
    questions = questions_of(Step.LOOK_BACK, 1)
    sent = {"how-1": "green", "way-1": "sideways", "how-2": "red", "ticket": "x"}

    assert chosen(sent, questions) == {"how-1": "green"}


def test_every_length_is_divided_over_the_three_steps() -> None:
    assert [sum(minutes_of(length, step) for step in Step) for length in LENGTHS] == [20, 30, 40]


@pytest.mark.parametrize(
    ("minutes", "statements"), [(25, ("M4A-P1",)), (20, ()), (20, ("M4A-P1",) * 5)]
)
def test_a_talk_without_a_plan_or_about_nothing_is_none(
    minutes: int, statements: tuple[str, ...]
) -> None:
    with pytest.raises(BadSessionError):
        talk(minutes=minutes, statements=statements)
