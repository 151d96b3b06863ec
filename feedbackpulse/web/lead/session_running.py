"""The talk that a team has now, for who leads the team, and where its agreement is noted."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, url_for

from feedbackpulse import clock
from feedbackpulse.access.domain import Viewer, leads_unit
from feedbackpulse.extensions import db
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import TeamId, UnitKey
from feedbackpulse.promises.domain import Origin
from feedbackpulse.team_sessions.domain import TeamSession
from feedbackpulse.team_sessions.service import find_running
from feedbackpulse.web.identity import me


def running_talk(team_id: UUID) -> TeamSession | None:
    """Return the talk of a team that this person leads."""
    session, unit = db.session(), UnitKey(team_id=TeamId(team_id))
    if not leads_unit(Viewer.of(me()), people.team_tree(session), unit):
        abort(404)
    return find_running(session, team_id=unit.team_id, now=clock.now())


def promise_of(talk: TeamSession) -> str:
    """Return where what the team agreed is noted."""
    made_of: dict[str, Any] = {"from": talk.id}  # a word of Python's own
    return url_for(".new_promise", team_id=talk.team_id, origin=Origin.SESSION.value, **made_of)
