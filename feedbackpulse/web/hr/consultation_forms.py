"""The forms with which HR asks everybody, sorts what comes in, and decides."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from feedbackpulse.consultations.domain import (
    LONGEST,
    LONGEST_DECISION,
    LONGEST_QUESTION,
    LONGEST_TITLE,
    SHORTEST,
    ProposalState,
)
from feedbackpulse.web.choices import options
from feedbackpulse.web.hr.question_form import tidy
from feedbackpulse.web.hr.reason_form import ReasonForm
from feedbackpulse.web.page import day
from feedbackpulse.web.typed import plain

_TOO_LONG = _l("Use at most %(max)d characters.")


class QuestionForm(FlaskForm):
    """A question to everybody about how we listen."""

    title = StringField(
        _l("What is it about?"),
        filters=[plain, tidy],
        validators=[
            DataRequired(message=_l("Give it a title.")),
            Length(max=LONGEST_TITLE, message=_TOO_LONG),
        ],
    )
    question = TextAreaField(
        _l("What do you want to know?"),
        filters=[plain],
        validators=[
            DataRequired(message=_l("Write the question.")),
            Length(max=LONGEST_QUESTION, message=_TOO_LONG),
        ],
    )
    closes_on = DateField(_l("Last day"), [InputRequired(_l("Choose a day."))])
    opens_on: date

    @classmethod
    def on(cls, opens_on: date) -> QuestionForm:
        """Return the form for a question that opens on a day."""
        form = cls()
        form.opens_on = opens_on
        return form

    def validate_closes_on(self, field: Any) -> None:
        """Give people time to answer, and let them know when they hear more."""
        if field.data is None:  # it was no day at all, which the field says itself
            return
        first, last = self.opens_on + SHORTEST, self.opens_on + LONGEST
        if not first <= field.data <= last:
            raise ValidationError(
                _("Choose a day from %(first)s to %(last)s.", first=day(first), last=day(last))
            )


class GroupForm(FlaskForm):
    """A new group to put contributions in."""

    label = StringField(
        _l("A new group"),
        filters=[plain, tidy],
        validators=[Length(max=LONGEST_TITLE, message=_TOO_LONG)],
    )


class DecisionForm(ReasonForm):
    """What was decided, and why."""

    decision = TextAreaField(
        _l("What do we do?"),
        filters=[plain],
        validators=[
            DataRequired(message=_l("Write what you decided.")),
            Length(max=LONGEST_DECISION, message=_TOO_LONG),
        ],
    )


class VerdictForm(ReasonForm):
    """What becomes of a proposal, and why."""

    state = RadioField(
        _l("What becomes of it?"),
        [InputRequired(_l("Choose what becomes of it."))],
        choices=options(
            [
                (ProposalState.ACCEPTED.value, _l("We will ask it")),
                (ProposalState.DECLINED.value, _l("We will not ask it")),
                (ProposalState.REMOVED.value, _l("Take it off the list")),
            ]
        ),
    )
