"""The roster of a round: made when it opens, asked while it is open, burnt after the release."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import ColumnElement, and_, delete, exists, select
from sqlalchemy.orm import Session

from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Part, PersonId, TeamId, TeamTree, UnitKey
from feedbackpulse.people.tables import PersonRow
from feedbackpulse.roster.changes import UnitChange
from feedbackpulse.roster.domain import UnitPlan
from feedbackpulse.roster.stagger import AskedByUnit
from feedbackpulse.roster.tables import (
    InvitationRow,
    RosterRow,
    RoundOpeningRow,
    RoundTeamRow,
    RoundUnitRow,
    UnitChangeRow,
)
from feedbackpulse.traces import scramble


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundUnit:
    """A unit of a round as it was when the round opened."""

    key: UnitKey
    name: str
    parent: UnitKey | None
    is_leaf: bool
    invited: int
    cards: int = 0
    """How many of the invited answer with a printed code."""
    public_key: bytes | None = None
    """What the stamp of a leaf is checked with."""
    is_reported: bool = True
    """Not of a team whose people are counted in a larger unit."""
    asked: frozenset[str] | None = None
    """What is asked in the unit, where not everybody is asked the same."""

    def asks(self, item: str) -> bool:
        """Say whether anybody in the unit is asked this item of the round."""
        return self.asked is None or item in self.asked


@dataclass(frozen=True, kw_only=True, slots=True)
class Invitation:
    """That somebody may answer a round, and the unit in which they are counted."""

    round_id: RoundId
    unit: UnitKey
    unit_name: str
    invited: int
    sent: bool
    asked: frozenset[str] | None = None
    """What is asked in the unit, where not everybody is asked the same."""


def open_roster(
    session: Session,
    *,
    round_id: RoundId,
    plan: UnitPlan,
    tree: TeamTree,
    opened_at: datetime,
    changes: Collection[UnitChange],
    keys: Mapping[UnitKey, bytes],
    on_paper: frozenset[PersonId],
    asked: AskedByUnit = MappingProxyType({}),
) -> None:
    """Freeze the units of a round and invite everybody in them.

    *keys* has the public key of every stamp. Who answers on paper gets no row: their way in is a
    printed code. *asked* has what every unit is asked, where that is not the same for all.
    """
    session.add(RoundOpeningRow(round_id=round_id, opened_at=opened_at))
    session.add_all(_unit_rows(round_id, plan, keys, on_paper, asked))
    session.add_all(_team_rows(round_id, plan, tree))
    session.add_all(_change_rows(round_id, changes))
    session.add_all(_roster_rows(round_id, plan, on_paper))
    session.flush()


def units_of_round(session: Session, *, round_id: RoundId) -> tuple[RoundUnit, ...]:
    """Return the units of a round as they were at opening, parents before children."""
    return units_of_rounds(session, rounds=[round_id])[round_id]


def units_of_rounds(
    session: Session, *, rounds: Collection[RoundId], teams: Collection[TeamId] | None = None
) -> Mapping[RoundId, tuple[RoundUnit, ...]]:
    """Return the units of every one of these rounds, parents before children.

    With *teams*: only the units of those teams.
    """
    query = select(RoundUnitRow).where(RoundUnitRow.round_id.in_(rounds))
    if teams is not None:
        query = query.where(RoundUnitRow.team_id.in_(teams))
    found: dict[RoundId, list[RoundUnit]] = {round_id: [] for round_id in rounds}
    for row in session.scalars(query.order_by(RoundUnitRow.place)):
        found[RoundId(row.round_id)].append(_unit(row))
    return {round_id: tuple(units) for round_id, units in found.items()}


def joined_teams(
    session: Session, *, rounds: Collection[RoundId], teams: Collection[TeamId]
) -> Mapping[RoundId, tuple[RoundUnit, ...]]:
    """Return which of these teams each round invited without making them a unit, by name."""
    own = and_(
        RoundUnitRow.round_id == RoundTeamRow.round_id,
        RoundUnitRow.team_id == RoundTeamRow.team_id,
        RoundUnitRow.part == Part.WHOLE.value,
    )
    query = (
        select(RoundTeamRow)
        .where(RoundTeamRow.round_id.in_(rounds), RoundTeamRow.team_id.in_(teams))
        .where(~exists().where(own))
        .order_by(RoundTeamRow.name, RoundTeamRow.team_id)
    )
    found: dict[RoundId, list[RoundUnit]] = {round_id: [] for round_id in rounds}
    for row in session.scalars(query):
        found[RoundId(row.round_id)].append(_joined(row))
    return {round_id: tuple(units) for round_id, units in found.items()}


def leaves_of_teams(
    session: Session, *, rounds: Collection[RoundId]
) -> Mapping[RoundId, Mapping[TeamId, UnitKey]]:
    """Return in which unit of each round the own people of every invited team are counted."""
    query = select(RoundTeamRow).where(RoundTeamRow.round_id.in_(rounds))
    found: dict[RoundId, dict[TeamId, UnitKey]] = {round_id: {} for round_id in rounds}
    for row in session.scalars(query):
        found[RoundId(row.round_id)][TeamId(row.team_id)] = _leaf(row)
    return found


def own_leaf(session: Session, *, round_id: RoundId, team_id: TeamId | None) -> UnitKey | None:
    """Return in which unit of a round the people of a team are counted, if they were invited."""
    row = None if team_id is None else session.get(RoundTeamRow, (round_id, team_id))
    return None if row is None else _leaf(row)


def codes_asked(session: Session, *, round_id: RoundId, unit: UnitKey) -> frozenset[str] | None:
    """Return what is asked in a unit of a round; None where everybody is asked the same."""
    row = session.get(RoundUnitRow, (round_id, unit.team_id, unit.part.value))
    return None if row is None else _codes(row.asked)


def invitation_for(
    session: Session, *, person_id: PersonId, round_id: RoundId
) -> Invitation | None:
    """Return somebody's invitation to a round, or None when they have none."""
    found = _invitations(
        session, and_(RosterRow.person_id == person_id, RosterRow.round_id == round_id)
    )
    return found[0] if found else None


