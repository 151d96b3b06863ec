"""What a lead sees of a unit, as a file to take along."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort

from feedbackpulse.web.lead.blueprint import blueprint
from feedbackpulse.web.lead.teams import read_page
from feedbackpulse.web.team.links import UNIT, unit_of
from feedbackpulse.web.team.report import REPORT, send_report


@blueprint.get(UNIT + REPORT)
def report(team_id: UUID, part: str, ending: str) -> Response:
    """Send a unit's page as a file."""
    _, page = read_page(unit_of(team_id, part))
    if page is None:
        abort(404)
    return send_report(page, ending=ending)
