"""Teams, people and roles, and the rules they keep."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import NewType, TypeVar
from uuid import UUID

PersonId = NewType("PersonId", UUID)
TeamId = NewType("TeamId", UUID)
_Key = TypeVar("_Key")

_ADDRESS = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])"
)
_LONGEST_ADDRESS = 254


class BrokenTreeError(Exception):
    """The teams do not form one tree."""


class BadAddressError(Exception):
    """This is not an e-mail address."""


class DuplicateCodeError(Exception):
    """Another team has this code."""


class DuplicateAddressError(Exception):
    """Another person has this e-mail address."""


class UnknownTeamError(Exception):
    """There is no such team."""


class UnknownPersonError(Exception):
    """There is no such person."""


class LastAdminError(Exception):
    """Nobody would be left who can manage people."""


class Role(StrEnum):
    """What a person may do here; everybody is an employee."""

    EMPLOYEE = "employee"
    LEAD = "lead"
    HR = "hr"
    COUNCIL = "council"
    ADVISER = "adviser"
    ADMIN = "admin"


GRANTED_ROLES = (Role.HR, Role.COUNCIL, Role.ADVISER, Role.ADMIN)
"""The roles somebody gives: employee comes with working here, lead with a team."""


class Theme(StrEnum):
    """How the pages look to one person."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


class Part(StrEnum):
    """Which part of a team a figure is about."""

    WHOLE = "whole"
    DIRECT = "direct"
    REST = "rest"


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitKey:
    """A group of people that figures are about: a team with all below it, or a part of it."""

    team_id: TeamId
    part: Part = Part.WHOLE


@dataclass(frozen=True, kw_only=True, slots=True)
class Team:
    """A team and its place in the organisation."""

    id: TeamId
    code: str
    name: str
    parent_id: TeamId | None = None
    on_paper: bool = False
    """Whether everybody in it answers with a printed code, from the next round on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody who works here, as seen on one day."""

    id: PersonId
    name: str
    email: str
    team_id: TeamId | None = None
    roles: frozenset[Role] = frozenset({Role.EMPLOYEE})
    leads: frozenset[TeamId] = frozenset()
    locale: str | None = None
    theme: Theme = Theme.AUTO
    active: bool = True
    on_paper: bool = False
    """Whether this person answers with a printed code, from the next round on."""

    @property
    def initials(self) -> str:
        """Return one or two letters to show instead of a picture."""
        words = self.name.split()
        return "".join(word[0] for word in (*words[:1], *words[1:][-1:])).upper()


@dataclass(frozen=True, kw_only=True, slots=True)
class Appointment:
    """Somebody leads a team, for good or up to and including a last day."""

    person_id: PersonId
    team_id: TeamId
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Say whether the person leads the team on that day."""
        return self.until is None or day <= self.until


@dataclass(frozen=True, kw_only=True, slots=True)
class TeamTree:
    """All teams, hanging from one root."""

    teams: tuple[Team, ...]
    _by_id: Mapping[TeamId, Team] = field(init=False, repr=False, compare=False)
    _children: Mapping[TeamId | None, tuple[Team, ...]] = field(
        init=False, repr=False, compare=False
    )
    _ordered: tuple[tuple[int, Team], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse teams that do not form one tree."""
        by_id = {team.id: team for team in self.teams}
        object.__setattr__(self, "_by_id", MappingProxyType(by_id))
        object.__setattr__(self, "_children", _children_by_parent(self.teams))
        if len(by_id) != len(self.teams):
            raise BrokenTreeError("a team appears twice")
        for team in self.teams:
            if team.parent_id is not None and team.parent_id not in by_id:
                raise BrokenTreeError(f"the parent of {team.code} does not exist")
        if self.teams and len(self._children.get(None, ())) > 1:
            raise BrokenTreeError("more than one team has no parent")
        if loop := find_loop({team.id: team.parent_id for team in self.teams}):
            raise BrokenTreeError("a cycle: " + ", ".join(by_id[one].code for one in loop))
        object.__setattr__(self, "_ordered", self._walk(self.root) if self.teams else ())

    @property
    def root(self) -> Team:
        """Return the team that holds everybody."""
        if not self.teams:
            raise BrokenTreeError("there are no teams")
        return self._children[None][0]

    def get(self, team_id: TeamId) -> Team:
        """Return one team; raises KeyError when it is not in the tree."""
        return self._by_id[team_id]

    def __contains__(self, team_id: object) -> bool:
        """Say whether there is a team with this id."""
        return team_id in self._by_id

    def children(self, team_id: TeamId) -> tuple[Team, ...]:
        """Return the teams right below a team, by name."""
        return self._children.get(team_id, ())

    def ancestors(self, team_id: TeamId) -> tuple[Team, ...]:
        """Return the teams above a team, nearest first."""
        above: list[Team] = []
        parent_id = self.get(team_id).parent_id
        while parent_id is not None:
            above.append(self.get(parent_id))
            parent_id = above[-1].parent_id
        return tuple(above)

    def subtree(self, team_id: TeamId) -> tuple[Team, ...]:
        """Return a team and everything below it: itself first, depth first."""
        return tuple(team for _depth, team in self._walk(self.get(team_id)))

    def ordered(self) -> tuple[tuple[int, Team], ...]:
        """Return every team with its depth, in the order of a table of contents."""
        return self._ordered

    def _walk(self, start: Team) -> tuple[tuple[int, Team], ...]:
        found: list[tuple[int, Team]] = []
        waiting = [(0, start)]
        while waiting:
            depth, team = waiting.pop()
            found.append((depth, team))
            waiting += [(depth + 1, child) for child in reversed(self.children(team.id))]
        return tuple(found)


def _children_by_parent(teams: Iterable[Team]) -> Mapping[TeamId | None, tuple[Team, ...]]:
    children: defaultdict[TeamId | None, list[Team]] = defaultdict(list)
    for team in sorted(teams, key=lambda team: (team.name.casefold(), team.code)):
        children[team.parent_id].append(team)
    return MappingProxyType({parent: tuple(below) for parent, below in children.items()})


def find_loop(parents: Mapping[_Key, _Key | None]) -> tuple[_Key, ...]:
    """Return the members of a chain of parents that bites its own tail, or nothing."""
    sound: set[_Key] = set()
    for start in parents:
        path: dict[_Key, None] = {}
        here: _Key | None = start
        while here is not None and here not in sound:
            if here in path:
                chain = list(path)
                return tuple(chain[chain.index(here) :])
            path[here] = None
            here = parents.get(here)
        sound.update(path)  # in place; a new set each time is one for each team
    return ()


def tidy_address(address: str) -> str:
    """Return the address as we keep and compare it: trimmed and in small letters.

    Raises BadAddressError when nobody could receive mail there.
    """
    tidied = address.strip().casefold()
    if len(tidied) > _LONGEST_ADDRESS or not _ADDRESS.fullmatch(tidied):
        raise BadAddressError(address)
    return tidied
