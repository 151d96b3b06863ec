"""Making a name unreadable in a comment that is shown at a unit: HR alone, and in the open log."""

from __future__ import annotations

from uuid import UUID

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from feedbackpulse.access.domain import Viewer, may_cover_comment
from feedbackpulse.extensions import db
from feedbackpulse.release.unreadable import find_comment
from feedbackpulse.signals.redactions import Subject
from feedbackpulse.web.hr.blueprint import blueprint
from feedbackpulse.web.identity import me
from feedbackpulse.web.inbox.names import NamedText, cover_chosen, names_page, show_again
from feedbackpulse.web.team.links import UNIT, unit_of

_NAMES = "/results" + UNIT + "/comments/<uuid:comment_id>/names"


@blueprint.route(_NAMES, methods=["GET", "POST"])
def cover_comment(team_id: UUID, part: str, comment_id: UUID) -> ResponseReturnValue:
    """Make a name unreadable in what somebody wrote in a round."""
    page = names_page(_comment(team_id, part, comment_id))
    if cover_chosen(page):
        return redirect(page.found.action)
    shown = render_template("hr/comment_names/names.html", page=page)
    return shown, 422 if page.form.is_submitted() else 200


@blueprint.post(_NAMES + "/<uuid:redaction_id>")
def uncover_comment(
    team_id: UUID, part: str, comment_id: UUID, redaction_id: UUID
) -> ResponseReturnValue:
    """Make a name in a comment readable again, within a day."""
    found = _comment(team_id, part, comment_id)
    show_again(found, redaction_id)
    return redirect(found.action)


def _comment(team_id: UUID, part: str, comment_id: UUID) -> NamedText:
    """Return a comment that is shown at a unit, or say that it is not there."""
    if not may_cover_comment(Viewer.of(me())):
        abort(404)
    found = find_comment(db.session(), comment_id=comment_id.bytes, unit=unit_of(team_id, part))
    if found is None:
        abort(404)
    where = {"team_id": team_id, "part": part}
    there = {**where, "comment_id": comment_id}
    return NamedText(
        subject=Subject.COMMENT,
        text_id=found.id,
        text=found.text,
        action=url_for(".cover_comment", **there),  # type: ignore[arg-type]  # what stands in an address
        back=url_for(".unit", round=found.round_id, _anchor="comments", **where),  # type: ignore[arg-type]  # as above
        undo=lambda one: url_for(".uncover_comment", redaction_id=one, **there),  # type: ignore[arg-type]  # as above
    )
