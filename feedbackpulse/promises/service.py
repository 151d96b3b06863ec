"""Make a promise, keep track of it, end it, and find those that concern somebody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import Session

from feedbackpulse.people.domain import PersonId, Role, TeamId, TeamTree
from feedbackpulse.people.tables import PersonRow
from feedbackpulse.promises.domain import (
    ENDED,
    LONGEST,
    SOON,
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
    Step,
    StepKind,
    Words,
    is_reason,
    may_be_due,
    needed_first,
)
from feedbackpulse.promises.tables import PromiseRow, PromiseStepRow

_ENDINGS = {State.DONE: StepKind.DONE, State.NOT: StepKind.NOT}


def make_promise(
    session: Session,
    *,
    team_id: TeamId | None,
    words: Words,
    plan: Plan,
    source: Source,
    on: date,
) -> Promise:
    """Promise something. Raises PromiseError when its day has passed, or is too far away."""
    _check_day(plan.due_on, on)
    row = PromiseRow(
        id=uuid4(),
        team_id=team_id,
        state=State.UNDER_WAY.value,
        reason="",
        origin=source.origin.value,
        origin_id=source.origin_id,
        made_on=on,
        role=source.role.value,
        round_id=source.round_id,
        **_values(words, plan),
    )
    session.add(row)
    session.flush()
    _add_step(session, row, StepKind.MADE, on)
    return _promise(row)


def get_promise(session: Session, *, promise_id: PromiseId) -> Promise:
    """Return a promise with all that happened. Raises PromiseNotFoundError."""
    found = _found(session, PromiseRow.id == promise_id, with_history=True)
    if not found:
        raise PromiseNotFoundError(str(promise_id))
    return found[0]


def change_promise(
    session: Session, *, promise_id: PromiseId, words: Words, plan: Plan, on: date
) -> Promise:
    """Change the words of a promise, its day, its topic or who keeps it; the history says so.

    Raises EndedError, or PromiseError when it would be due before today.
    """
    row = _running(session, promise_id)
    before = _promise(row)
    if plan.due_on != before.plan.due_on:
        _check_day(plan.due_on, on)
        moved = f"{before.plan.due_on.isoformat()}/{plan.due_on.isoformat()}"
        _add_step(session, row, StepKind.MOVED, on, moved)
    if words != before.words:
        old = before.words.does if words.does != before.words.does else ""
        _add_step(session, row, StepKind.REWORDED, on, old)
    if plan.topic != before.plan.topic:
        _add_step(session, row, StepKind.OTHER_TOPIC, on, before.plan.topic or "")
    if plan.owner != before.plan.owner:
        row.reminded_for = None  # who keeps it from now on was not told
        _add_step(session, row, StepKind.HANDED_OVER, on)
    for name, value in _values(words, plan).items():
        setattr(row, name, value)
    session.flush()
    return _promise(row)


def add_note(session: Session, *, promise_id: PromiseId, text: str, on: date) -> None:
    """Say how a promise goes. Raises EndedError, or PromiseError without words."""
    row = _running(session, promise_id)
    if not 0 < len(text.strip()) <= LONGEST:
        message = f"a note has 1 to {LONGEST} characters"
        raise PromiseError(message)
    _add_step(session, row, StepKind.NOTE, on, text)


def end_promise(
    session: Session, *, promise_id: PromiseId, state: State, reason: str, on: date
) -> Promise:
    """End a promise as done, or as not done and why. Raises EndedError, or NoReasonError."""
    row = _running(session, promise_id)
    if state is State.NOT and not is_reason(reason):
        raise NoReasonError("say why it is not done")
    row.state, row.reason, row.ended_on = state.value, reason.strip()[:LONGEST], on
    session.flush()
    _add_step(session, row, _ENDINGS[state], on, reason)
    return _promise(row)


def resume_promise(session: Session, *, promise_id: PromiseId, on: date) -> Promise:
    """Take up a promise that had ended; what was said at its end stays in the history."""
    row = _to_change(session, promise_id)
    if State(row.state) in ENDED:
        row.state, row.reason, row.ended_on = State.UNDER_WAY.value, "", None
        session.flush()
        _add_step(session, row, StepKind.RESUMED, on)
    return _promise(row)


def list_promises(session: Session) -> tuple[Promise, ...]:
    """Return every promise, what is due first first."""
    return _found(session, PromiseRow.id.is_not(None))


def concerning(
    session: Session, *, team_ids: Collection[TeamId], with_history: bool = False
) -> tuple[Promise, ...]:
    """Return the promises of these teams and of the whole organisation, what is due first first."""
    theirs = or_(PromiseRow.team_id.in_(team_ids), PromiseRow.team_id.is_(None))
    return _found(session, theirs, with_history=with_history)


def of_teams(
    session: Session,
    *,
    tree: TeamTree,
    team_ids: Collection[TeamId],
    or_kept_by: PersonId | None = None,
    with_history: bool = False,
) -> tuple[Promise, ...]:
    """Return the promises of these teams alone, what is due first first.

    Those of the team at the top are the promises of the whole organisation. With *or_kept_by*
    also what that person keeps, of whichever team it is.
    """
    has_top = bool(tree.teams) and tree.root.id in team_ids
    everybodys = PromiseRow.team_id.is_(None) if has_top else false()
    kept = false() if or_kept_by is None else PromiseRow.owner == or_kept_by
    theirs = or_(PromiseRow.team_id.in_(team_ids), everybodys, kept)
    return _found(session, theirs, with_history=with_history)


def of_everybody(session: Session) -> tuple[Promise, ...]:
    """Return the promises of the whole organisation, what is due first first."""
    return _found(session, PromiseRow.team_id.is_(None))


def kept_by(session: Session, *, owner: PersonId) -> tuple[Promise, ...]:
    """Return the promises that somebody keeps, what is due first first."""
    return _found(session, PromiseRow.owner == owner)


def made_from(session: Session, *, origin: Origin, origin_id: UUID) -> tuple[Promise, ...]:
    """Return what was promised because of one signal, session or consultation."""
    same = (PromiseRow.origin == origin.value) & (PromiseRow.origin_id == origin_id)
    return _found(session, same)


def remind(session: Session, *, today: date) -> frozenset[PersonId]:
    """Return who keeps a promise that is due within a week and was not told; they now are."""
    due = select(PromiseRow).where(
        PromiseRow.state == State.UNDER_WAY.value,
        PromiseRow.owner.is_not(None),
        PromiseRow.due_on.between(today, today + SOON),
        or_(PromiseRow.reminded_for.is_(None), PromiseRow.reminded_for != PromiseRow.due_on),
    )
    rows = session.scalars(due.with_for_update()).all()
    for row in rows:
        row.reminded_for = row.due_on
    session.flush()
    return frozenset(PersonId(row.owner) for row in rows if row.owner)


def kept(session: Session, *, since: date, today: date) -> Kept:
    """Count what was kept of what ended since a day, and what is overdue today."""
    every = list_promises(session)
    ended = [one for one in every if one.ended_on and one.ended_on >= since]
    return Kept(
        kept=sum(one.state is State.DONE for one in ended),
        ended=len(ended),
        overdue=sum(one.is_overdue(today) for one in every),
    )


def _found(
    session: Session, which: ColumnElement[bool], *, with_history: bool = False
) -> tuple[Promise, ...]:
    """Return promises with the names of who keeps them, as far as they work here."""
    owner = and_(PersonRow.id == PromiseRow.owner, PersonRow.active)
    step = and_(PromiseStepRow.promise_id == PromiseRow.id, true() if with_history else false())
    query = (
        select(PromiseRow, PersonRow.name, PromiseStepRow)
        .outerjoin(PersonRow, owner)
        .outerjoin(PromiseStepRow, step)
        .where(which)
        .order_by(PromiseRow.made_on, PromiseRow.id, PromiseStepRow.number)
        .execution_options(populate_existing=True)
    )
    names: dict[PromiseRow, str] = {}
    steps: defaultdict[PromiseRow, tuple[Step, ...]] = defaultdict(tuple)
    for row, name, one in session.execute(query):
        names[row] = name or ""
        steps[row] += _steps(one)
    return needed_first(_promise(row, name, steps[row]) for row, name in names.items())


def _steps(row: PromiseStepRow | None) -> tuple[Step, ...]:
    return () if row is None else (Step(on=row.on, kind=StepKind(row.kind), text=row.text),)


def _to_change(session: Session, promise_id: PromiseId) -> PromiseRow:
    """Return a promise, locked until the transaction ends."""
    row = session.get(PromiseRow, promise_id, populate_existing=True, with_for_update=True)
    if row is None:
        raise PromiseNotFoundError(str(promise_id))
    return row


def _running(session: Session, promise_id: PromiseId) -> PromiseRow:
    """Return a promise that has not ended, locked until the transaction ends."""
    row = _to_change(session, promise_id)
    if State(row.state) in ENDED:
        raise EndedError("it has ended")
    return row


def _check_day(day: date, today: date) -> None:
    if not may_be_due(day, today=today):
        raise PromiseError("nobody can keep it on that day")


def _values(words: Words, plan: Plan) -> dict[str, object]:
    return {
        "said": words.said.strip(),
        "heard": words.heard.strip(),
        "does": words.does.strip(),
        "owner": plan.owner,
        "due_on": plan.due_on,
        "topic": plan.topic,
    }


def _add_step(session: Session, row: PromiseRow, kind: StepKind, on: date, text: str = "") -> None:
    step = PromiseStepRow(promise_id=row.id, on=on, kind=kind.value, text=text.strip()[:LONGEST])
    session.add(step)
    session.flush()


def _promise(row: PromiseRow, owner_name: str = "", history: tuple[Step, ...] = ()) -> Promise:
    return Promise(
        id=PromiseId(row.id),
        team_id=None if row.team_id is None else TeamId(row.team_id),
        words=Words(said=row.said, heard=row.heard, does=row.does),
        plan=Plan(
            owner=None if row.owner is None else PersonId(row.owner),
            due_on=row.due_on,
            topic=row.topic,
        ),
        source=Source(
            origin=Origin(row.origin),
            origin_id=row.origin_id,
            role=Role(row.role),
            round_id=row.round_id,
        ),
        state=State(row.state),
        reason=row.reason,
        made_on=row.made_on,
        ended_on=row.ended_on,
        owner_name=owner_name,
        history=history,
    )
