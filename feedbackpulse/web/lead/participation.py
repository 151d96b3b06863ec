"""How many took part in the units that somebody leads, and what a lead can do about it."""

from __future__ import annotations

from flask import render_template

from feedbackpulse.access.domain import teams_led
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import RoundState
from feedbackpulse.extensions import db
from feedbackpulse.people import service as people
from feedbackpulse.web.identity import me
from feedbackpulse.web.lead.blueprint import blueprint
from feedbackpulse.web.team.participation import find_participation


@blueprint.get("/participation")
def participation() -> str:
    """Show how many took part in the units of this lead, without showing anybody."""
    session = db.session()
    led = teams_led(me().leads, people.team_tree(session))
    page = find_participation(session, teams=led)
    planned = [found for found in cycles.list_rounds(session) if found.state is RoundState.PLANNED]
    return render_template("lead/participation/round.html", page=page, planned=planned)
