"""Compliments that the people of my team show to each other."""

from __future__ import annotations

from flask import render_template
from flask_babel import get_locale

from feedbackpulse.extensions import db
from feedbackpulse.people import service as people
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.identity import me
from feedbackpulse.web.team.compliments import shown_in_team


@blueprint.get("/share/team")
def team_compliments() -> str:
    """Show what people of my team were told and let us read."""
    session, team_id = db.session(), me().team_id
    tree = people.team_tree(session)
    team = tree.get(team_id) if team_id is not None and team_id in tree else None
    shown = (
        shown_in_team(session, team_id=team.id, locale=str(get_locale()))
        if team is not None
        else ()
    )
    return render_template("employee/team_compliments/list.html", team=team, shown=shown)
