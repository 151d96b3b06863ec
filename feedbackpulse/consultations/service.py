"""Consult everybody about how we listen: ask, take in, sort, decide, and say why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedbackpulse.consultations.domain import (
    LONGEST_CONTRIBUTION,
    Consultation,
    ConsultationError,
    ConsultationId,
    ConsultationNotFoundError,
    Contribution,
    ContributionId,
    Group,
    GroupId,
    NotOpenError,
    NotSortedError,
    Stage,
    StillOpenError,
    is_sorted,
    used,
)
from feedbackpulse.consultations.tables import (
    ConsultationRow,
    ContributionGroupRow,
    ContributionRow,
)
from feedbackpulse.people.domain import PersonId, Role
from feedbackpulse.programme.changes import Change, Kind, record, stated


def open_consultation(
    session: Session, *, title: str, question: str, closes_on: date, on: date
) -> Consultation:
    """Put a question to everybody, from today on; the log of the programme says so."""
    consultation = Consultation(
        id=ConsultationId(uuid4()),
        title=title,
        question=question,
        opened_on=on,
        closes_on=closes_on,
    )
    session.add(
        ConsultationRow(
            id=consultation.id,
            title=title,
            question=question,
            opened_on=on,
            closes_on=closes_on,
            decision="",
            reason="",
            decided_on=None,
        )
    )
    session.flush()
    _log(session, consultation, on, {"closes": closes_on.isoformat()})
    return consultation


def find_consultation(session: Session, *, consultation_id: ConsultationId) -> Consultation | None:
    """Return the consultation, or None when there is no such consultation."""
    row = session.get(ConsultationRow, consultation_id, populate_existing=True)
    return None if row is None else consultation_of(row)


def list_consultations(session: Session) -> tuple[Consultation, ...]:
    """Return every consultation, the last to close first."""
    query = select(ConsultationRow).order_by(ConsultationRow.closes_on.desc(), ConsultationRow.id)
    return tuple(consultation_of(row) for row in session.scalars(query))


def open_now(session: Session, *, on: date) -> tuple[Consultation, ...]:
    """Return the consultations that everybody can have their say in on a day, the first to close first."""
    query = (
        select(ConsultationRow)
        .where(ConsultationRow.closes_on >= on, ConsultationRow.decided_on.is_(None))
        .order_by(ConsultationRow.closes_on, ConsultationRow.id)
    )
    return tuple(consultation_of(row) for row in session.scalars(query))


def contribute(
    session: Session,
    *,
    consultation_id: ConsultationId,
    body: str,
    on: date,
    name_of: PersonId | None = None,
) -> None:
    """Keep what somebody brought in, without a day. Raises NotOpenError."""
    if not 0 < len(body.strip()) <= LONGEST_CONTRIBUTION:
        raise ConsultationError("a contribution has words, and not too many")
    if _get(session, consultation_id).stage(on) is not Stage.OPEN:
        raise NotOpenError(str(consultation_id))
    session.add(
        ContributionRow(
            id=uuid4(),
            consultation_id=consultation_id,
            body=body.strip(),
            name_of=name_of,
            group_id=None,
        )
    )
    session.flush()


def contributions_to(
    session: Session, *, consultation_id: ConsultationId, on: date
) -> tuple[Contribution, ...]:
    """Return what was brought in, in an order of chance. Raises StillOpenError."""
    if _get(session, consultation_id).stage(on) is Stage.OPEN:
        raise StillOpenError(str(consultation_id))
    query = (
        select(ContributionRow)
        .where(ContributionRow.consultation_id == consultation_id)
        .order_by(ContributionRow.id)  # ids are drawn at random
    )
    return tuple(contribution_of(row) for row in session.scalars(query))


def words_brought_in(session: Session, *, on: date) -> tuple[str, ...]:
    """Return what was brought in of every question that closed before a day, in an order of chance."""
    query = (
        select(ContributionRow.body)
        .join(ConsultationRow, ContributionRow.consultation_id == ConsultationRow.id)
        .where(ConsultationRow.closes_on < on)
        .order_by(ContributionRow.id)
    )
    return tuple(session.scalars(query))


def groups_of(session: Session, *, consultation_id: ConsultationId) -> tuple[Group, ...]:
    """Return the groups of a consultation, by their names."""
    query = (
        select(ContributionGroupRow)
        .where(ContributionGroupRow.consultation_id == consultation_id)
        .order_by(ContributionGroupRow.label, ContributionGroupRow.id)
    )
    return tuple(
        Group(id=GroupId(row.id), label=row.label, done=row.done) for row in session.scalars(query)
    )


def add_group(session: Session, *, consultation_id: ConsultationId, label: str) -> Group:
    """Add a group to put contributions in. Raises NotOpenError once it is decided."""
    _refuse_decided(_get(session, consultation_id, to_change=True))
    row = ContributionGroupRow(id=uuid4(), consultation_id=consultation_id, label=label, done="")
    session.add(row)
    session.flush()
    return Group(id=GroupId(row.id), label=label, done="")


def sort_out(
    session: Session,
    *,
    consultation_id: ConsultationId,
    places: Mapping[ContributionId, GroupId | None],
    done: Mapping[GroupId, str],
) -> None:
    """Put contributions into groups, and say of groups what was done with them.

    What belongs to another consultation is left alone. Raises NotOpenError once it is decided.
    """
    _refuse_decided(_get(session, consultation_id, to_change=True))
    groups = {group.id for group in groups_of(session, consultation_id=consultation_id)}
    of_this = ContributionRow.consultation_id == consultation_id
    for row in session.scalars(select(ContributionRow).where(of_this)):
        place = places.get(ContributionId(row.id), row.group_id)
        row.group_id = place if place in groups else None
    for group in groups & done.keys():
        found = session.get(ContributionGroupRow, group)
        assert found is not None  # it was just read
        found.done = done[group].strip()
    session.flush()


def decide(
    session: Session, *, consultation_id: ConsultationId, decision: str, reason: str, on: date
) -> Consultation:
    """Decide about a consultation, and say why; everybody reads it in the log of the programme.

    Groups in which nothing lies go.

    Raises StillOpenError, NotOpenError once it is decided, NotSortedError, and NoReasonError.
    """
    consultation, why = _get(session, consultation_id, to_change=True), stated(reason)
    _refuse_decided(consultation)
    brought = contributions_to(session, consultation_id=consultation_id, on=on)
    groups = groups_of(session, consultation_id=consultation_id)
    if not is_sorted(brought, groups):
        raise NotSortedError(str(consultation_id))
    empty = {group.id for group in groups} - {group.id for group in used(groups, brought)}
    session.execute(delete(ContributionGroupRow).where(ContributionGroupRow.id.in_(empty)))
    row = session.get(ConsultationRow, consultation_id)
    assert row is not None  # it was just read
    row.decision, row.reason, row.decided_on = decision.strip(), why, on
    session.flush()
    decided = consultation_of(row)
    _log(session, decided, on, {"decision": decided.decision})
    return decided


def contribution_of(row: ContributionRow) -> Contribution:
    """Return what a row holds."""
    return Contribution(
        id=ContributionId(row.id),
        body=row.body,
        name_of=None if row.name_of is None else PersonId(row.name_of),
        group=None if row.group_id is None else GroupId(row.group_id),
    )


def _get(
    session: Session, consultation_id: ConsultationId, *, to_change: bool = False
) -> Consultation:
    row = session.get(
        ConsultationRow, consultation_id, populate_existing=True, with_for_update=to_change or None
    )
    if row is None:
        raise ConsultationNotFoundError(str(consultation_id))
    return consultation_of(row)


def _refuse_decided(consultation: Consultation) -> None:
    if consultation.decided_on is not None:
        raise NotOpenError(str(consultation.id))


def consultation_of(row: ConsultationRow) -> Consultation:
    """Return what a row says."""
    return Consultation(
        id=ConsultationId(row.id),
        title=row.title,
        question=row.question,
        opened_on=row.opened_on,
        closes_on=row.closes_on,
        decision=row.decision,
        reason=row.reason,
        decided_on=row.decided_on,
    )


def _log(
    session: Session, consultation: Consultation, on: date, details: Mapping[str, str]
) -> None:
    change = Change(
        on=on,
        kind=Kind.CONSULTATION,
        title=consultation.title,
        details=details,
        reason=consultation.reason,
        role=Role.HR,
    )
    record(session, change)
