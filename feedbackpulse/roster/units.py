"""The units of a round as they were at opening, and in which of them each team was counted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Row,
    String,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session, aliased

from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.people.domain import Part, TeamId, UnitKey
from feedbackpulse.reading import known, once
from feedbackpulse.roster.domain import RoundUnit, codes_of
from feedbackpulse.roster.opened import every_unit
from feedbackpulse.roster.tables import RoundTeamRow, RoundUnitRow


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """How teams were asked a round: the units that they were, and where their people counted."""

    units: tuple[RoundUnit, ...]
    """Parents before children."""
    joined: tuple[RoundUnit, ...]
    """What was no unit of its own, though its people were invited; by name."""
    leaves: Mapping[TeamId, UnitKey]
    """In which unit the own people of a team were counted."""


def units_of_round(session: Session, *, round_id: RoundId) -> tuple[RoundUnit, ...]:
    """Return the units of a round as they were at opening, parents before children."""
    return units_of_rounds(session, rounds=[round_id])[round_id]


@once
def units_of_rounds(
    session: Session, *, rounds: Collection[RoundId], teams: Collection[TeamId] | None = None
) -> Mapping[RoundId, tuple[RoundUnit, ...]]:
    """Return the units of every one of these rounds, parents before children.

    With *teams*: only the units of those teams.
    """
    if teams is None and (every := known(session, layouts, rounds=rounds)) is not None:
        return {each: every[each].units for each in rounds}
    if teams is None:
        return {each: every_unit(session, round_id=each) for each in rounds}
    query = select(*RoundUnitRow.__table__.columns).where(RoundUnitRow.round_id.in_(rounds))
    found: dict[RoundId, list[RoundUnit]] = {round_id: [] for round_id in rounds}
    query = query.where(RoundUnitRow.team_id.in_(teams)).order_by(RoundUnitRow.place)
    for row in session.execute(query):
        found[RoundId(row.round_id)].append(as_unit(row))
    return {round_id: tuple(units) for round_id, units in found.items()}


@once
def layouts(
    session: Session, *, rounds: Collection[RoundId], teams: Collection[TeamId] | None = None
) -> Mapping[RoundId, Layout]:
    """Return how these teams, or all, were asked each of these rounds: in one statement."""
    if not rounds:
        return {}
    columns = (RoundUnitRow.team_id, RoundTeamRow.team_id)
    which = [true() if teams is None else one.in_(teams) for one in columns]
    return _read(session, rounds, _units_and_leaves(rounds, *which))


@once
def layout_around(
    session: Session, *, round_id: RoundId, unit: UnitKey, also: UnitKey | None = None
) -> Layout:
    """Return a unit of a round with what is right above and below it, and who counts in it.

    And another unit, where that is wanted as well.
    """
    row, own, team = RoundUnitRow, aliased(RoundUnitRow), RoundTeamRow
    above = select(own.parent_team_id).where(
        own.round_id == round_id, own.team_id == unit.team_id, own.part == unit.part.value
    )
    near = [row.team_id == unit.team_id, row.team_id.in_(above)]
    if unit.part is Part.WHOLE:
        near.append(row.parent_team_id == unit.team_id)
    if also is not None:
        near.append(row.team_id == also.team_id)
    query = _units_and_leaves([round_id], or_(*near), team.unit_team_id == unit.team_id)
    return _read(session, [round_id], query)[round_id]


def _read(
    session: Session, rounds: Collection[RoundId], query: CompoundSelect[Any]
) -> Mapping[RoundId, Layout]:
    units: dict[RoundId, list[RoundUnit]] = {each: [] for each in rounds}
    joined: dict[RoundId, list[RoundUnit]] = {each: [] for each in rounds}
    for row in session.execute(query):
        if row.unit_part is None:
            units[RoundId(row.round_id)].append(as_unit(row))
        else:
            joined[RoundId(row.round_id)].append(_joined(row))
    return {each: _layout(units[each], joined[each]) for each in rounds}


def _layout(units: Sequence[RoundUnit], invited: Sequence[RoundUnit]) -> Layout:
    own = {unit.key for unit in units}
    leaves = {unit.key.team_id: unit.parent for unit in invited if unit.parent}
    return Layout(
        units=tuple(units),
        joined=tuple(unit for unit in invited if unit.key not in own),
        leaves=leaves,
    )


def _units_and_leaves(
    rounds: Collection[RoundId], which_units: ColumnElement[bool], which: ColumnElement[bool]
) -> CompoundSelect[Any]:
    """Return a query for units, in their order, and below them for invited teams, by name."""
    unit, team = RoundUnitRow.__table__.c, RoundTeamRow.__table__.c
    known = {one.name: one for one in (team.round_id, team.team_id, team.name)}
    known["parent_team_id"] = team.unit_team_id
    units = select(*unit, null().cast(String).label("unit_part"))
    leaves = select(
        *(known.get(one.name, null().cast(one.type)).label(one.name) for one in unit),
        team.unit_part,
    )
    units = units.where(unit.round_id.in_(rounds), which_units)
    leaves = leaves.where(team.round_id.in_(rounds), which)
    return units.union_all(leaves).order_by("place", "name", "team_id")


@once
def leaves_of_teams(
    session: Session, *, rounds: Collection[RoundId]
) -> Mapping[RoundId, Mapping[TeamId, UnitKey]]:
    """Return in which unit of each round the own people of every invited team are counted."""
    query = select(RoundTeamRow).where(RoundTeamRow.round_id.in_(rounds))
    found: dict[RoundId, dict[TeamId, UnitKey]] = {round_id: {} for round_id in rounds}
    for row in session.scalars(query) if rounds else ():
        found[RoundId(row.round_id)][TeamId(row.team_id)] = _leaf(row)
    return found


def teams_of_round(session: Session, *, round_id: RoundId) -> frozenset[TeamId]:
    """Return all teams of which people were invited to a round."""
    query = select(RoundTeamRow.team_id).where(RoundTeamRow.round_id == round_id)
    return frozenset(map(TeamId, session.scalars(query)))


def invited_teams(
    session: Session, *, rounds: Collection[RoundId], teams: Collection[TeamId]
) -> frozenset[TeamId]:
    """Return those of these teams of which people were invited to any of these rounds."""
    query = select(RoundTeamRow.team_id).distinct()
    query = query.where(RoundTeamRow.round_id.in_(rounds), RoundTeamRow.team_id.in_(teams))
    return frozenset(map(TeamId, session.scalars(query)))


@once
def own_leaf(session: Session, *, round_id: RoundId, team_id: TeamId | None) -> UnitKey | None:
    """Return in which unit of a round the people of a team are counted, if they were invited."""
    if team_id is None:
        return None
    every = known(session, cycles.list_rounds)
    if every is None:
        row = session.get(RoundTeamRow, (round_id, team_id))
        return None if row is None else _leaf(row)
    rounds = [one.id for one in every]
    return _leaves_of_team(session, rounds=rounds, team_id=team_id).get(round_id)


@once
def _leaves_of_team(
    session: Session, *, rounds: Collection[RoundId], team_id: TeamId
) -> Mapping[RoundId, UnitKey]:
    """Return in which unit the people of a team were counted, in each of these rounds."""
    query = select(RoundTeamRow).where(
        RoundTeamRow.round_id.in_(rounds), RoundTeamRow.team_id == team_id
    )
    return {RoundId(row.round_id): _leaf(row) for row in session.scalars(query)}


def as_unit(row: RoundUnitRow | Row[Any]) -> RoundUnit:
    """Return what a row says."""
    parent_id = row.parent_team_id
    return RoundUnit(
        key=UnitKey(team_id=TeamId(row.team_id), part=Part(row.part)),
        name=row.name,
        parent=None if parent_id is None else UnitKey(team_id=TeamId(parent_id)),
        is_leaf=row.is_leaf,
        invited=row.invited,
        cards=row.cards,
        public_key=row.public_key,
        asked=codes_of(row.asked),
    )


def _joined(row: Row[Any]) -> RoundUnit:
    """Return an invited team as if it were no unit, below the one in which it is counted."""
    return RoundUnit(
        key=UnitKey(team_id=TeamId(row.team_id)),
        name=row.name,
        parent=UnitKey(team_id=TeamId(row.parent_team_id), part=Part(row.unit_part)),
        is_leaf=True,
        invited=0,
        is_reported=False,
    )


def _leaf(row: RoundTeamRow) -> UnitKey:
    return UnitKey(team_id=TeamId(row.unit_team_id), part=Part(row.unit_part))
