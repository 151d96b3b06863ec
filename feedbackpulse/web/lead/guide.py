"""Help for a lead to talk with the team about a round, to read and to print."""

from __future__ import annotations

from uuid import UUID

from flask import render_template
from flask_babel import get_locale

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.web.lead.blueprint import blueprint
from feedbackpulse.web.lead.teams import LINKS, read_page
from feedbackpulse.web.team.guide import guide_of
from feedbackpulse.web.team.links import UNIT, unit_of
from feedbackpulse.web.team.words import unit_name


@blueprint.get(UNIT + "/guide")
def guide(team_id: UUID, part: str) -> str:
    """Show the guide for a talk about one round; without numbers before the first one."""
    unit = unit_of(team_id, part)
    tree, page = read_page(unit)
    return render_template(
        "lead/guide/guide.html",
        page=page,
        name=unit_name(unit, tree.get(unit.team_id).name),
        guide=guide_of(page, catalogue=load_catalogue(), locale=str(get_locale())),
        unit_page=LINKS.unit(unit),
        promise=LINKS.promising(page) if page else None,
    )
