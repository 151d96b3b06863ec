"""Whom somebody can choose as the reader of a signal, today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from feedbackpulse.people import directory
from feedbackpulse.people.domain import Role, TeamId
from feedbackpulse.people.sizes import team_sizes
from feedbackpulse.people.trees import team_tree
from feedbackpulse.signals.domain import Reader
from feedbackpulse.web.signal_words import reader_words

FEWEST_IN_TEAM: Final = 5
"""Of a smaller team its lead would soon know who wrote."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Readers:
    """Who can read a signal: HR always, an adviser when there is one, and leads of these teams."""

    teams: tuple[tuple[TeamId, str], ...]
    has_adviser: bool

    def name_of(self, team_id: UUID | None) -> str:
        """Return the name of a team, or no words when its lead cannot be chosen."""
        return dict(self.teams).get(TeamId(team_id), "") if team_id else ""

    def team_in(self, text: str | None) -> TeamId | None:
        """Return the team whose id somebody chose, when its lead can be a reader."""
        return next((one for one, _name in self.teams if one.hex == text), None)

    def has(self, reader: Reader, team_id: UUID | None = None) -> bool:
        """Say whether somebody can choose this reader."""
        match reader:
            case Reader.HR:
                return True
            case Reader.ADVISER:
                return self.has_adviser
            case Reader.LEAD:
                return bool(self.name_of(team_id))

    def words(self, reader: Reader, team_id: UUID | None = None) -> str:
        """Return a reader in words."""
        return reader_words(reader, self.name_of(team_id))


def readers_on(session: Session, *, day: date) -> Readers:
    """Return whom a signal can be for: the teams with a lead, and five people or more."""
    led, sizes = directory.led_teams(session, on=day), team_sizes(session)
    teams = [
        (team.id, team.name)
        for _depth, team in team_tree(session).ordered()
        if team.id in led and sizes[team.id].all >= FEWEST_IN_TEAM
    ]
    return Readers(teams=tuple(teams), has_adviser=directory.has_role(session, role=Role.ADVISER))
