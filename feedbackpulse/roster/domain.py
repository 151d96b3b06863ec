"""Which units a round has, and under which stamp everybody's answers are counted. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from feedbackpulse.ballots.domain import Stamp
from feedbackpulse.people.domain import Part, PersonId, Team, TeamId, TeamTree, UnitKey

SMALL_CHANGE: Final = range(1, 5)
"""So few people came or went that two figures side by side would tell about those few."""
MARGIN_AFTER_CHANGE: Final = 3
"""After such a change, of how many people the answers must stay open."""
_TAKEN_FIRST = (Part.REST, Part.DIRECT, Part.WHOLE)


def stamp_of(unit: UnitKey) -> Stamp:
    """Return what stands on the ballots of a unit."""
    return Stamp(f"{unit.team_id.hex}:{unit.part.value}")


def unit_of(stamp: Stamp) -> UnitKey:
    """Return the unit whose ballots carry this stamp."""
    team, part = stamp.split(":")
    return UnitKey(team_id=TeamId(UUID(team)), part=Part(part))


class TooFewPeopleError(ValueError):
    """Fewer people are invited than the smallest group: a round would give them away."""

    def __init__(self, *, invited: int, smallest_group: int) -> None:
        super().__init__(f"{invited} people are invited; a round needs at least {smallest_group}")
        self.invited = invited
        self.smallest_group = smallest_group


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedUnit:
    """A unit that will have results; a leaf is what stands as a stamp on a ballot."""

    key: UnitKey
    name: str
    parent: UnitKey | None
    is_leaf: bool
    people: frozenset[PersonId]

    @property
    def invited(self) -> int:
        """Return how many people are invited in this unit."""
        return len(self.people)


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


def codes_of(asked: Collection[str] | None) -> frozenset[str] | None:
    """Return what a unit is asked, where not everybody is asked the same."""
    return None if asked is None else frozenset(asked)


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitPlan:
    """The units of a round, parents before children, and where each team is counted."""

    units: tuple[PlannedUnit, ...]
    counted_in: Mapping[TeamId, UnitKey]
    """The stamp of the people who are directly in a team, for every invited team.

    A team that is no unit, although people work below it, is here too.
    """

    @property
    def root(self) -> PlannedUnit:
        """Return the unit that holds everybody."""
        return self.units[0]

    @property
    def leaves(self) -> tuple[PlannedUnit, ...]:
        """Return the stamps."""
        return tuple(unit for unit in self.units if unit.is_leaf)

    @property
    def joined(self) -> Mapping[TeamId, UnitKey]:
        """Return the teams too small to be reported on their own, and where they are counted."""
        return {
            team_id: key
            for team_id, key in self.counted_in.items()
            if key.team_id != team_id or key.part is Part.REST
        }

    def get(self, key: UnitKey) -> PlannedUnit:
        """Return one unit; raises KeyError when the round has no such unit."""
        for unit in self.units:
            if unit.key == key:
                return unit
        raise KeyError(key)


@dataclass(slots=True)
class _Draft:
    """Stamps while they are being formed: which teams' own people each one holds."""

    tree: TeamTree
    people: Mapping[TeamId, frozenset[PersonId]]
    smallest_group: int
    stamps: dict[UnitKey, set[TeamId]] = field(default_factory=dict)

    def size(self, teams: Collection[TeamId]) -> int:
        return sum(len(self.people[team_id]) for team_id in teams)

    def stamp_all(self) -> set[TeamId]:
        """Form all stamps, from the lowest teams up; return the teams that are still too small."""
        small: dict[TeamId, set[TeamId]] = {}
        peopled: set[TeamId] = set()
        for _, team in reversed(self.tree.ordered()):
            below = [child.id for child in self.tree.children(team.id)]
            left = set[TeamId]().union(*(small.pop(child) for child in below))
            has_below = any(child in peopled for child in below)
            if team.id in self.people:
                part = Part.DIRECT if has_below else Part.WHOLE
                left |= self._keep_or_return(UnitKey(team_id=team.id, part=part), {team.id})
            if has_below or team.id in self.people:
                peopled.add(team.id)
            small[team.id] = self._keep_or_return(UnitKey(team_id=team.id, part=Part.REST), left)
        return small[self.tree.root.id]

    def absorb(self, left_over: set[TeamId]) -> None:
        """Join what is too small even at the top with the nearest stamp that is missed least."""
        team_id, nearby = self._neighbourhood(left_over)
        taken = min(
            nearby,
            key=lambda key: (_TAKEN_FIRST.index(key.part), self.size(self.stamps[key])),
        )
        joined = self.stamps.pop(taken) | left_over
        self.stamps[UnitKey(team_id=team_id, part=Part.REST)] = joined

    def _neighbourhood(self, teams: set[TeamId]) -> tuple[TeamId, list[UnitKey]]:
        """Return the lowest team above all of these that has stamps below it, and those stamps."""
        some_team, *_ = teams
        stamped = _stamps_below(self.tree, self.stamps)
        for team in (self.tree.get(some_team), *self.tree.ancestors(some_team)):
            place = {below.id: number for number, below in enumerate(self.tree.subtree(team.id))}
            if teams <= place.keys() and stamped[team.id]:
                return team.id, sorted(stamped[team.id], key=lambda key: place[key.team_id])
        raise AssertionError("somebody is invited, so there is a stamp below the root")

    def _keep_or_return(self, key: UnitKey, teams: set[TeamId]) -> set[TeamId]:
        if not teams or self.size(teams) < self.smallest_group:
            return teams
        self.stamps[key] = teams
        return set()


