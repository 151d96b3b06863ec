"""Leads write back about comments that are shown at a unit they lead."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedbackpulse.access.domain import Viewer, leads_unit
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Role
from feedbackpulse.release.replies import write_reply
from feedbackpulse.web.identity import me, today
from feedbackpulse.web.lead.blueprint import blueprint
from feedbackpulse.web.team.links import UNIT, unit_of
from feedbackpulse.web.team.replies import ReplyForm, conversation_at


@blueprint.route(UNIT + "/comments/<uuid:comment_id>", methods=["GET", "POST"])
def write_back(team_id: UUID, part: str, comment_id: UUID) -> ResponseReturnValue:
    """Write back to whoever wrote a comment, without knowing who it is."""
    unit, tree = unit_of(team_id, part), people.team_tree(db.session())
    if not leads_unit(Viewer.of(me()), tree, unit):
        abort(404)
    found, form = conversation_at(unit, comment_id), ReplyForm()
    page = url_for(".team", team_id=team_id, part=part, round=found.round_id, _anchor="comments")
    if form.validate_on_submit():
        with transaction(db.session()) as session:
            write_reply(
                session, comment_id=found.comment_id, role=Role.LEAD, on=today(), **form.values()
            )
        flash(_("Your answer is there. Only the writer of the comment can read it."), "success")
        return redirect(page)
    shown = render_template(
        "lead/replies/write_back.html",
        found=found,
        form=form,
        page=page,
        action=url_for(".write_back", team_id=team_id, part=part, comment_id=comment_id),
    )
    return shown, 422 if form.is_submitted() else 200
