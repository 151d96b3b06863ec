"""Go through a talk of the team, and end it."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedbackpulse import clock
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db, stores
from feedbackpulse.team_sessions.domain import Step
from feedbackpulse.team_sessions.service import end_session as end_talk
from feedbackpulse.team_sessions.service import go_to
from feedbackpulse.web.lead.blueprint import blueprint
from feedbackpulse.web.lead.session_running import running_talk


@blueprint.post("/<uuid:team_id>/session/step")
def step_session(team_id: UUID) -> ResponseReturnValue:
    """Go to another step; while people vote the talk stays where it is."""
    talk, step = running_talk(team_id), _wanted_step()
    if talk is not None:
        with transaction(db.session()) as session:
            go_to(session, session_id=talk.id, step=step, now=clock.now())
    return redirect(url_for(".show_session", team_id=team_id))


@blueprint.post("/<uuid:team_id>/session/end")
def end_session(team_id: UUID) -> ResponseReturnValue:
    """End the talk. What was voted and not told is gone."""
    talk = running_talk(team_id)
    if talk is not None:
        with transaction(db.session()) as session:
            end_talk(session, keys=stores().keys, session_id=talk.id)
    flash(_("The talk is over. Nothing of the votes is kept."), "success")
    return redirect(url_for(".prepare_session", team_id=team_id))


def _wanted_step() -> Step:
    try:
        return Step(int(request.form.get("to", "")))
    except ValueError:
        abort(400)
