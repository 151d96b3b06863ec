"""Which teams a cycle would report on their own, and which are joined, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from feedbackpulse.cycles.domain import Cycle
from feedbackpulse.memory import Lately
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Part, PersonId, Team, TeamId, TeamTree, UnitKey
from feedbackpulse.people.sizes import Size, team_sizes
from feedbackpulse.roster.domain import TooFewPeopleError, UnitPlan, plan_units

People = dict[TeamId, frozenset[PersonId]]


class Standing(StrEnum):
    """What becomes of a team's answers."""

    OWN = "own"
    SMALL = "small"
    COMPANY = "company"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, kw_only=True, slots=True)
class TeamStanding:
    """One team: how many people are asked, and where their answers are counted."""

    team: Team
    depth: int
    standing: Standing
    invited: int
    counted_in: Team | None
    direct: int
    """How many people are directly in a team that has results and others below it."""
    direct_joined: bool
    """Whether those people are counted with the small teams instead of by themselves."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reporting:
    """What a cycle would report about whom."""

    teams: tuple[TeamStanding, ...]
    people: int
    smallest_group: int

    @property
    def too_few(self) -> bool:
        """Say whether so few people are asked that no round may open."""
        return self.people < self.smallest_group

    @property
    def asked(self) -> tuple[TeamStanding, ...]:
        """Return the teams that are asked."""
        return tuple(team for team in self.teams if team.standing is not Standing.NOT_ASKED)

    @property
    def own(self) -> int:
        """Return how many teams get results of their own."""
        return sum(1 for team in self.teams if team.standing is Standing.OWN)

    @property
    def joined(self) -> int:
        """Return how many teams are counted in a larger unit."""
        return sum(1 for t in self.teams if t.standing in {Standing.SMALL, Standing.COMPANY})


Sizes = Mapping[TeamId, Size]
_LATELY: Final = Lately[tuple[TeamTree, Sizes, frozenset[TeamId] | None, int], Reporting](most=2)


def reporting(session: Session, *, cycle: Cycle) -> Reporting:
    """Return what the cycle would report if a round opened with the people of this moment."""
    tree, sizes = people.team_tree(session), team_sizes(session)
    smallest = cycle.privacy.smallest_group
    chosen = None if cycle.teams is None else frozenset(t for t in cycle.teams if t in tree)
    key = (tree, sizes, chosen, smallest)
    return _LATELY.of(key, lambda: _reporting(tree, _anybody(sizes), chosen, smallest))


def _anybody(sizes: Sizes) -> People:
    """Return as many people as each team has: who they are changes no plan."""
    number = count()
    return {
        team_id: frozenset(PersonId(UUID(int=next(number))) for _ in range(size.own))
        for team_id, size in sizes.items()
        if size.own
    }


def _reporting(
    tree: TeamTree, members: People, chosen: frozenset[TeamId] | None, smallest: int
) -> Reporting:
    if not tree.teams:
        return Reporting(teams=(), people=0, smallest_group=smallest)
    try:
        plan = plan_units(tree, members, chosen, smallest)
    except TooFewPeopleError as few:
        return Reporting(teams=(), people=few.invited, smallest_group=smallest)
    rows = _standings(tree, plan, members, smallest)
    return Reporting(teams=tuple(rows), people=plan.root.invited, smallest_group=smallest)


def _standings(
    tree: TeamTree, plan: UnitPlan, members: People, smallest: int
) -> Iterator[TeamStanding]:
    own, joined = {unit.key for unit in plan.units}, plan.joined
    for depth, team in tree.ordered():
        below = [one.id for one in tree.subtree(team.id) if one.id in plan.counted_in]
        invited = sum(len(members.get(team_id, ())) for team_id in below)
        direct = len(members.get(team.id, ())) if team.id in plan.counted_in else 0
        has_own = UnitKey(team_id=team.id, part=Part.WHOLE) in own
        key = plan.counted_in[below[0]] if below else None
        yield TeamStanding(
            team=team,
            depth=depth,
            standing=Standing.OWN if has_own else _why_not(invited, smallest),
            invited=invited,
            counted_in=None if key is None else tree.get(key.team_id),
            direct=direct if has_own and direct < invited else 0,
            direct_joined=team.id in joined,
        )


def _why_not(invited: int, smallest: int) -> Standing:
    if not invited:
        return Standing.NOT_ASKED
    return Standing.SMALL if invited < smallest else Standing.COMPANY