def plan_units(
    tree: TeamTree,
    people: Mapping[TeamId, Collection[PersonId]],
    chosen: frozenset[TeamId] | None,
    smallest_group: int,
) -> UnitPlan:
    """Return the units of a round.

    A chosen team brings everything below it; None is everybody. Who is directly in a team that
    has others below it forms its "direct" part. What is smaller than the smallest group joins the
    small teams of its parent, and with them the next level up; what is still too small at the top
    takes one other stamp with it, so that no stamp is ever smaller than the smallest group.

    Raises TooFewPeopleError when all together are fewer than that.
    """
    invited = _invited(tree, people, chosen)
    total = sum(len(members) for members in invited.values())
    if total < smallest_group:
        raise TooFewPeopleError(invited=total, smallest_group=smallest_group)
    draft = _Draft(tree=tree, people=invited, smallest_group=smallest_group)
    left_over = draft.stamp_all()
    if left_over:
        draft.absorb(left_over)
    stamps = dict(_named_after_whole_teams(tree, draft.stamps))
    return UnitPlan(
        units=tuple(_units(tree, stamps, invited)), counted_in=_counted_in(tree, stamps)
    )


def _invited(
    tree: TeamTree,
    people: Mapping[TeamId, Collection[PersonId]],
    chosen: frozenset[TeamId] | None,
) -> dict[TeamId, frozenset[PersonId]]:
    roots = frozenset({tree.root.id}) if chosen is None else chosen
    teams = {team.id for root in roots for team in tree.subtree(root)}
    return {team_id: frozenset(people[team_id]) for team_id in teams if people.get(team_id)}


def _named_after_whole_teams(
    tree: TeamTree, stamps: Mapping[UnitKey, set[TeamId]]
) -> Iterator[tuple[UnitKey, set[TeamId]]]:
    """A part that is all there is of its team is the team: one group never gets two numbers."""
    below = _stamps_below(tree, stamps)
    for key, teams in stamps.items():
        alone = len(below[key.team_id]) == 1
        yield (UnitKey(team_id=key.team_id) if alone else key), teams


def _stamps_below(
    tree: TeamTree, stamps: Collection[UnitKey]
) -> defaultdict[TeamId, list[UnitKey]]:
    """Return the stamps of every team and of all teams below it; of most teams there are none."""
    below: defaultdict[TeamId, list[UnitKey]] = defaultdict(list)
    for key in stamps:
        for team in (tree.get(key.team_id), *tree.ancestors(key.team_id)):
            below[team.id].append(key)
    return below


def _counted_in(tree: TeamTree, stamps: Mapping[UnitKey, set[TeamId]]) -> dict[TeamId, UnitKey]:
    """A team that is no unit although people work below it went up with all of them."""
    counted_in = {team_id: key for key, teams in stamps.items() for team_id in teams}
    stamped = _stamps_below(tree, stamps)
    first: dict[TeamId, UnitKey] = {}
    for _, team in reversed(tree.ordered()):
        below = [first[child.id] for child in tree.children(team.id) if child.id in first]
        found = [counted_in[team.id], *below] if team.id in counted_in else below
        if found:
            first[team.id] = found[0]
    went_up = {team: key for team, key in first.items() if not stamped[team]}
    return {**went_up, **counted_in}


def _units(
    tree: TeamTree,
    stamps: Mapping[UnitKey, set[TeamId]],
    people: Mapping[TeamId, frozenset[PersonId]],
) -> Iterator[PlannedUnit]:
    stamped = _stamps_below(tree, stamps)
    for _, team in tree.ordered():
        below = stamped[team.id]
        parts = [UnitKey(team_id=team.id, part=part) for part in (Part.DIRECT, Part.REST)]
        whole = UnitKey(team_id=team.id)
        for key, counted in ((whole, below), *((key, [key]) for key in parts if key in stamps)):
            if counted:
                yield PlannedUnit(
                    key=key,
                    name=team.name,
                    parent=_parent(team, key.part),
                    is_leaf=key in stamps,
                    people=_members(counted, stamps, people),
                )


def _parent(team: Team, part: Part) -> UnitKey | None:
    parent_id = team.parent_id if part is Part.WHOLE else team.id
    return None if parent_id is None else UnitKey(team_id=parent_id)


def _members(
    keys: Collection[UnitKey],
    stamps: Mapping[UnitKey, set[TeamId]],
    people: Mapping[TeamId, frozenset[PersonId]],
) -> frozenset[PersonId]:
    return frozenset().union(*(people[team_id] for key in keys for team_id in stamps[key]))
