"""Read what one unit said about one item, with all that its level takes: in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, and_, select
from sqlalchemy.orm import Session

from feedbackpulse.cycles.domain import Round, RoundId
from feedbackpulse.people.domain import TeamId, UnitKey
from feedbackpulse.release.domain import Result
from feedbackpulse.release.reading import Reading
from feedbackpulse.release.tables import FigureRow, SpreadRow
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.tables import RoundTeamRow, RoundUnitRow
from feedbackpulse.roster.units import as_unit


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What a unit said about an item in one released round."""

    round: Round
    result: Result
    spreads: Mapping[str, float]
    """How far answers to the item lie apart in the whole organisation, where that is known."""

    @property
    def unit(self) -> UnitKey:
        """Return which unit said it."""
        return self.result.unit


def told_by_unit(session: Session, *, asked: Round, unit: UnitKey, item: str) -> Told | None:
    """Return what a unit said in a released round; None when the round had no such unit."""
    row = session.execute(
        _told(item).where(
            RoundUnitRow.round_id == asked.id,
            RoundUnitRow.team_id == unit.team_id,
            RoundUnitRow.part == unit.part.value,
        )
    ).first()
    return None if row is None else _of(session, row, asked, item)


def told_by_team(
    session: Session, *, rounds: Sequence[Round], team_id: TeamId, item: str
) -> tuple[Told, ...]:
    """Return what the units said in which the people of a team were counted, in these rounds.

    The rounds are released; the order is theirs. Those that did not invite the team are left out.
    """
    counted_in = and_(
        RoundTeamRow.round_id == RoundUnitRow.round_id,
        RoundTeamRow.unit_team_id == RoundUnitRow.team_id,
        RoundTeamRow.unit_part == RoundUnitRow.part,
    )
    query = _told(item).join(RoundTeamRow, counted_in)
    rows = session.execute(
        query.where(
            RoundTeamRow.team_id == team_id, RoundTeamRow.round_id.in_(one.id for one in rounds)
        )
    )
    found = {RoundId(row[0].round_id): row for row in rows}
    return tuple(_of(session, found[one.id], one, item) for one in rounds if one.id in found)


def _told(item: str) -> Select[*tuple[Any, ...]]:
    figure = and_(
        FigureRow.round_id == RoundUnitRow.round_id,
        FigureRow.team_id == RoundUnitRow.team_id,
        FigureRow.part == RoundUnitRow.part,
        FigureRow.item == item,
    )
    spread = and_(SpreadRow.round_id == RoundUnitRow.round_id, SpreadRow.item == item)
    return (
        select(RoundUnitRow, FigureRow, SpreadRow.sd)
        .outerjoin(FigureRow, figure)
        .outerjoin(SpreadRow, spread)
    )


def _of(session: Session, row: Row[*tuple[Any, ...]], asked: Round, item: str) -> Told:
    unit_row, figure, sd = row
    unit = as_unit(unit_row)
    taking_turns = unit.asked is not None and not unit.is_leaf
    every = roster.units_of_round(session, round_id=asked.id) if taking_turns else ()
    figures = {} if figure is None else {(asked.id, unit.key, item): figure}
    [result] = Reading(asked, [unit], every, [item], figures).results()
    return Told(round=asked, result=result, spreads={} if sd is None else {item: sd})
