"""What can be checked after closing: every receipt, and how many ballots went out and came back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.people.domain import Part, TeamId, UnitKey
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.tables import ReceiptRow, RosterRow, TallyRow

FEWEST: Final = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """How many ballots were given out in a unit, and how many were cast."""

    unit: UnitKey
    issued: int
    cast: int


def record_closing(
    session: Session,
    *,
    round_id: RoundId,
    receipts: Sequence[str],
    cast: Mapping[UnitKey, int],
    spent_codes: Mapping[UnitKey, int],
) -> None:
    """Keep the receipts and the counts of a round that has just closed, once.

    A stamp is counted apart only from five ballots; the whole organisation always.
    """
    units = roster.units_of_round(session, round_id=round_id)
    if session.get(TallyRow, (round_id, units[0].key.team_id, units[0].key.part.value)):
        return
    session.add_all(ReceiptRow(round_id=round_id, code=code) for code in receipts)
    issued = {**spent_codes}
    for unit, claims in _claims(session, round_id).items():
        issued[unit] = issued.get(unit, 0) + claims
    counted = {
        unit.key: (issued.get(unit.key, 0), cast.get(unit.key, 0))
        for unit in units
        if unit.is_leaf and cast.get(unit.key, 0) >= FEWEST
    }
    counted[units[0].key] = (sum(issued.values()), sum(cast.values()))
    session.add_all(
        TallyRow(
            round_id=round_id, team_id=unit.team_id, part=unit.part.value, issued=given, cast=came
        )
        for unit, (given, came) in counted.items()
    )
    session.flush()


def tallies(session: Session, *, round_id: RoundId) -> tuple[Tally, ...]:
    """Return what was counted at closing: the whole organisation, and stamps from five ballots."""
    query = select(TallyRow).where(TallyRow.round_id == round_id)
    return tuple(
        Tally(
            unit=UnitKey(team_id=TeamId(row.team_id), part=Part(row.part)),
            issued=row.issued,
            cast=row.cast,
        )
        for row in session.scalars(query)
    )


def receipts(session: Session, *, round_id: RoundId) -> tuple[str, ...]:
    """Return the receipts of a closed round, in alphabetical order."""
    query = select(ReceiptRow.code).where(ReceiptRow.round_id == round_id)
    return tuple(session.scalars(query.order_by(ReceiptRow.code)))


def _claims(session: Session, round_id: RoundId) -> dict[UnitKey, int]:
    query = (
        select(RosterRow.team_id, RosterRow.part, func.count())
        .where(RosterRow.round_id == round_id, RosterRow.claim.is_not(None))
        .group_by(RosterRow.team_id, RosterRow.part)
    )
    return {
        UnitKey(team_id=TeamId(team_id), part=Part(part)): count
        for team_id, part, count in session.execute(query)
    }
