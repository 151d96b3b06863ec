"""The forms of a reflection. Nothing in them is mandatory, but for what to reflect on."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, RadioField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.reflection.domain import FEWEST_FACETS, HIGHEST, LONGEST_WORDS, LOWEST
from feedbackpulse.web.choices import MultiCheckboxField, options
from feedbackpulse.web.employee.reflect_steps import count_facets, reflectable

SKIPPED = "skip"
STEPS = tuple(str(step) for step in range(LOWEST, HIGHEST + 1))


class StartForm(FlaskForm):
    """What to reflect on."""

    checkpoints = MultiCheckboxField(_l("What do you want to reflect on?"))

    def offer(self, catalogue: Catalogue, locale: str) -> None:
        """Fill in what can be chosen."""
        self.checkpoints.choices = options(
            (point.code, point.title.in_(locale)) for point in reflectable(catalogue)
        )
        self.catalogue = catalogue

    def validate_checkpoints(self, field: Field) -> None:
        """Ask for as many parts as a profile needs."""
        known = {point.code for point in reflectable(self.catalogue)}
        count = count_facets(self.catalogue, [code for code in field.data or [] if code in known])
        if count < FEWEST_FACETS:
            raise ValidationError(
                _(
                    "Choose subjects with at least %(fewest)s parts together. Now it is %(count)s.",
                    fewest=FEWEST_FACETS,
                    count=count,
                )
            )


class StepForm(FlaskForm):
    """One item, and a few words about it."""

    value = RadioField(
        choices=options((step, step) for step in (*STEPS, SKIPPED)),
        validate_choice=False,
    )
    words = TextAreaField(
        validators=[
            Length(
                max=LONGEST_WORDS,
                message=_l("Use at most %(max)d characters."),
            )
        ]
    )

    def rating(self) -> int | None:
        """Return the chosen step of the scale; None when the item was passed by."""
        return int(self.value.data) if self.value.data in STEPS else None


class PromptForm(FlaskForm):
    """A few words about one question."""

    prompt = HiddenField()
    words = TextAreaField(
        validators=[
            DataRequired(_l("Write a few words first.")),
            Length(max=LONGEST_WORDS, message=_l("Use at most %(max)d characters.")),
        ]
    )
