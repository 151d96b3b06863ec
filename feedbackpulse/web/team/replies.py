"""Writing back to whoever wrote a comment: the same page for leads and HR."""

from __future__ import annotations

from typing import TypedDict
from uuid import UUID

from flask import abort
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from feedbackpulse.extensions import db
from feedbackpulse.people.domain import UnitKey
from feedbackpulse.release.replies import LONGEST_REPLY, Conversation, find_conversation
from feedbackpulse.web.identity import today


class ReplyValues(TypedDict):
    """What was filled in."""

    body: str


class ReplyForm(FlaskForm):
    """An answer to one comment."""

    body = TextAreaField(
        _l("Your answer"),
        filters=[lambda text: (text or "").replace("\r\n", "\n").strip()],
        validators=[DataRequired(_l("Write something first.")), Length(max=LONGEST_REPLY)],
    )

    def values(self) -> ReplyValues:
        """Return what was filled in."""
        return ReplyValues(body=self.body.data or "")


def conversation_at(unit: UnitKey, comment_id: UUID) -> Conversation:
    """Return a comment that is shown at a unit and may be answered, or say it is not there."""
    found = find_conversation(db.session(), comment_id=comment_id.bytes, today=today())
    return found if found is not None and found.unit == unit else abort(404)
