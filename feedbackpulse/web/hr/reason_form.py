"""The form that asks why: everybody can read the answer in the log of the programme."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import ValidationError

from feedbackpulse.programme.changes import LONGEST_REASON, SHORTEST_REASON, NoReasonError, stated


class ReasonForm(FlaskForm):
    """Nothing but a reason."""

    reason = TextAreaField(_l("Why?"))

    def validate_reason(self, field: Any) -> None:
        """Ask for a reason that says something, and that people will read to its end."""
        try:
            stated(field.data or "")
        except NoReasonError:
            raise ValidationError(
                _l(
                    "Give a reason of %(least)d to %(most)d characters.",
                    least=SHORTEST_REASON,
                    most=LONGEST_REASON,
                )
            ) from None

    def said(self) -> str:
        """Return the reason that was given."""
        return stated(self.reason.data or "")
