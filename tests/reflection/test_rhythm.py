"""When is the next reflection due, and can nobody be asked twice, or be asked who never began?"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection.domain import (
    Reflection,
    ReflectionError,
    ReflectionId,
    ReflectionKind,
)
from feedbackpulse.reflection.rhythm import (
    AS_PROPOSED,
    NEVER,
    Due,
    Pace,
    Rhythm,
    next_due,
    reminder_day,
)

LARGE, SMALL = ReflectionKind.LARGE, ReflectionKind.SMALL
MARCH = date(2027, 3, 1)
WEEK, DAY = timedelta(weeks=1), timedelta(days=1)
PROPOSED = Pace(large_weeks=13, small_weeks=3)


def finished(on: date, kind: ReflectionKind = LARGE, facets: tuple[str, ...] = ()) -> Reflection:
    """Return a reflection of a day."""
    return Reflection(
        id=ReflectionId(uuid4()),
        owner=PersonId(uuid4()),
        number=1,
        started_on=on,
        finished_on=on,
        kind=kind,
        facets=facets,
    )


def due(
    *reflections: Reflection, plan_since: date | None = None, rhythm: Rhythm | None = None
) -> Due | None:
    return next_due(
        reflections, plan_since=plan_since, proposed=PROPOSED, rhythm=rhythm or Rhythm()
    )


def test_nothing_is_due_to_who_never_began() -> None:
    assert due() is None


def test_a_large_one_comes_a_quarter_after_the_last_large_one() -> None:
    assert due(finished(MARCH - 30 * WEEK), finished(MARCH)) == Due(
        kind=LARGE, on=MARCH + 13 * WEEK
    )


def test_without_a_plan_no_small_one_comes() -> None:
    small = finished(MARCH + WEEK, SMALL, ("M4A",))

    assert due(finished(MARCH), small) == Due(kind=LARGE, on=MARCH + 13 * WEEK)


def test_with_a_plan_a_small_one_comes_some_weeks_after_the_plan_was_looked_at() -> None:
    large, small = finished(MARCH), finished(MARCH + 4 * WEEK, SMALL, ("M4A",))
    began = MARCH + WEEK

    assert due(large, plan_since=began) == Due(kind=SMALL, on=MARCH + 4 * WEEK)
    assert due(large, small, plan_since=began) == Due(kind=SMALL, on=MARCH + 7 * WEEK)


def test_a_plan_alone_is_enough_for_a_small_one() -> None:
    assert due(plan_since=MARCH) == Due(kind=SMALL, on=MARCH + 3 * WEEK)


def test_words_under_a_prompt_put_nothing_off() -> None:
    words = finished(MARCH + 2 * WEEK, SMALL)

    assert due(finished(MARCH), words, plan_since=MARCH) == Due(kind=SMALL, on=MARCH + 3 * WEEK)


@pytest.mark.parametrize(("weeks_before", "kind"), [(2, SMALL), (1, LARGE), (-2, LARGE)])
def test_a_large_one_takes_the_place_of_a_small_one_shortly_before_it(
    weeks_before: int, kind: ReflectionKind
) -> None:
    large_on = MARCH + 13 * WEEK
    looked = finished(large_on - (weeks_before + 3) * WEEK, SMALL, ("M4A",))

    found = due(finished(MARCH), looked, plan_since=MARCH)

    assert found is not None
    assert found.kind is kind


def test_who_chooses_another_rhythm_gets_it_and_others_follow_the_proposal() -> None:
    own = Rhythm(large_weeks=26, small_weeks=AS_PROPOSED)

    assert due(finished(MARCH), rhythm=own) == Due(kind=LARGE, on=MARCH + 26 * WEEK)
    assert due(plan_since=MARCH, rhythm=own) == Due(kind=SMALL, on=MARCH + 3 * WEEK)


def test_who_wants_nothing_by_itself_gets_nothing() -> None:
    never = Rhythm(large_weeks=NEVER, small_weeks=NEVER)

    assert due(finished(MARCH), plan_since=MARCH, rhythm=never) is None


@pytest.mark.parametrize(("kind", "days"), [(LARGE, 28), (SMALL, 7)])
def test_not_now_is_not_for_a_while(kind: ReflectionKind, days: int) -> None:
    today = MARCH + 14 * WEEK

    put_off = Rhythm().put_off(kind, today=today)

    found = due(finished(MARCH), rhythm=put_off)
    assert found is not None
    assert found.on == today + timedelta(days=days)


@pytest.mark.parametrize("wrong", [{"large_weeks": 1}, {"small_weeks": 52}, {"large_weeks": -1}])
def test_weeks_that_nobody_can_choose_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ReflectionError):
        Rhythm(**wrong)  # type: ignore[arg-type]  # only weeks are in it


def test_only_who_wants_it_is_reminded() -> None:
    moment = Due(kind=LARGE, on=MARCH)

    assert reminder_day(moment, wanted=True, today=MARCH - DAY, waiting=None) == MARCH
    assert reminder_day(moment, wanted=False, today=MARCH - DAY, waiting=None) is None
    assert reminder_day(None, wanted=True, today=MARCH, waiting=None) is None


@given(
    changes=st.lists(st.tuples(st.integers(0, 40), st.booleans()), max_size=30),
    moment=st.integers(0, 40),
)
def test_one_moment_brings_one_reminder_however_often_somebody_changes_their_mind(
    changes: list[tuple[int, bool]], moment: int
) -> None:
    sent: list[date] = []
    waiting: date | None = None
    choices = dict(changes)
    for number in range(41):
        today = MARCH + number * DAY
        if number in choices:
            found = Due(kind=SMALL, on=MARCH + moment * DAY)
            wanted = choices[number]
            waiting = reminder_day(found, wanted=wanted, today=today, waiting=waiting)
        if waiting is not None and waiting <= today:
            sent.append(waiting)
            waiting = None

    assert len(sent) <= 1