def invitations_of(session: Session, *, person_id: PersonId) -> list[Invitation]:
    """Return somebody's invitations to open rounds, soonest to close first."""
    order = [found.id for found in cycles.open_rounds(session)]
    found = _invitations(
        session, and_(RosterRow.person_id == person_id, RosterRow.round_id.in_(order))
    )
    return sorted(found, key=lambda one: order.index(one.round_id))


def stamp_people(session: Session, *, round_id: RoundId, person_id: PersonId) -> tuple[str, ...]:
    """Return the names of everybody who is counted together with this person, by name.

    Who answers with a printed card is counted too, and has no row in the roster: the names are of
    those who were in the teams of the stamp when the round opened.
    """
    own = session.get(RosterRow, (round_id, person_id))
    opening = session.get(RoundOpeningRow, round_id)
    if own is None or opening is None:
        return ()
    teams = session.scalars(
        select(RoundTeamRow.team_id).where(
            RoundTeamRow.round_id == round_id,
            RoundTeamRow.unit_team_id == own.team_id,
            RoundTeamRow.unit_part == own.part,
        )
    )
    members = people.members_at(session, moment=opening.opened_at)
    counted = {person for team in teams for person in members.get(TeamId(team), ())}
    query = select(PersonRow.name).where(PersonRow.id.in_(counted))
    return tuple(session.scalars(query.order_by(PersonRow.name, PersonRow.id)))


def burn_roster(session: Session, *, round_id: RoundId) -> None:
    """Delete who was invited to a round, by which links, and whether they sent a ballot."""
    session.execute(delete(RosterRow).where(RosterRow.round_id == round_id))
    session.execute(delete(InvitationRow).where(InvitationRow.round_id == round_id))


def scrub_roster(session: Session) -> None:
    """Write rosters and invitations anew, in a random order, in a transaction of their own.

    What was burnt is nowhere any more, nor the order in which people sent their ballots.
    """
    scramble(session, RosterRow, InvitationRow, writing=transaction)


