"""The works council's word on a cycle: every change of what protects people is a new version."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, NewType
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse.clock import local_day
from feedbackpulse.cycles.domain import Cycle, CycleError, CycleId, CycleState
from feedbackpulse.cycles.mapping import to_cycle
from feedbackpulse.cycles.states import Event, Stage, stage_of, step
from feedbackpulse.cycles.tables import ApprovalRow, CycleRow
from feedbackpulse.database import insert_if_new
from feedbackpulse.people.directory import has_role
from feedbackpulse.people.domain import Role
from feedbackpulse.programme.changes import Change, Kind, record
from feedbackpulse.reading import once

ApprovalId = NewType("ApprovalId", UUID)

LONGEST_REMARK = 2000
_STARTED = (CycleState.RUNNING.value, CycleState.PAUSED.value)


class Decision(StrEnum):
    """What the works council said of a version."""

    APPROVED = "approved"
    RETURNED = "returned"


_EVENTS = {Decision.APPROVED: Event.APPROVE, Decision.RETURNED: Event.RETURN}
_KINDS = {Decision.APPROVED: Kind.APPROVED, Decision.RETURNED: Kind.RETURNED}


class ApprovalNotFoundError(CycleError):
    """Nobody asked for this approval."""


class DecidedError(CycleError):
    """This version was approved before, or another one has taken its place."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Approval:
    """One version of a cycle's privacy settings, and what the works council said of it."""

    id: ApprovalId
    cycle_id: CycleId
    version: int
    settings: Mapping[str, Any]
    settings_sha256: str
    asked_on: date
    decision: Decision | None = None
    decided_on: date | None = None
    remark: str = ""

    @property
    def waits(self) -> bool:
        """Say whether nobody has decided yet."""
        return self.decision is None


def privacy_settings(cycle: Cycle) -> dict[str, Any]:
    """Return everything in a cycle that a works council decides about, the same for the same."""
    privacy = cycle.privacy
    return {
        "v": 1,
        "privacy": {
            "smallest_group": privacy.smallest_group,
            "comments_group": privacy.comments_group,
            "margin": privacy.margin,
        },
        "teams": None if cycle.teams is None else sorted(team.hex for team in cycle.teams),
        "attributes": sorted(cycle.attributes),
        "second_key": cycle.second_key.value,
        "blocks": sorted(cycle.blocks),
        "blocks_per_round": cycle.blocks_per_round,
        "asks_open_question": cycle.asks_open_question,
        "own_questions": [
            {
                "number": question.number,
                "scale": question.scale,
                "nl": question.text.nl,
                "en": question.text.en,
            }
            for question in sorted(cycle.own_questions, key=lambda one: one.number)
        ],
        "locales": sorted(cycle.locales),
        "rhythm": cycle.rhythm.value,
        "window_days": cycle.window_days,
        **({"rule": cycle.rule} if cycle.rule else {}),
        **_chosen_beside(cycle),
    }


def _chosen_beside(cycle: Cycle) -> dict[str, Any]:
    """Return what few cycles choose; without it, settings are what they were before."""
    beside = {
        "leadership_blocks": sorted(cycle.leadership_blocks),
        "stagger": cycle.stagger,
        "asks_learning": cycle.asks_learning,
        "asks_worth": cycle.asks_worth,
    }
    return {name: choice for name, choice in beside.items() if choice}


