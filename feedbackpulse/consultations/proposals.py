"""Propose questions, want what others propose, and decide about them with a reason."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path
from uuid import uuid4

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from feedbackpulse.consultations.domain import (
    LONGEST_PROPOSAL,
    LONGEST_WHY,
    ConsultationError,
    ConsultationNotFoundError,
    NotOpenError,
    Proposal,
    ProposalId,
    ProposalState,
    told,
)
from feedbackpulse.consultations.marks import destroy_other_keys, has_key, mark_of
from feedbackpulse.consultations.tables import ContributionRow, ProposalRow, ProposalVoteRow
from feedbackpulse.database import insert_if_new, transaction
from feedbackpulse.people.domain import PersonId, Role
from feedbackpulse.programme.changes import Change, Kind, record, stated
from feedbackpulse.traces import scramble


def propose(
    session: Session,
    *,
    body: str,
    why: str,
    on: date,
    checkpoint: str | None = None,
    by: PersonId | None = None,
) -> ProposalId:
    """Keep a question that somebody would like to be asked; others read it from the next day on."""
    if not 0 < len(body.strip()) <= LONGEST_PROPOSAL or len(why) > LONGEST_WHY:
        raise ConsultationError("a proposal has words, and not too many")
    row = ProposalRow(
        id=uuid4(),
        body=body.strip(),
        why=why.strip(),
        checkpoint=checkpoint,
        proposed_on=on,
        by=by,
        state=ProposalState.OPEN.value,
        reason="",
        decided_on=None,
        wanted_by=None,
    )
    session.add(row)
    session.flush()
    return ProposalId(row.id)


def find_proposal(session: Session, *, proposal_id: ProposalId, on: date) -> Proposal | None:
    """Return the proposal, or None when there is none that can be read on this day."""
    row = session.get(ProposalRow, proposal_id, populate_existing=True)
    if row is None or not (found := proposal_of(row)).is_shown(on):
        return None
    return found


def list_proposals(session: Session, *, on: date) -> tuple[Proposal, ...]:
    """Return what can be read on this day: most wanted first, then what was decided last.

    What is wanted as much is in an order of chance.
    """
    rows = session.scalars(select(ProposalRow).where(ProposalRow.proposed_on < on))
    return tuple(sorted((proposal_of(row) for row in rows), key=_place))


def set_vote(
    session: Session,
    *,
    keys: Path,
    proposal_id: ProposalId,
    person_id: PersonId,
    wants: bool,
    on: date,
) -> None:
    """Keep that somebody wants a proposal too, or that they no longer do. Raises NotOpenError.

    Twice the same is once.
    """
    row = _to_change(session, proposal_id, on)
    if row.state != ProposalState.OPEN.value:
        raise NotOpenError(str(proposal_id))
    mark = mark_of(keys, proposal_id=proposal_id, person_id=person_id)
    vote = {"proposal_id": proposal_id, "mark": mark}
    if wants:
        insert_if_new(session, ProposalVoteRow, vote)
    else:
        session.execute(delete(ProposalVoteRow).filter_by(**vote))


def wanted_by_me(
    session: Session, *, keys: Path, person_id: PersonId, proposals: Collection[Proposal]
) -> frozenset[ProposalId]:
    """Return which of these proposals somebody wants too."""
    marks = {
        mark_of(keys, proposal_id=one.id, person_id=person_id): one.id
        for one in proposals
        if one.state is ProposalState.OPEN and has_key(keys, proposal_id=one.id)
    }
    query = select(ProposalVoteRow.mark).where(ProposalVoteRow.mark.in_(marks))
    return frozenset(marks[mark] for mark in session.scalars(query))


def count_votes(session: Session) -> None:
    """Keep of every open proposal about how many want it too: once a night, in steps."""
    query = select(ProposalVoteRow.proposal_id, func.count()).group_by(ProposalVoteRow.proposal_id)
    counted = {ProposalId(proposal_id): count for proposal_id, count in session.execute(query)}
    is_open = ProposalRow.state == ProposalState.OPEN.value
    for row in session.scalars(select(ProposalRow).where(is_open).with_for_update()).all():
        row.wanted_by = told(counted.get(ProposalId(row.id), 0))
    session.flush()


def decide_proposal(
    session: Session, *, proposal_id: ProposalId, state: ProposalState, reason: str, on: date
) -> Proposal:
    """Decide about a proposal, and say why; all marks go in the same transaction.

    Of what was removed no words stay. Raises NotOpenError and NoReasonError. Afterwards, outside
    the transaction, `destroy_spent_keys`.
    """
    why, row = stated(reason), _to_change(session, proposal_id, on)
    if row.state != ProposalState.OPEN.value or state is ProposalState.OPEN:
        raise NotOpenError(str(proposal_id))
    if state is ProposalState.REMOVED:
        row.body, row.why, row.by = "", "", None
    row.state, row.reason, row.decided_on = state.value, why, on
    session.execute(delete(ProposalVoteRow).where(ProposalVoteRow.proposal_id == proposal_id))
    session.flush()
    decided = proposal_of(row)
    _log(session, decided, on)
    return decided


def destroy_spent_keys(session: Session, *, keys: Path) -> None:
    """Destroy the keys of proposals that were decided, also of one whose process was killed."""
    lasting = select(ProposalRow.id).where(ProposalRow.state == ProposalState.OPEN.value)
    destroy_other_keys(keys, than=[ProposalId(one) for one in session.scalars(lasting)])


def scrub_contributions(session: Session) -> None:
    """Write proposals, votes and contributions anew in a random order, so that no file says who was when."""
    scramble(session, ProposalRow, ProposalVoteRow, ContributionRow, writing=transaction)


def proposal_of(row: ProposalRow) -> Proposal:
    """Return what a row holds."""
    return Proposal(
        id=ProposalId(row.id),
        body=row.body,
        why=row.why,
        checkpoint=row.checkpoint,
        proposed_on=row.proposed_on,
        by=None if row.by is None else PersonId(row.by),
        state=ProposalState(row.state),
        reason=row.reason,
        decided_on=row.decided_on,
        wanted_by=row.wanted_by,
    )


def _place(proposal: Proposal) -> tuple[int, int, ProposalId]:
    decided_on = proposal.decided_on or date.max
    return -decided_on.toordinal(), -(proposal.wanted_by or 0), proposal.id


def _to_change(session: Session, proposal_id: ProposalId, on: date) -> ProposalRow:
    row = session.get(ProposalRow, proposal_id, populate_existing=True, with_for_update=True)
    if row is None or not proposal_of(row).is_shown(on):
        raise ConsultationNotFoundError(str(proposal_id))
    return row


def _log(session: Session, decided: Proposal, on: date) -> None:
    change = Change(
        on=on,
        kind=Kind.PROPOSAL,
        title="",
        details={"state": decided.state.value, "text": decided.body},
        reason=decided.reason,
        role=Role.HR,
    )
    record(session, change)
