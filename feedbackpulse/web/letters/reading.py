"""What there is to read: for everybody what changed, for a lead the outcomes that are new."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from flask_babel import get_locale
from sqlalchemy.orm import Session

from feedbackpulse.access.domain import teams_led
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles.domain import Round, RoundId, RoundState
from feedbackpulse.cycles.service import get_rounds
from feedbackpulse.notices.waves import news_of, told_until
from feedbackpulse.people.domain import Person
from feedbackpulse.people.trees import team_tree
from feedbackpulse.programme.changes import list_changes
from feedbackpulse.roster.service import leaves_of_teams
from feedbackpulse.web.change_words import told


def new_for_lead(session: Session, *, lead: Person, rounds: Iterable[str]) -> tuple[str, ...]:
    """Return the titles of those of these rounds that are about a team of a lead."""
    led = teams_led(lead.leads, team_tree(session))
    found = get_rounds(session, round_ids=[RoundId(UUID(one)) for one in rounds])
    released = [one for one in found if one.state is RoundState.RELEASED]
    invited = leaves_of_teams(session, rounds=[one.id for one in released])
    return tuple(dict.fromkeys(one.title for one in released if led & invited[one.id].keys()))


def new_changes(session: Session, *, asked: Round) -> tuple[str, ...]:
    """Return what changed of a cycle since everybody last heard of it, the newest first."""
    since = told_until(session, round=asked)
    news = news_of(list_changes(session), cycle_id=asked.cycle_id, since=since)
    catalogue, locale = load_catalogue(), str(get_locale())
    return tuple(told(one, catalogue=catalogue, locale=locale).heading for one in news)
