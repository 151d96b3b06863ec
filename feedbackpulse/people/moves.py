"""Who came to a team and who went: what may turn a team into a trap for whoever is left."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from feedbackpulse.people.domain import TeamId
from feedbackpulse.people.tables import MembershipRow, PersonRow


@dataclass(frozen=True, kw_only=True, slots=True)
class TeamMoves:
    """The names of those who came to one team and of those who went, in a stretch of time."""

    team_id: TeamId
    came: tuple[str, ...]
    went: tuple[str, ...]


def moves_since(session: Session, *, since: datetime) -> tuple[TeamMoves, ...]:
    """Return what changed in every team since a moment; teams without changes are left out."""
    query = (
        select(MembershipRow, PersonRow.name)
        .join(PersonRow, PersonRow.id == MembershipRow.person_id)
        .where(or_(MembershipRow.since >= since, MembershipRow.until >= since))
        .order_by(PersonRow.name, PersonRow.id)
    )
    came: defaultdict[TeamId, list[str]] = defaultdict(list)
    went: defaultdict[TeamId, list[str]] = defaultdict(list)
    for row, name in session.execute(query):
        if row.since >= since:
            came[TeamId(row.team_id)].append(name)
        if row.until is not None and row.until >= since:
            went[TeamId(row.team_id)].append(name)
    teams = sorted({*came, *went}, key=str)
    return tuple(
        TeamMoves(team_id=team, came=tuple(came[team]), went=tuple(went[team])) for team in teams
    )
