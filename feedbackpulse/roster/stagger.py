"""Who is asked which blocks in a round, when teams take turns: a Latin square of stamps and rounds.

Everybody in a stamp is asked the same, and the manifest says what: so a set of questions never
says more of a person than their stamp does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.cycles.asking import is_about_leadership, items_of_round
from feedbackpulse.cycles.domain import Cycle, CycleId, Round, RoundId
from feedbackpulse.cycles.tables import RoundRow
from feedbackpulse.people.domain import Part, TeamId, UnitKey
from feedbackpulse.roster.domain import UnitPlan, stamp_of
from feedbackpulse.roster.tables import RoundUnitRow


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What one unit is asked in one round; a leaf knows how far ahead it is, too."""

    codes: frozenset[str]
    ahead: int | None = None


AskedByUnit = Mapping[UnitKey, Asked]
"""Nothing in it when everybody is asked the same."""


def ask_in_turn(
    session: Session, *, cycle: Cycle, asked: Round, plan: UnitPlan, catalogue: Catalogue
) -> AskedByUnit:
    """Return what every unit of a round is asked, where its cycle lets teams take turns."""
    if not cycle.stagger or not cycle.blocks or is_about_leadership(cycle, asked.number):
        return {}
    places = deal(
        [leaf.key for leaf in plan.leaves],
        known=latest_places(session, cycle_id=cycle.id),
        blocks=len(cycle.blocks),
        cycle_id=cycle.id,
    )
    everything = {item.code for item in asked.items}
    leaves = {
        unit: Asked(
            codes=frozenset(
                item.code for item in items_of_round(cycle, asked.number, catalogue, ahead=ahead)
            )
            & everything,
            ahead=ahead,
        )
        for unit, ahead in places.items()
    }
    return leaves | _above(plan, leaves)


def deal(
    leaves: Collection[UnitKey], *, known: Mapping[UnitKey, int], blocks: int, cycle_id: CycleId
) -> dict[UnitKey, int]:
    """Return how many blocks each stamp is ahead: what it was before, or the place least taken.

    The order of the stamps that are new follows from their ids and the cycle's, and nothing else.
    """
    places = {unit: known[unit] % blocks for unit in leaves if unit in known}
    taken = Counter(places.values())
    for unit in sorted(set(leaves) - set(places), key=lambda one: _shuffled(one, cycle_id)):
        place = min(range(blocks), key=lambda candidate: (taken[candidate], candidate))
        places[unit] = place
        taken[place] += 1
    return places


def latest_places(session: Session, *, cycle_id: CycleId) -> Mapping[UnitKey, int]:
    """Return how far ahead every stamp was in the last round of a cycle that had it."""
    query = (
        select(RoundUnitRow)
        .join(RoundRow, RoundRow.id == RoundUnitRow.round_id)
        .where(RoundRow.cycle_id == cycle_id, RoundUnitRow.ahead.is_not(None))
        .order_by(RoundRow.number)
    )
    return {
        _unit(row.team_id, row.part): row.ahead
        for row in session.scalars(query)
        if row.ahead is not None
    }


def asked_by_unit(
    session: Session, *, rounds: Collection[RoundId]
) -> Mapping[RoundId, Mapping[UnitKey, frozenset[str]]]:
    """Return what each unit was asked in those of these rounds in which teams took turns."""
    query = select(RoundUnitRow).where(
        RoundUnitRow.round_id.in_(rounds), RoundUnitRow.asked.is_not(None)
    )
    found: dict[RoundId, dict[UnitKey, frozenset[str]]] = {each: {} for each in rounds}
    for row in session.scalars(query):
        unit = _unit(row.team_id, row.part)
        found[RoundId(row.round_id)][unit] = frozenset(row.asked or ())
    return found


def _above(plan: UnitPlan, leaves: AskedByUnit) -> dict[UnitKey, Asked]:
    """Return what is asked in the units above the stamps: all that somebody below is asked."""
    parents = {unit.key: unit.parent for unit in plan.units}
    above: dict[UnitKey, Asked] = {}
    for leaf, asked in leaves.items():
        for unit in _ancestors(leaf, parents):
            known = above.get(unit, Asked(codes=frozenset()))
            above[unit] = Asked(codes=known.codes | asked.codes)
    return above


def _ancestors(unit: UnitKey, parents: Mapping[UnitKey, UnitKey | None]) -> Iterable[UnitKey]:
    above = parents[unit]
    while above is not None:
        yield above
        above = parents[above]


def _shuffled(unit: UnitKey, cycle_id: CycleId) -> bytes:
    return sha256(cycle_id.bytes + stamp_of(unit).encode()).digest()


def _unit(team_id: UUID, part: str) -> UnitKey:
    return UnitKey(team_id=TeamId(team_id), part=Part(part))
