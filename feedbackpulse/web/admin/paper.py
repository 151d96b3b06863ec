"""Who answers with a printed code instead of signing in: a person, or everybody in a team."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.people import service as directory
from feedbackpulse.people.domain import TeamId
from feedbackpulse.people.trees import team_tree
from feedbackpulse.web.admin.blueprint import blueprint
from feedbackpulse.web.admin.forms import PaperForm
from feedbackpulse.web.admin.people import get_person


@blueprint.post("/people/<uuid:person_id>/paper")
def person_on_paper(person_id: UUID) -> ResponseReturnValue:
    """Choose whether somebody answers with a printed code, from the next round on."""
    shown, form = get_person(person_id), PaperForm()
    with transaction(db.session()) as session:
        directory.choose_paper(session, person_id=shown.id, on_paper=bool(form.on_paper.data))
    flash(_("Saved. It counts from the next round on."), "success")
    return redirect(url_for(".person", person_id=shown.id))


@blueprint.post("/teams/<uuid:team_id>/paper")
def team_on_paper(team_id: UUID) -> ResponseReturnValue:
    """Choose whether everybody in a team answers with a printed code, from the next round on."""
    chosen, form = TeamId(team_id), PaperForm()
    if chosen not in team_tree(db.session()):
        abort(404)
    with transaction(db.session()) as session:
        directory.choose_paper(session, team_id=chosen, on_paper=bool(form.on_paper.data))
    flash(_("Saved. It counts from the next round on."), "success")
    return redirect(url_for(".team", team_id=chosen))
