"""What may become of a plan, from a first draft to the day it is over?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import ActionKind
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import Stores
from feedbackpulse.reflection import plans
from feedbackpulse.reflection.notebook import Notebook
from feedbackpulse.reflection.pages import PageNotFoundError
from feedbackpulse.reflection.plan import (
    LONGEST_LINE,
    EndedError,
    FollowUp,
    Next,
    Note,
    NoteId,
    NoteKind,
    NotReadyError,
    Plan,
    PlanError,
    PlanId,
    Status,
    TooManyPlansError,
    begun,
    followed_up,
    noted,
    usual_due,
    without_note,
)
from feedbackpulse.reflection.plan_course import begun_on, course_of
from feedbackpulse.reflection.plan_page import content_of, plan_of
from feedbackpulse.web.employee.plan_words import halves_of
from tests.reflection.test_service import add

DAY = date(2026, 3, 2)
LATER = DAY + timedelta(weeks=4)


def draft(**said: str) -> Plan:
    plan = Plan(
        id=PlanId(uuid4()),
        facet="M4E",
        created=DAY,
        due=usual_due(DAY),
        goal="I let people finish.",
        text_if="somebody talks",
        text_then="I wait",
    )
    return replace(plan, **cast("dict[str, Any]", said))


def running() -> Plan:
    return begun(draft(), today=DAY)


@pytest.mark.parametrize("missing", ["goal", "text_if", "text_then"])
def test_a_plan_begins_once_it_says_what_when_and_then_what(missing: str) -> None:
    with pytest.raises(NotReadyError):
        begun(draft(**{missing: "  "}), today=DAY)

    assert running().is_running


def test_a_plan_begins_only_once() -> None:
    with pytest.raises(EndedError):
        begun(running(), today=DAY)


def test_a_plan_takes_four_weeks_unless_its_owner_says_otherwise() -> None:
    plan = running()

    assert (plan.weeks, plan.due) == (4, date(2026, 3, 30))
    assert [plan.week_on(DAY + timedelta(days=days)) for days in (-3, 0, 6, 7, 27, 90)] == [
        *(1, 1, 1, 2, 4, 4),
    ]
    assert replace(plan, due=DAY - timedelta(days=9)).weeks == 1


@pytest.mark.parametrize(
    ("then", "status", "ended"),
    [
        (Next.KEEP, Status.RUNNING, None),
        (Next.ADJUST, Status.RUNNING, None),
        (Next.DONE, Status.DONE, LATER),
        (Next.STOP, Status.STOPPED, LATER),
    ],
)
def test_looking_back_decides_what_comes_next(
    then: Next, status: Status, ended: date | None
) -> None:
    plan = followed_up(running(), day=LATER, gas=1, then=then, note=" It helped. ")

    assert (plan.status, plan.ended) == (status, ended)
    assert plan.follow_ups[-1].note == "It helped."


def test_a_plan_that_is_kept_past_its_day_gets_a_new_one() -> None:
    early = followed_up(running(), day=LATER - timedelta(days=1), gas=0, then=Next.KEEP)
    late = followed_up(running(), day=LATER, gas=0, then=Next.KEEP)

    assert early.due == LATER
    assert late.due == LATER + timedelta(weeks=4)


def test_what_was_planned_then_stays_readable_after_a_change() -> None:
    plan = followed_up(running(), day=LATER, gas=-1, then=Next.ADJUST)

    changed = replace(plan, text_then="I count to two")

    assert changed.follow_ups[0].text_then == "I wait"


def test_a_second_look_on_a_day_replaces_the_first_even_after_stopping() -> None:
    stopped = followed_up(running(), day=LATER, gas=-2, then=Next.STOP)

    again = followed_up(stopped, day=LATER, gas=0, then=Next.KEEP)

    assert again.is_running
    assert [one.gas for one in again.follow_ups] == [0]
    with pytest.raises(EndedError):
        followed_up(stopped, day=LATER + timedelta(days=1), gas=0, then=Next.KEEP)
    with pytest.raises(EndedError):
        followed_up(draft(), day=DAY, gas=0, then=Next.KEEP)


@pytest.mark.parametrize("gas", [-3, 3])
def test_nothing_is_off_the_scale(gas: int) -> None:
    with pytest.raises(PlanError):
        followed_up(running(), day=LATER, gas=gas, then=Next.KEEP)


def test_words_have_an_end() -> None:
    with pytest.raises(PlanError):
        draft(text_if="x" * (LONGEST_LINE + 1))
    with pytest.raises(PlanError):
        Note(id=NoteId(uuid4()), day=DAY, kind=NoteKind.WEEK, text="  ")


def full() -> Plan:
    seen = followed_up(running(), day=LATER, gas=2, then=Next.DONE, note="Every day.")
    note = Note(id=NoteId(uuid4()), day=DAY, kind=NoteKind.COMPLIMENT, text="“You listened.”")
    return noted(replace(seen, action="M4-E1", reality="Now and then", support="Grace"), note)


def test_a_plan_is_written_down_and_read_back_as_it_was() -> None:
    for plan in (draft(), full()):
        assert plan_of(plan.id, content_of(plan)) == plan


def test_the_course_of_plans_tells_the_last_first_and_nothing_of_a_draft() -> None:
    plan, other = full(), replace(running(), created=DAY + timedelta(days=3))

    course = course_of([plan, other, draft()])

    assert [moment.day for moment in course] == [LATER, DAY + timedelta(days=3), DAY, DAY]
    assert isinstance(course[0].follow_up, FollowUp)
    assert [moment.is_beginning for moment in course] == [False, True, False, True]
    assert begun_on([other, plan, draft()]) == {"M4E": other.created}


def test_a_note_can_be_taken_away() -> None:
    plan = full()

    assert without_note(plan, plan.notes[0].id).notes == ()
    assert without_note(plan, NoteId(uuid4())) == plan


@pytest.mark.parametrize("locale", ["nl", "en"])
def test_every_ready_made_if_then_step_falls_into_two_halves(locale: str) -> None:
    for point in load_catalogue().checkpoints:
        for action in point.development.get("employee", ()):
            when, step = halves_of(action.text, action.kind, locale)
            assert bool(when) is (action.kind is ActionKind.IF_THEN)
            assert step
            assert len(when) <= LONGEST_LINE


@pytest.fixture
def notebook(stores: Stores, session: Session) -> Notebook:
    """Return the notebook of somebody with plans."""
    return add(stores, session, "Noor")


Begin = Callable[[], Plan]


@pytest.fixture
def begin(session: Session, notebook: Notebook) -> Begin:
    """Return a function that writes a plan and begins with it."""

    def written(facet: str = "M4E") -> Plan:
        plan = plans.draft_plan(session, notebook=notebook, facet=facet, today=DAY)
        plans.change_plan(
            session,
            notebook=notebook,
            plan_id=plan.id,
            change=lambda one: replace(one, goal="g", text_if="i", text_then="t"),
        )
        return plans.begin_plan(session, notebook=notebook, plan_id=plan.id, today=DAY)

    return written


@pytest.mark.both_engines
def test_there_is_one_draft_at_a_time_and_it_moves_along(
    session: Session, notebook: Notebook
) -> None:
    first = plans.draft_plan(session, notebook=notebook, facet="M4E", today=DAY)

    second = plans.draft_plan(session, notebook=notebook, facet="M4F", today=LATER)

    assert second.id == first.id
    assert plans.list_plans(session, notebook=notebook) == (second,)
    assert second.facet == "M4F"


@pytest.mark.both_engines
def test_at_most_two_plans_run_at_once(session: Session, notebook: Notebook, begin: Begin) -> None:
    first, _second = begin(), begin()
    with pytest.raises(TooManyPlansError):
        begin()

    ended = plans.follow_up(
        session, notebook=notebook, plan_id=first.id, today=LATER, gas=-2, then=Next.STOP
    )
    [waiting] = [p for p in plans.list_plans(session, notebook=notebook) if p.is_draft]
    plans.begin_plan(session, notebook=notebook, plan_id=waiting.id, today=LATER)

    assert len(plans.running_plans(session, notebook=notebook)) == 2
    with pytest.raises(TooManyPlansError):
        plans.follow_up(
            session, notebook=notebook, plan_id=ended.id, today=LATER, gas=0, then=Next.KEEP
        )


@pytest.mark.both_engines
def test_plans_are_their_owners_alone(
    stores: Stores, session: Session, notebook: Notebook, begin: Begin
) -> None:
    plan, other = begin(), add(stores, session, "Grace")

    assert plans.list_plans(session, notebook=other) == ()
    for attempt in (
        lambda: plans.find_plan(session, notebook=other, plan_id=plan.id),
        lambda: plans.delete_plan(session, notebook=other, plan_id=plan.id),
        lambda: plans.begin_plan(session, notebook=other, plan_id=plan.id, today=DAY),
        lambda: plans.add_note(
            session,
            notebook=other,
            plan_id=plan.id,
            kind=NoteKind.WEEK,
            text="mine now",
            today=DAY,
        ),
    ):
        with pytest.raises(PageNotFoundError):
            attempt()
    assert plans.find_plan(session, notebook=notebook, plan_id=plan.id) == plan


@pytest.mark.both_engines
def test_a_plan_goes_with_everything_in_it(
    session: Session, notebook: Notebook, begin: Begin
) -> None:
    plan = begin()
    plans.add_note(
        session,
        notebook=notebook,
        plan_id=plan.id,
        kind=NoteKind.RESULT,
        text=" Fewer calls back. ",
        today=DAY,
    )
    [exported] = plans.export(session, notebook=notebook)["plans"]
    assert exported["notes"][0]["text"] == "Fewer calls back."

    plans.delete_plan(session, notebook=notebook, plan_id=plan.id)

    assert plans.list_plans(session, notebook=notebook) == ()
