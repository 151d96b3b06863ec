"""Compliments that their receivers show to their team, until they stop. Never who gave one.

The words are a copy: the compliment itself lies in a notebook that nothing here can open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NewType
from uuid import UUID, uuid4

from sqlalchemy import and_, delete, select
from sqlalchemy.orm import Session

from feedbackpulse.people.domain import PersonId, TeamId
from feedbackpulse.people.tables import PersonRow
from feedbackpulse.signals.domain import tidied
from feedbackpulse.signals.sealing import LostSignalKeyError, seal, unseal
from feedbackpulse.signals.sending import has_lost_key
from feedbackpulse.signals.tables import ShownComplimentRow

ShownId = NewType("ShownId", UUID)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A compliment that a team can read, and whose it is."""

    id: ShownId
    receiver: PersonId
    facet: str
    text: str
    shown_on: date


def show_compliment(
    session: Session,
    *,
    keys: Path,
    receiver: PersonId,
    team_id: TeamId,
    facet: str,
    text: str,
    on: date,
) -> ShownId:
    """Let a team read a compliment. Raises EmptyTextError, LongTextError and LostSignalKeyError."""
    if has_lost_key(session, keys=keys):
        raise LostSignalKeyError
    shown_id = ShownId(uuid4())
    row = ShownComplimentRow(
        id=shown_id,
        receiver=receiver,
        team_id=team_id,
        facet=facet,
        sealed=seal(keys, tidied(text), row=shown_id),
        shown_on=on,
    )
    session.add(row)
    session.flush()
    return shown_id


def shown_to(session: Session, *, keys: Path, team_id: TeamId) -> tuple[tuple[str, Shown], ...]:
    """Return what a team can read, the newest first, each with the name of whose it is.

    Of who moved away, or works here no more, nothing.
    """
    member = and_(PersonRow.id == ShownComplimentRow.receiver, PersonRow.team_id == team_id)
    wanted = (
        select(PersonRow.name, ShownComplimentRow)
        .join(PersonRow, member)
        .where(ShownComplimentRow.team_id == team_id, PersonRow.active)
        .order_by(ShownComplimentRow.shown_on.desc(), ShownComplimentRow.id)
    )
    return tuple((name, _of(row, keys)) for name, row in session.execute(wanted))


def take_back(session: Session, *, receiver: PersonId, shown_id: UUID) -> None:
    """Let a team read a compliment no more; of somebody else's nothing happens."""
    mine = ShownComplimentRow.receiver == receiver
    session.execute(delete(ShownComplimentRow).where(mine, ShownComplimentRow.id == shown_id))


def take_back_all(session: Session, *, receiver: PersonId) -> None:
    """Let nobody read any compliment of somebody's any more: they erase everything, or left."""
    session.execute(delete(ShownComplimentRow).where(ShownComplimentRow.receiver == receiver))


def _of(row: ShownComplimentRow, keys: Path) -> Shown:
    return Shown(
        id=ShownId(row.id),
        receiver=PersonId(row.receiver),
        facet=row.facet,
        text=unseal(keys, row.sealed, row=row.id),
        shown_on=row.shown_on,
    )
