"""How many people joined or left a unit since earlier rounds that asked the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round, RoundId
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Part, PersonId, TeamId, UnitKey
from feedbackpulse.roster.domain import SMALL_CHANGE, PlannedUnit, UnitPlan
from feedbackpulse.roster.stagger import AskedByUnit, asked_by_unit
from feedbackpulse.roster.tables import RoundOpeningRow, RoundTeamRow, RoundUnitRow, UnitChangeRow


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitChange:
    """The number of people who are in a unit now and were not then, or the other way round."""

    unit: UnitKey
    earlier: RoundId
    people: int
    items: frozenset[str] | None = None
    """Of which items both rounds have a figure of nearly these people; None for all of them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Earlier:
    """A round that opened earlier, and how many people joined or left which stamp since."""

    round_id: RoundId
    changed: Mapping[UnitKey, int]
    only: Mapping[UnitKey, frozenset[str]]
    """Of which items the change of a stamp counts, where that is not all of them."""


def count_changes(
    session: Session,
    *,
    asked: Round,
    plan: UnitPlan,
    by_unit: AskedByUnit = MappingProxyType({}),
) -> tuple[UnitChange, ...]:
    """Return how the stamps of a round differ from earlier rounds that asked one of its items.

    *by_unit* has what every stamp is asked, where that is not the same for all.
    """
    codes = frozenset(item.code for item in asked.rated_items)
    earlier = {
        other.id
        for other in cycles.list_rounds(session)
        if other.id != asked.id and codes & {item.code for item in other.rated_items}
    }
    now = {unit.key: codes & by_unit[unit.key].codes for unit in plan.leaves if by_unit}
    openings = session.execute(
        select(RoundOpeningRow.round_id, RoundOpeningRow.opened_at)
        .where(RoundOpeningRow.round_id.in_(earlier))
        .order_by(RoundOpeningRow.opened_at, RoundOpeningRow.round_id)
    )
    return tuple(
        change
        for round_id, opened_at in openings
        for change in _changes_since(session, RoundId(round_id), opened_at, plan, codes, now)
    )


def earlier_openings(session: Session, *, round_id: RoundId) -> tuple[Earlier, ...]:
    """Return the rounds that opened before this one, oldest first, with what changed since."""
    changed: defaultdict[RoundId, dict[UnitKey, int]] = defaultdict(dict)
    only: defaultdict[RoundId, dict[UnitKey, frozenset[str]]] = defaultdict(dict)
    for row in session.scalars(select(UnitChangeRow).where(UnitChangeRow.round_id == round_id)):
        unit = UnitKey(team_id=TeamId(row.team_id), part=Part(row.part))
        changed[RoundId(row.earlier_round_id)][unit] = row.people
        if row.items is not None:
            only[RoundId(row.earlier_round_id)][unit] = frozenset(row.items)
    own = session.get_one(RoundOpeningRow, round_id)
    openings = session.scalars(
        select(RoundOpeningRow.round_id)
        .where(RoundOpeningRow.opened_at <= own.opened_at, RoundOpeningRow.round_id != round_id)
        .order_by(RoundOpeningRow.opened_at, RoundOpeningRow.round_id)
    )
    return tuple(
        Earlier(round_id=RoundId(other), changed=changed[RoundId(other)], only=only[RoundId(other)])
        for other in openings
    )


def _changes_since(
    session: Session,
    round_id: RoundId,
    opened_at: datetime,
    plan: UnitPlan,
    codes: frozenset[str],
    now: Mapping[UnitKey, frozenset[str]],
) -> Iterator[UnitChange]:
    then = _people_then(session, round_id, opened_at)
    asked_then = asked_by_unit(session, rounds=[round_id])[round_id]
    for unit in plan.leaves:
        if moved := _moved(unit, then):
            items = None
            if now or asked_then:
                items = _compared(unit, now.get(unit.key, codes), then, asked_then)
            yield UnitChange(unit=unit.key, earlier=round_id, people=moved, items=items)


def _compared(
    unit: PlannedUnit,
    codes: frozenset[str],
    then: Mapping[UnitKey, set[PersonId]],
    asked_then: Mapping[UnitKey, frozenset[str]],
) -> frozenset[str]:
    """Return the items of which nearly the same people had a figure then."""
    near = [key for key, people in then.items() if len(unit.people ^ people) in SMALL_CHANGE]
    return frozenset(code for code in codes for key in near if code in asked_then.get(key, codes))


def _moved(unit: PlannedUnit, then: Mapping[UnitKey, set[PersonId]]) -> int:
    """Return how many people joined or left, since the unit's own past or what is nearest to it.

    What counts is who is in a unit: the same group may have had another name or another place
    then, and two figures of nearly the same people tell as much about the few.
    """
    differences = [len(unit.people ^ people) for people in then.values()]
    own = len(unit.people ^ then[unit.key]) if unit.key in then else 0
    return min((few for few in differences if few in SMALL_CHANGE), default=own)


def _people_then(
    session: Session, round_id: RoundId, opened_at: datetime
) -> Mapping[UnitKey, set[PersonId]]:
    """Return who was in each unit of an earlier round, from the history of memberships."""
    members = people.members_at(session, moment=opened_at)
    parents = {
        UnitKey(team_id=TeamId(row.team_id), part=Part(row.part)): row.parent_team_id
        for row in session.scalars(select(RoundUnitRow).where(RoundUnitRow.round_id == round_id))
    }
    then: dict[UnitKey, set[PersonId]] = {unit: set() for unit in parents}
    for row in session.scalars(select(RoundTeamRow).where(RoundTeamRow.round_id == round_id)):
        unit: UnitKey | None = UnitKey(team_id=TeamId(row.unit_team_id), part=Part(row.unit_part))
        while unit is not None:
            then[unit] |= members.get(TeamId(row.team_id), frozenset())
            above = parents[unit]
            unit = None if above is None else UnitKey(team_id=TeamId(above))
    return then
