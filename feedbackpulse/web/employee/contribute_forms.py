"""The forms with which somebody has their say: about a question of HR, or with one of their own."""

from __future__ import annotations

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.consultations.domain import LONGEST_CONTRIBUTION, LONGEST_PROPOSAL, LONGEST_WHY
from feedbackpulse.web.choices import options
from feedbackpulse.web.typed import plain

_TOO_LONG = _l("Use at most %(max)d characters.")


class NamedForm(FlaskForm):
    """Whether somebody puts their name with what they say."""

    named = BooleanField(_l("Put my name with it"))


class ContributionForm(NamedForm):
    """What somebody brings in."""

    body = TextAreaField(
        _l("What do you think?"),
        filters=[plain],
        validators=[
            DataRequired(message=_l("Write what you think.")),
            Length(max=LONGEST_CONTRIBUTION, message=_TOO_LONG),
        ],
    )


class ProposalForm(NamedForm):
    """A question that somebody would like to be asked."""

    body = TextAreaField(
        _l("Your question"),
        filters=[plain],
        validators=[
            DataRequired(message=_l("Write the question that you propose.")),
            Length(max=LONGEST_PROPOSAL, message=_TOO_LONG),
        ],
    )
    why = TextAreaField(
        _l("What would we learn from it?"),
        filters=[plain],
        validators=[Length(max=LONGEST_WHY, message=_TOO_LONG)],
    )
    checkpoint = SelectField(_l("Does it belong to a theme?"))

    @classmethod
    def of(cls, catalogue: Catalogue) -> ProposalForm:
        """Return the form, with the themes of the norm to choose from."""
        form, locale = cls(), str(get_locale())
        themes = [(point.code, point.title.in_(locale)) for point in catalogue.checkpoints]
        form.checkpoint.choices = options([("", _l("I do not know")), *themes])
        return form
