"""Small organisations to plan rounds for, without a database."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import NAMESPACE_URL, uuid5

from feedbackpulse.people.domain import Part, PersonId, Team, TeamId, TeamTree, UnitKey
from tests.organisations import read


def team_id(name: str) -> TeamId:
    """Return the id a team of this name always has."""
    return TeamId(uuid5(NAMESPACE_URL, name))


def organisation(outline: str) -> tuple[TeamTree, Mapping[TeamId, frozenset[PersonId]]]:
    """Return the tree and the people of lines such as "  Kitchen 7"."""
    lines = list(read(outline))
    teams = tuple(
        Team(
            id=team_id(line.team),
            code=line.team,
            name=line.team,
            parent_id=team_id(line.parent) if line.parent else None,
        )
        for line in lines
    )
    people = {
        team_id(line.team): frozenset(
            PersonId(uuid5(NAMESPACE_URL, f"{line.team} {number}")) for number in range(line.size)
        )
        for line in lines
    }
    return TeamTree(teams=teams), people


def unit(name: str, part: Part = Part.WHOLE) -> UnitKey:
    """Return the key of a unit of such an organisation."""
    return UnitKey(team_id=team_id(name), part=part)
