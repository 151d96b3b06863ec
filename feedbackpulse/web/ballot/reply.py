"""Read what was written back about one's own comment, with the code that only its writer has."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from feedbackpulse.extensions import db
from feedbackpulse.release.mailboxes import mailbox_of
from feedbackpulse.release.replies import replies_for
from feedbackpulse.web.ballot.blueprint import blueprint


@blueprint.route("/reply", methods=["GET", "POST"])
def reply() -> ResponseReturnValue:
    """Ask for a code, and show the comment it belongs to with the answers.

    The code comes in a form, so that it stands in no address; a page with an answer has none.
    """
    code = request.form.get("code", "").strip()
    if not code:
        return render_template("ballot/reply/enter.html", code="", is_wrong=False)
    mailbox = mailbox_of(code)
    found = None if mailbox is None else replies_for(db.session(), mailbox=mailbox)
    if found is None:
        return render_template("ballot/reply/enter.html", code=code, is_wrong=True), 422
    return render_template("ballot/reply/conversation.html", found=found)
