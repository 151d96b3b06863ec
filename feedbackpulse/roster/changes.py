"""How many people joined or left a unit since earlier rounds that asked the same."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
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
    then = Then.of(_people_then(session, round_id, opened_at))
    asked_then = asked_by_unit(session, rounds=[round_id])[round_id]
    for unit in plan.leaves:
        near = then.near(unit.people)
        if moved := min(near.values(), default=then.apart(unit)):
            items = None
            if now or asked_then:
                items = _compared(now.get(unit.key, codes), near, asked_then)
            yield UnitChange(unit=unit.key, earlier=round_id, people=moved, items=items)


def _compared(
    codes: frozenset[str],
    near: Collection[UnitKey],
    asked_then: Mapping[UnitKey, frozenset[str]],
) -> frozenset[str]:
    """Return the items of which nearly the same people had a figure then."""
    return frozenset(code for code in codes for key in near if code in asked_then.get(key, codes))


@dataclass(frozen=True, kw_only=True, slots=True)
class Then:
    """Who was in each unit of an earlier round, and in which units each of them was."""

    people: Mapping[UnitKey, AbstractSet[PersonId]]
    units: Mapping[PersonId, Collection[UnitKey]]

    @classmethod
    def of(cls, people: Mapping[UnitKey, AbstractSet[PersonId]]) -> Then:
        """Look up the units of each person, too."""
        units: defaultdict[PersonId, list[UnitKey]] = defaultdict(list)
        for unit, members in people.items():
            for person in members:
                units[person].append(unit)
        return cls(people=people, units=units)

    def near(self, now: AbstractSet[PersonId]) -> dict[UnitKey, int]:
        """Return the units from which these people differ a little, and by how many.

        What counts is who is in a unit: the same group may have had another name or another place
        then, and two figures of nearly the same people tell as much about the few. Only a unit
        that shares somebody with them can be near, or both are next to nothing.
        """
        shared = Counter(unit for person in now for unit in self.units.get(person, ()))
        if len(now) in SMALL_CHANGE or not now:
            shared.update(dict.fromkeys(self.people, 0))
        apart = {
            unit: len(now) + len(self.people[unit]) - 2 * both for unit, both in shared.items()
        }
        return {unit: few for unit, few in apart.items() if few in SMALL_CHANGE}

    def apart(self, unit: PlannedUnit) -> int:
        """Return how many people joined or left since a unit's own past; nobody if it had none."""
        return len(unit.people ^ self.people[unit.key]) if unit.key in self.people else 0


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
