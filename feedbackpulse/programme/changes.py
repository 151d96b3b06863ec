"""The log of the programme, open to everybody: what changed, why, and in which role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from feedbackpulse.people.domain import Role
from feedbackpulse.programme.domain import ProgrammeError
from feedbackpulse.programme.tables import ChangeRow

_OF_ROUND: Final = (
    select(ChangeRow)
    .where(
        ChangeRow.cycle_id == bindparam("cycle_id"),
        ChangeRow.round_number == bindparam("number"),
        ChangeRow.kind == bindparam("kind"),
    )
    .order_by(ChangeRow.number)
)
"""Made once: whoever opens the questions asks it."""
SHORTEST_REASON = 10
LONGEST_REASON = 500


class Kind(StrEnum):
    """What happened to the programme, a cycle or a round."""

    STARTED = "started"
    APPROVED = "approved"
    RETURNED = "returned"
    PAUSED = "paused"
    RESUMED = "resumed"
    ENDED = "ended"
    STRICTER = "stricter"
    RHYTHM = "rhythm"
    SLOWED = "slowed"
    OPENED = "opened"
    MOVED = "moved"
    EXTENDED = "extended"
    CLOSED_EARLY = "closed_early"
    RELEASED = "released"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"
    CLOSED_DAYS = "closed_days"
    PROGRAMME = "programme"
    OWN_ITEM = "own_item"
    CONSULTATION = "consultation"
    PROPOSAL = "proposal"
    WORTH = "worth"
    """What was done with the answers to whether the questions were worth the time."""
    COVERED = "covered"
    """A name was made unreadable in what somebody wrote."""
    RESTORED = "restored"
    """A backup was put back: what happened after it began is gone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One line of the log. The role is None where the product itself did it."""

    on: date
    kind: Kind
    title: str
    cycle_id: UUID | None = None
    round_number: int | None = None
    details: Mapping[str, Any]
    reason: str = ""
    role: Role | None = None


class NoReasonError(ProgrammeError):
    """Something that everybody may ask about was done without saying why."""


def stated(reason: str) -> str:
    """Return a reason in one line of what can be read. Raises NoReasonError when it is too short."""
    said = " ".join("".join(one if one.isprintable() else " " for one in reason).split())
    if not SHORTEST_REASON <= len(said) <= LONGEST_REASON:
        raise NoReasonError(f"a reason has {SHORTEST_REASON} to {LONGEST_REASON} characters")
    return said


def record(session: Session, change: Change) -> None:
    """Add a line to the log. It never names a person."""
    session.add(
        ChangeRow(
            on=change.on,
            kind=change.kind.value,
            cycle_id=change.cycle_id,
            round_number=change.round_number,
            title=change.title,
            details=dict(change.details),
            reason=change.reason.strip()[:LONGEST_REASON],
            role="" if change.role is None else change.role.value,
        )
    )
    session.flush()


def list_changes(session: Session) -> tuple[Change, ...]:
    """Return the whole log, the newest line first."""
    query = select(ChangeRow).order_by(ChangeRow.on.desc(), ChangeRow.number.desc())
    return tuple(_change(row) for row in session.scalars(query))


def changes_of_round(
    session: Session, *, cycle_id: UUID, number: int, kind: Kind
) -> tuple[Change, ...]:
    """Return what happened to one round, the first line first."""
    asked = {"cycle_id": cycle_id, "number": number, "kind": kind.value}
    return tuple(_change(row) for row in session.scalars(_OF_ROUND, asked))


def latest_change(session: Session, *, cycle_id: UUID, kind: Kind) -> Change | None:
    """Return the last line of a kind about a cycle, or None."""
    query = (
        select(ChangeRow)
        .where(ChangeRow.cycle_id == cycle_id, ChangeRow.kind == kind.value)
        .order_by(ChangeRow.number.desc())
        .limit(1)
    )
    row = session.scalars(query).first()
    return None if row is None else _change(row)


def _change(row: ChangeRow) -> Change:
    return Change(
        on=row.on,
        kind=Kind(row.kind),
        title=row.title,
        cycle_id=row.cycle_id,
        round_number=row.round_number,
        details=row.details,
        reason=row.reason,
        role=Role(row.role) if row.role else None,
    )
