"""Small organisations to plan rounds for, written as an indented outline."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import NAMESPACE_URL, uuid5

from feedbackpulse.people.domain import Part, PersonId, Team, TeamId, TeamTree, UnitKey


def team_id(name: str) -> TeamId:
    """Return the id a team of this name always has."""
    return TeamId(uuid5(NAMESPACE_URL, name))


def organisation(outline: str) -> tuple[TeamTree, Mapping[TeamId, frozenset[PersonId]]]:
    """Return the tree and the people of lines such as "  Kitchen 7"."""
    teams: list[Team] = []
    people: dict[TeamId, frozenset[PersonId]] = {}
    above: list[tuple[int, TeamId]] = []
    for line in filter(str.strip, outline.splitlines()):
        name, size = line.split()
        depth = len(line) - len(line.lstrip())
        above = [one for one in above if one[0] < depth]
        parent_id = above[-1][1] if above else None
        teams.append(Team(id=team_id(name), code=name, name=name, parent_id=parent_id))
        above.append((depth, team_id(name)))
        people[team_id(name)] = frozenset(
            PersonId(uuid5(NAMESPACE_URL, f"{name} {number}")) for number in range(int(size))
        )
    return TeamTree(teams=tuple(teams)), people


def unit(name: str, part: Part = Part.WHOLE) -> UnitKey:
    """Return the key of a unit of such an organisation."""
    return UnitKey(team_id=team_id(name), part=part)
