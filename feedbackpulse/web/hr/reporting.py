"""Which teams a cycle would report on their own, and which are joined, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from feedbackpulse.cycles.domain import Cycle
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Part, PersonId, Team, TeamId, TeamTree, UnitKey
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
    def own(self) -> int:
        """Return how many teams get results of their own."""
        return sum(1 for team in self.teams if team.standing is Standing.OWN)

    @property
    def joined(self) -> int:
        """Return how many teams are counted in a larger unit."""
        return sum(1 for t in self.teams if t.standing in {Standing.SMALL, Standing.COMPANY})


def reporting(session: Session, *, cycle: Cycle, on: date) -> Reporting:
    """Return what the cycle would report if a round opened with the people of that day."""
    tree = people.team_tree(session)
    members = {
        team_id: frozenset(person.id for person in found)
        for team_id, found in people.people_by_team(session, on=on).items()
    }
    smallest = cycle.privacy.smallest_group
    chosen = None if cycle.teams is None else frozenset(t for t in cycle.teams if t in tree)
    if not tree.teams:
        return Reporting(teams=(), people=0, smallest_group=smallest)
    try:
        plan = plan_units(tree, members, chosen, smallest)
    except TooFewPeopleError as few:
        return Reporting(teams=(), people=few.invited, smallest_group=smallest)
    rows = (_standing(tree, plan, members, smallest, depth, team) for depth, team in tree.ordered())
    return Reporting(teams=tuple(rows), people=plan.root.invited, smallest_group=smallest)


def _standing(
    tree: TeamTree, plan: UnitPlan, members: People, smallest: int, depth: int, team: Team
) -> TeamStanding:
    below = [one.id for one in tree.subtree(team.id) if one.id in plan.counted_in]
    invited = sum(len(members[team_id]) for team_id in below)
    direct = len(members[team.id]) if team.id in below else 0
    has_own = any(unit.key == UnitKey(team_id=team.id, part=Part.WHOLE) for unit in plan.units)
    key = plan.counted_in[below[0]] if below else None
    return TeamStanding(
        team=team,
        depth=depth,
        standing=Standing.OWN if has_own else _why_not(invited, smallest),
        invited=invited,
        counted_in=None if key is None else tree.get(key.team_id),
        direct=direct if has_own and direct < invited else 0,
        direct_joined=team.id in plan.joined,
    )


def _why_not(invited: int, smallest: int) -> Standing:
    if not invited:
        return Standing.NOT_ASKED
    return Standing.SMALL if invited < smallest else Standing.COMPANY
