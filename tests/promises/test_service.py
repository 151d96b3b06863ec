"""Is every change of a promise kept, and is each found by whom it concerns?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from feedbackpulse.people.domain import Role
from feedbackpulse.people.trees import team_tree
from feedbackpulse.promises import service
from feedbackpulse.promises.domain import (
    EndedError,
    Kept,
    NoReasonError,
    Origin,
    Plan,
    Promise,
    PromiseError,
    PromiseId,
    PromiseNotFoundError,
    Source,
    State,
    StepKind,
    Words,
)
from tests.organisations import Organisation, found

pytestmark = pytest.mark.both_engines

TODAY = date(2026, 11, 2)
WORDS = Words(said="Said", heard="Heard", does="Does")
PLAN = Plan(owner=None, due_on=TODAY + timedelta(days=10), topic="M4")
SOURCE = Source(role=Role.LEAD)


@pytest.fixture
def teams(session: Session) -> Organisation:
    """Return two teams below one."""
    return found(session, "House 0\n  Day 2\n  Night 1", at=datetime(2026, 1, 1, tzinfo=UTC))


def make(session: Session, teams: Organisation, team: str | None = "Day") -> Promise:
    """Promise something to a team, or to everybody."""
    return service.make_promise(
        session,
        team_id=teams.teams[team] if team else None,
        words=WORDS,
        plan=PLAN,
        source=SOURCE,
        on=TODAY,
    )


def kinds(session: Session, promise: Promise) -> list[StepKind]:
    """Return what happened with a promise, in its order."""
    return [one.kind for one in service.get_promise(session, promise_id=promise.id).history]


def test_what_was_promised_comes_back_as_it_was(session: Session, teams: Organisation) -> None:
    made = make(session, teams)

    assert service.get_promise(session, promise_id=made.id) == made
    assert kinds(session, made) == [StepKind.MADE]


def test_nothing_is_promised_for_a_day_that_has_passed(
    session: Session, teams: Organisation
) -> None:
    late = replace(PLAN, due_on=TODAY - timedelta(days=1))

    with pytest.raises(PromiseError):
        service.make_promise(session, team_id=None, words=WORDS, plan=late, source=SOURCE, on=TODAY)


def test_the_history_keeps_each_change(session: Session, teams: Organisation) -> None:
    made = make(session, teams)
    owner = teams.people["Day"][0]
    moved = replace(PLAN, owner=owner, due_on=PLAN.due_on + timedelta(days=5))

    service.add_note(session, promise_id=made.id, text=" Half way. ", on=TODAY)
    service.change_promise(
        session, promise_id=made.id, words=replace(WORDS, does="Else"), plan=moved, on=TODAY
    )
    service.end_promise(session, promise_id=made.id, state=State.DONE, reason="", on=TODAY)
    service.resume_promise(session, promise_id=made.id, on=TODAY)

    assert kinds(session, made) == [
        StepKind.MADE,
        StepKind.NOTE,
        StepKind.MOVED,
        StepKind.REWORDED,
        StepKind.HANDED_OVER,
        StepKind.DONE,
        StepKind.RESUMED,
    ]
    steps = service.get_promise(session, promise_id=made.id).history
    assert [one.text for one in steps[1:4]] == ["Half way.", "2026-11-12/2026-11-17", "Does"]
    assert service.kept_by(session, owner=owner)[0].is_under_way


def test_the_history_tells_of_another_topic_and_keeps_no_words_of_what_was_said(
    session: Session, teams: Organisation
) -> None:
    made = make(session, teams)

    service.change_promise(
        session,
        promise_id=made.id,
        words=replace(WORDS, said="Named nobody"),
        plan=replace(PLAN, topic="M5"),
        on=TODAY,
    )

    steps = service.get_promise(session, promise_id=made.id).history[1:]
    assert [(one.kind, one.text) for one in steps] == [
        (StepKind.REWORDED, ""),
        (StepKind.OTHER_TOPIC, "M4"),
    ]


def test_who_takes_a_promise_over_in_its_last_week_is_told_too(
    session: Session, teams: Organisation
) -> None:
    first, second, *_rest = teams.people["Day"]
    soon = Plan(owner=first, due_on=TODAY + timedelta(days=3))
    made = service.make_promise(
        session, team_id=teams.teams["Day"], words=WORDS, plan=soon, source=SOURCE, on=TODAY
    )
    assert service.remind(session, today=TODAY) == {first}

    service.change_promise(
        session, promise_id=made.id, words=WORDS, plan=replace(soon, owner=second), on=TODAY
    )

    assert service.remind(session, today=TODAY) == {second}
    assert service.remind(session, today=TODAY) == frozenset()


def test_not_doing_something_needs_a_reason(session: Session, teams: Organisation) -> None:
    made = make(session, teams)

    with pytest.raises(NoReasonError):
        service.end_promise(session, promise_id=made.id, state=State.NOT, reason="No.", on=TODAY)


def test_what_has_ended_is_not_changed_any_more(session: Session, teams: Organisation) -> None:
    made = make(session, teams)
    service.end_promise(session, promise_id=made.id, state=State.DONE, reason="", on=TODAY)

    with pytest.raises(EndedError):
        service.add_note(session, promise_id=made.id, text="More.", on=TODAY)
    with pytest.raises(EndedError):
        service.end_promise(session, promise_id=made.id, state=State.DONE, reason="", on=TODAY)


def test_each_is_found_by_whom_it_concerns(session: Session, teams: Organisation) -> None:
    ours, theirs, everybodys = (make(session, teams, team) for team in ("Day", "Night", None))

    found = service.concerning(session, team_ids={teams.teams["Day"], teams.teams["House"]})

    assert {one.id for one in found} == {ours.id, everybodys.id}
    tree = team_tree(session)
    assert service.of_teams(session, tree=tree, team_ids={teams.teams["Night"]}) == (theirs,)
    assert service.of_teams(session, tree=tree, team_ids={teams.teams["House"]}) == (everybodys,)
    assert service.of_everybody(session) == (everybodys,)
    assert len(service.list_promises(session)) == 3


def test_a_promise_is_found_from_what_it_was_made_of(session: Session, teams: Organisation) -> None:
    signal = uuid4()
    made = service.make_promise(
        session,
        team_id=None,
        words=WORDS,
        plan=PLAN,
        source=replace(SOURCE, origin=Origin.SIGNAL, origin_id=signal),
        on=TODAY,
    )

    assert service.made_from(session, origin=Origin.SIGNAL, origin_id=signal) == (made,)
    assert service.made_from(session, origin=Origin.SESSION, origin_id=signal) == ()


def test_the_count_says_what_was_kept_and_what_is_overdue(
    session: Session, teams: Organisation
) -> None:
    kept, refused, _open = (make(session, teams) for _each in range(3))
    reason = "There is no money for it."
    service.end_promise(session, promise_id=kept.id, state=State.DONE, reason="", on=TODAY)
    service.end_promise(session, promise_id=refused.id, state=State.NOT, reason=reason, on=TODAY)
    later = PLAN.due_on + timedelta(days=1)

    assert service.kept(session, since=TODAY, today=later) == Kept(kept=1, ended=2, overdue=1)
    assert service.kept(session, since=later, today=TODAY) == Kept(kept=0, ended=0, overdue=0)


def test_what_nobody_promised_is_not_found(session: Session) -> None:
    with pytest.raises(PromiseNotFoundError):
        service.get_promise(session, promise_id=PromiseId(uuid4()))
