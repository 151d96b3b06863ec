"""What a lead chooses before a talk begins: how long it takes, and what is voted on."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.validators import ValidationError

from feedbackpulse.checkpoints.domain import Item
from feedbackpulse.team_sessions.domain import LENGTHS, MOST_STATEMENTS
from feedbackpulse.web.choices import MultiCheckboxField, options


class SessionForm(FlaskForm):
    """A talk that is about to begin."""

    minutes = RadioField(_l("How long do you have?"), coerce=int)
    statements = MultiCheckboxField(_l("Which statements do you look at?"))

    @classmethod
    def of(cls, offered: Sequence[Item], suggested: Sequence[str], locale: str) -> SessionForm:
        """Return the form with the statements that a team can vote on."""
        form = cls(data={"minutes": LENGTHS[0], "statements": list(suggested)})
        form.minutes.choices = options(
            (str(length), ngettext("%(num)s minute", "%(num)s minutes", length))
            for length in LENGTHS
        )
        form.statements.choices = options((item.code, item.text.in_(locale)) for item in offered)
        return form

    def validate_statements(self, field: MultiCheckboxField) -> None:
        """Refuse none, and more than fit in the time."""
        if not 1 <= len(field.data or ()) <= MOST_STATEMENTS:
            raise ValidationError(_("Choose one to %(most)s statements.", most=MOST_STATEMENTS))
