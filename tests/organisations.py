"""Small fictional organisations, written as an indented outline.

Each line is a team and how many people are in it; a team hangs under the nearest line above it
that is indented less.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, TeamId


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A team in an outline."""

    team: str
    parent: str | None
    size: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Organisation:
    """The teams that were added, and who is in them, by the name of the team."""

    teams: dict[str, TeamId] = field(default_factory=dict)
    people: dict[str, list[PersonId]] = field(default_factory=dict)


def read(outline: str) -> Iterator[Line]:
    """Read an outline, parents before their children."""
    above: list[tuple[int, str]] = []
    for line in filter(str.strip, outline.splitlines()):
        team, size = line.strip().rsplit(maxsplit=1)
        depth = len(line) - len(line.lstrip())
        above = [one for one in above if one[0] < depth]
        yield Line(team=team, parent=above[-1][1] if above else None, size=int(size))
        above.append((depth, team))


def found(session: Session, outline: str, *, at: datetime) -> Organisation:
    """Add the teams and people of an outline."""
    made = Organisation()
    for line in read(outline):
        parent_id = made.teams[line.parent] if line.parent else None
        code = line.team.replace(" ", "-")
        team = people.add_team(session, code=code, name=line.team, parent_id=parent_id)
        made.teams[line.team] = team.id
        made.people[line.team] = [
            add_person(session, f"{line.team} {number}", team.id, at=at)
            for number in range(line.size)
        ]
    return made


def add_person(session: Session, name: str, team_id: TeamId, *, at: datetime) -> PersonId:
    """Add somebody with an address that follows from their name."""
    address = f"{name.lower().replace(' ', '')}@example.org"
    return people.add_person(session, name=name, email=address, team_id=team_id, at=at).id
