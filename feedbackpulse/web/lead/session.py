"""Prepare a talk of the team in front of a screen, or go on with the one that is there."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.people.domain import TeamId, UnitKey
from feedbackpulse.team_sessions.service import find_running, start_session
from feedbackpulse.web.lead.blueprint import blueprint
from feedbackpulse.web.lead.session_form import SessionForm
from feedbackpulse.web.lead.session_statements import offered_statements, suggested_statements
from feedbackpulse.web.lead.teams import LINKS, read_page


@blueprint.route("/<uuid:team_id>/session", methods=["GET", "POST"])
def prepare_session(team_id: UUID) -> ResponseReturnValue:
    """Choose how long a talk takes and what is voted on, and begin it."""
    unit = UnitKey(team_id=TeamId(team_id))
    tree, page = read_page(unit)
    offered = offered_statements(page, load_catalogue())
    form = SessionForm.of(offered, suggested_statements(page, offered), str(get_locale()))
    if form.validate_on_submit():
        with transaction(db.session()) as session:
            start_session(
                session,
                team_id=unit.team_id,
                round_id=page.round.id if page else None,
                statements=form.statements.data or (),
                minutes=form.minutes.data,
                now=clock.now(),
            )
        return redirect(url_for(".show_session", team_id=team_id))
    shown = render_template(
        "lead/session/prepare.html",
        form=form,
        page=page,
        name=tree.get(unit.team_id).name,
        team_id=team_id,
        running=find_running(db.session(), team_id=unit.team_id, now=clock.now()),
        unit_page=LINKS.unit(unit),
    )
    return shown, 422 if form.is_submitted() else 200
