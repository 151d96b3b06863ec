"""The form that asks why: everybody can read the answer in the log of the programme."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from feedbackpulse.cycles.extending import Room
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


class ExtensionForm(ReasonForm):
    """For how many days longer a round stays open, and why."""

    days = IntegerField(
        _l("How many days longer?"), [InputRequired(_l("Fill in a number."))], default=1
    )

    most = 1

    @classmethod
    def of(cls, room: Room) -> ExtensionForm:
        """Return the form that accepts no more days than there is room for."""
        form = cls()
        form.most = room.days
        return form

    def validate_days(self, field: Any) -> None:
        """Keep the round from running into the next one, or from staying open for too long."""
        if field.data is None or not 1 <= field.data <= self.most:
            raise ValidationError(
                _("Choose a number from %(low)d to %(high)d.", low=1, high=self.most)
            )