def _invitations(session: Session, which: ColumnElement[bool]) -> list[Invitation]:
    query = (
        select(RosterRow, RoundUnitRow.name, RoundUnitRow.invited, RoundUnitRow.asked)
        .join(
            RoundUnitRow,
            and_(
                RoundUnitRow.round_id == RosterRow.round_id,
                RoundUnitRow.team_id == RosterRow.team_id,
                RoundUnitRow.part == RosterRow.part,
            ),
        )
        .where(which)
        .execution_options(populate_existing=True)
    )
    return [
        Invitation(
            round_id=RoundId(row.round_id),
            unit=UnitKey(team_id=TeamId(row.team_id), part=Part(row.part)),
            unit_name=name,
            invited=invited,
            sent=row.claim is not None,
            asked=_codes(asked),
        )
        for row, name, invited, asked in session.execute(query)
    ]


def _unit(row: RoundUnitRow) -> RoundUnit:
    parent_id = row.parent_team_id
    return RoundUnit(
        key=UnitKey(team_id=TeamId(row.team_id), part=Part(row.part)),
        name=row.name,
        parent=None if parent_id is None else UnitKey(team_id=TeamId(parent_id)),
        is_leaf=row.is_leaf,
        invited=row.invited,
        cards=row.cards,
        public_key=row.public_key,
        asked=_codes(row.asked),
    )


def _codes(asked: Collection[str] | None) -> frozenset[str] | None:
    return None if asked is None else frozenset(asked)


def _joined(row: RoundTeamRow) -> RoundUnit:
    return RoundUnit(
        key=UnitKey(team_id=TeamId(row.team_id)),
        name=row.name,
        parent=_leaf(row),
        is_leaf=True,
        invited=0,
        is_reported=False,
    )


def _leaf(row: RoundTeamRow) -> UnitKey:
    return UnitKey(team_id=TeamId(row.unit_team_id), part=Part(row.unit_part))


def _unit_rows(
    round_id: RoundId,
    plan: UnitPlan,
    keys: Mapping[UnitKey, bytes],
    on_paper: frozenset[PersonId],
    asked: AskedByUnit,
) -> list[RoundUnitRow]:
    return [
        RoundUnitRow(
            round_id=round_id,
            team_id=unit.key.team_id,
            part=unit.key.part.value,
            place=place,
            name=unit.name,
            parent_team_id=None if unit.parent is None else unit.parent.team_id,
            is_leaf=unit.is_leaf,
            invited=unit.invited,
            cards=len(unit.people & on_paper),
            public_key=keys[unit.key] if unit.is_leaf else None,
            asked=sorted(asked[unit.key].codes) if asked else None,
            ahead=asked[unit.key].ahead if asked else None,
        )
        for place, unit in enumerate(plan.units)
    ]


def _team_rows(round_id: RoundId, plan: UnitPlan, tree: TeamTree) -> list[RoundTeamRow]:
    return [
        RoundTeamRow(
            round_id=round_id,
            team_id=team_id,
            name=tree.get(team_id).name,
            unit_team_id=unit.team_id,
            unit_part=unit.part.value,
        )
        for team_id, unit in plan.counted_in.items()
    ]


def _change_rows(round_id: RoundId, changes: Collection[UnitChange]) -> list[UnitChangeRow]:
    return [
        UnitChangeRow(
            round_id=round_id,
            team_id=change.unit.team_id,
            part=change.unit.part.value,
            earlier_round_id=change.earlier,
            people=change.people,
            items=None if change.items is None else sorted(change.items),
        )
        for change in changes
    ]


def _roster_rows(
    round_id: RoundId, plan: UnitPlan, on_paper: frozenset[PersonId]
) -> list[RosterRow]:
    return [
        RosterRow(
            round_id=round_id, person_id=person, team_id=unit.key.team_id, part=unit.key.part.value
        )
        for unit in plan.leaves
        for person in unit.people - on_paper
    ]
