"""HR writes back about comments that are shown at any unit."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.people.domain import Role
from feedbackpulse.release.replies import write_reply
from feedbackpulse.web.hr.blueprint import blueprint
from feedbackpulse.web.identity import today
from feedbackpulse.web.team.links import UNIT, unit_of
from feedbackpulse.web.team.replies import ReplyForm, conversation_at


@blueprint.route("/results" + UNIT + "/comments/<uuid:comment_id>", methods=["GET", "POST"])
def write_back(team_id: UUID, part: str, comment_id: UUID) -> ResponseReturnValue:
    """Write back to whoever wrote a comment, without knowing who it is."""
    unit = unit_of(team_id, part)
    found, form = conversation_at(unit, comment_id), ReplyForm()
    page = url_for(".unit", team_id=team_id, part=part, round=found.round_id, _anchor="comments")
    if form.validate_on_submit():
        with transaction(db.session()) as session:
            write_reply(
                session, comment_id=found.comment_id, role=Role.HR, on=today(), **form.values()
            )
        flash(_("Your answer is there. Only the writer of the comment can read it."), "success")
        return redirect(page)
    shown = render_template(
        "hr/replies/write_back.html",
        found=found,
        form=form,
        page=page,
        action=url_for(".write_back", team_id=team_id, part=part, comment_id=comment_id),
    )
    return shown, 422 if form.is_submitted() else 200
