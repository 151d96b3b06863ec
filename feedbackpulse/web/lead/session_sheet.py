"""The same talk on one sheet of paper, for a room without a screen."""

from __future__ import annotations

from uuid import UUID

from flask import render_template
from flask_babel import get_locale

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.people.domain import TeamId, UnitKey
from feedbackpulse.team_sessions.domain import LENGTHS, Step, minutes_of
from feedbackpulse.web.lead.blueprint import blueprint
from feedbackpulse.web.lead.session_statements import offered_statements, suggested_statements
from feedbackpulse.web.lead.teams import read_page
from feedbackpulse.web.session_words import arrows, cards_of, step_titles
from feedbackpulse.web.team.guide import guide_of


@blueprint.get("/<uuid:team_id>/session/sheet")
def session_sheet(team_id: UUID) -> str:
    """Show a talk in three steps with the figures of the team, to print."""
    tree, page = read_page(UnitKey(team_id=TeamId(team_id)))
    catalogue, locale = load_catalogue(), str(get_locale())
    codes = suggested_statements(page, offered_statements(page, catalogue))
    return render_template(
        "lead/session_sheet/sheet.html",
        team_id=team_id,
        titles=step_titles(),
        name=tree.get(TeamId(team_id)).name,
        page=page,
        guide=guide_of(page, catalogue=catalogue, locale=locale),
        statements=[catalogue.item(code).text.in_(locale) for code in codes],
        cards=cards_of(Step.LOOK_BACK),
        agreeing=cards_of(Step.AGREE),
        arrows=arrows(),
        minutes={step: [minutes_of(length, step) for length in LENGTHS] for step in Step},
    )
