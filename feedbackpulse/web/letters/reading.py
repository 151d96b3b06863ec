"""What there is to read since a day: for everybody the changes, for a lead new outcomes."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from feedbackpulse.cycles.domain import Round, RoundState
from feedbackpulse.cycles.service import list_rounds
from feedbackpulse.people.directory import team_tree
from feedbackpulse.people.domain import Person
from feedbackpulse.programme.changes import list_changes
from feedbackpulse.roster.service import units_of_round


def new_for_lead(session: Session, *, lead: Person, since: datetime) -> tuple[str, ...]:
    """Return the titles of rounds that closed since a moment and are about a team of a lead."""
    tree = team_tree(session)
    led = {below.id for team in lead.leads if team in tree for below in tree.subtree(team)}

    def is_about_them(found: Round) -> bool:
        units = units_of_round(session, round_id=found.id)
        return any(unit.key.team_id in led for unit in units)

    fresh = [
        found
        for found in list_rounds(session)
        if found.state is RoundState.RELEASED and found.closes_at >= since
    ]
    return tuple(dict.fromkeys(found.title for found in fresh if is_about_them(found)))


def new_changes(session: Session, *, since: date) -> tuple[str, ...]:
    """Return what changed since a day, in words, the newest first."""
    return tuple(change.title for change in list_changes(session) if change.on >= since)