def settings_sha256(settings: Mapping[str, Any]) -> str:
    """Return the fingerprint of settings: of their canonical JSON."""
    text = json.dumps(settings, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def has_council(session: Session) -> bool:
    """Say whether anybody is there who can approve."""
    return has_role(session, role=Role.COUNCIL)


def ask_approval(session: Session, *, cycle: Cycle, on: date) -> Approval:
    """Return the version with exactly these settings: the latest, or a new one to decide about."""
    settings = privacy_settings(cycle)
    digest = settings_sha256(settings)
    latest = latest_approval(session, cycle_id=cycle.id)
    if latest is not None and latest.settings_sha256 == digest:
        return latest
    values = {
        "id": uuid4(),
        "cycle_id": cycle.id,
        "version": 1 if latest is None else latest.version + 1,
        "settings": settings,
        "settings_sha256": digest,
        "asked_on": on,
        "remark": "",
    }
    insert_if_new(session, ApprovalRow, values)  # whoever was first asked for the same
    asked = latest_approval(session, cycle_id=cycle.id)
    assert asked is not None  # one of the two has just been put in
    return asked


def ask_where_due(session: Session, *, now: datetime) -> None:
    """Ask the works council, if there is one, about every started cycle that it has not seen."""
    if not has_council(session):
        return
    query = select(CycleRow).where(CycleRow.state.in_(_STARTED)).order_by(CycleRow.id)
    for row in session.scalars(query.execution_options(populate_existing=True)):
        cycle = to_cycle(row)
        ask_approval(session, cycle=cycle, on=local_day(now, cycle.zone))


def decide(
    session: Session,
    *,
    approval_id: ApprovalId,
    decision: Decision,
    remark: str = "",
    on: date,
) -> Approval:
    """Approve the latest version of a cycle's settings, or return it with a remark.

    What was returned can still be approved; what was approved stays so. Raises DecidedError,
    ApprovalNotFoundError, or IllegalMoveError for a cycle that has ended.
    """
    row = session.get(ApprovalRow, approval_id, with_for_update=True)
    if row is None:
        raise ApprovalNotFoundError(str(approval_id))
    latest = latest_approval(session, cycle_id=CycleId(row.cycle_id))
    if latest is None or latest.id != row.id or row.decision == Decision.APPROVED.value:
        raise DecidedError(str(approval_id))
    step(_stage(session, CycleId(row.cycle_id)), _EVENTS[decision])
    row.decision, row.decided_on = decision.value, on
    row.remark = remark.strip()[:LONGEST_REMARK]
    session.flush()
    decided = _approval(row)
    _log(session, decided)
    return decided


def _stage(session: Session, cycle_id: CycleId) -> Stage:
    """Return the stage of the next round, before anything is decided about it."""
    state = session.scalars(select(CycleRow.state).where(CycleRow.id == cycle_id)).one()
    return stage_of(CycleState(state), waits_for_approval=True)


def _log(session: Session, decided: Approval) -> None:
    """Tell everybody what the works council said. Its remark is for HR."""
    assert decided.decision is not None
    assert decided.decided_on is not None
    title = session.scalars(select(CycleRow.title).where(CycleRow.id == decided.cycle_id)).one()
    change = Change(
        on=decided.decided_on,
        kind=_KINDS[decided.decision],
        title=title,
        cycle_id=decided.cycle_id,
        details={"version": decided.version},
        role=Role.COUNCIL,
    )
    record(session, change)


def is_approved(session: Session, *, cycle: Cycle) -> bool:
    """Say whether the works council approved exactly these settings, and nothing came after."""
    latest = latest_approval(session, cycle_id=cycle.id)
    return (
        latest is not None
        and latest.decision is Decision.APPROVED
        and latest.settings_sha256 == settings_sha256(privacy_settings(cycle))
    )


def waits_for_council(session: Session, *, cycle: Cycle) -> bool:
    """Say whether no round of this cycle may open: there is a council, and it did not approve."""
    return not is_approved(session, cycle=cycle) and has_council(session)


def find_approval(session: Session, *, approval_id: ApprovalId) -> Approval | None:
    """Return one version, or None when there is no such version."""
    row = session.get(ApprovalRow, approval_id, populate_existing=True)
    return None if row is None else _approval(row)


def latest_approval(session: Session, *, cycle_id: CycleId) -> Approval | None:
    """Return the last version that was asked for, or None when none was."""
    return _latest_approvals(session).get(cycle_id)


@once
def _latest_approvals(session: Session) -> Mapping[CycleId, Approval]:
    """Return the last version of every cycle: pages ask it of one cycle after the other."""
    every = sorted(list_approvals(session), key=lambda one: one.version)
    return {one.cycle_id: one for one in every}


def list_approvals(
    session: Session, *, cycle_ids: Collection[CycleId] | None = None
) -> tuple[Approval, ...]:
    """Return every version of these cycles or of all, the newest first."""
    query = select(ApprovalRow).order_by(
        ApprovalRow.asked_on.desc(), ApprovalRow.version.desc(), ApprovalRow.id
    )
    if cycle_ids is not None:
        query = query.where(ApprovalRow.cycle_id.in_(cycle_ids))
    rows = session.scalars(query.execution_options(populate_existing=True))
    return tuple(_approval(row) for row in rows)


def _approval(row: ApprovalRow) -> Approval:
    return Approval(
        id=ApprovalId(row.id),
        cycle_id=CycleId(row.cycle_id),
        version=row.version,
        settings=row.settings,
        settings_sha256=row.settings_sha256,
        asked_on=row.asked_on,
        decision=None if row.decision is None else Decision(row.decision),
        decided_on=row.decided_on,
        remark=row.remark,
    )
