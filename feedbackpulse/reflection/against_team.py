"""Somebody's profile beside what their team published: by rank alone.

The scales differ, and a team is asked about everybody: levels are never subtracted. Both sides
are put in order, each by itself, and only places that are sure enough are laid beside each other.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist
from typing import Final

from feedbackpulse.reflection.profile import CERTAINTY

FEWEST_TO_RANK: Final = 4
"""With fewer facets an order says nothing."""
_SURE: Final = NormalDist().inv_cdf(CERTAINTY)


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Where one facet stands on a scale, on which side it may lie further, and how surely."""

    value: float
    error: float
    may_be_higher: bool = False
    may_be_lower: bool = False

    def is_surely_above(self, other: Standing) -> bool:
        """Say whether this lies above the other with a chance of at least 80%.

        Φ((x - y) / √(SEx² + SEy²)) ≥ 0.80; never where an open end could turn it around.
        """
        if self.may_be_lower or other.may_be_higher:
            return False
        error = math.hypot(self.error, other.error)
        apart = self.value - other.value
        return apart > 0 if not error else apart / error >= _SURE


@dataclass(frozen=True, kw_only=True, slots=True)
class Places:
    """Between which places in an order something lies; the highest is the first."""

    first: int
    last: int
    among: int

    @property
    def is_high(self) -> bool:
        """Say whether it surely lies in the upper half."""
        return self.last <= self.among // 2

    @property
    def is_low(self) -> bool:
        """Say whether it surely lies in the lower half."""
        return self.first > self.among - self.among // 2


class Relation(StrEnum):
    """What somebody and their team are to each other on one facet."""

    CAN_HELP = "can_help"
    CAN_LEARN = "can_learn"
    BOTH_STRONG = "both_strong"
    BOTH_GROW = "both_grow"


@dataclass(frozen=True, kw_only=True, slots=True)
class Beside:
    """One facet in both orders; without a relation where either side is not sure enough."""

    facet: str
    own: Places
    team: Places
    relation: Relation | None


@dataclass(frozen=True, kw_only=True, slots=True)
class AgainstTeam:
    """Every facet that has a place on both sides, as the owner's own order has them."""

    facets: tuple[Beside, ...]

    @property
    def told(self) -> tuple[Beside, ...]:
        """Return what may be said something about, what differs first."""
        order = list(Relation)
        found = [(order.index(one.relation), one) for one in self.facets if one.relation]
        return tuple(one for _, one in sorted(found, key=lambda pair: pair[0]))

    @property
    def is_enough(self) -> bool:
        """Say whether there are enough facets on both sides to put in an order."""
        return len(self.facets) >= FEWEST_TO_RANK


def against_team(
    own: Mapping[str, Standing],
    team: Mapping[str, Standing],
    *,
    strengths: Collection[str],
    improvement_areas: Collection[str],
) -> AgainstTeam:
    """Return both orders beside each other, over the facets that have a place in both.

    Strengths and improvement areas are all that are clear enough, not only those that are named.
    """
    both = own.keys() & team.keys()
    mine, theirs = (places_of({f: side[f] for f in both}) for side in (own, team))
    found = [
        Beside(
            facet=facet,
            own=mine[facet],
            team=theirs[facet],
            relation=_relation(
                mine[facet],
                theirs[facet],
                strong=facet in strengths,
                growing=facet in improvement_areas,
            ),
        )
        for facet in both
    ]
    ordered = sorted(found, key=lambda one: (one.own.first, one.own.last, one.facet))
    enough = len(ordered) >= FEWEST_TO_RANK
    return AgainstTeam(facets=tuple(ordered) if enough else ())


def places_of(standings: Mapping[str, Standing]) -> dict[str, Places]:
    """Return between which places each lies: after all that surely lie above it, before the rest."""
    every = standings.values()
    return {
        name: Places(
            first=1 + sum(other.is_surely_above(one) for other in every),
            last=len(every) - sum(one.is_surely_above(other) for other in every),
            among=len(every),
        )
        for name, one in standings.items()
    }


def _relation(own: Places, team: Places, *, strong: bool, growing: bool) -> Relation | None:
    if strong and team.is_low and own.last < team.first:
        return Relation.CAN_HELP
    if growing and team.is_high and team.last < own.first:
        return Relation.CAN_LEARN
    if strong and team.is_high:
        return Relation.BOTH_STRONG
    return Relation.BOTH_GROW if growing and team.is_low else None
