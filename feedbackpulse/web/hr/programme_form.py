"""The form with which HR says what holds for all cycles."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, SelectField, StringField, TimeField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from feedbackpulse.checkpoints.domain import LocalText
from feedbackpulse.programme.domain import (
    LARGE_WEEKS,
    LONGEST_WORD,
    SMALL_WEEKS,
    Programme,
    QuietHours,
)
from feedbackpulse.web.choices import options
from feedbackpulse.web.hr.question_form import tidy
from feedbackpulse.web.pace_words import week_options

MOST_MINUTES = 1000


def _word(label: Any) -> StringField:
    return StringField(
        label,
        [
            DataRequired(_l("Fill in a word.")),
            Length(max=LONGEST_WORD, message=_l("Use at most 40 characters.")),
        ],
        filters=[tidy],
    )


class ProgrammeForm(FlaskForm):
    """What holds for every cycle."""

    one_nl = _word(_l("One of them, in Dutch"))
    many_nl = _word(_l("More of them, in Dutch"))
    article = RadioField(
        _l("Dutch says"),
        [InputRequired(_l("Choose one of the two."))],
        choices=options([("de", "de"), ("het", "het")]),
    )
    one_en = _word(_l("One of them, in English"))
    many_en = _word(_l("More of them, in English"))
    quiet_from = TimeField(_l("Quiet from"), [InputRequired(_l("Choose a time."))])
    quiet_until = TimeField(_l("Quiet until"), [InputRequired(_l("Choose a time."))])
    digest_weekday = SelectField(
        _l("Day of the lead’s summary"),
        choices=options(
            [
                ("0", _l("Monday")),
                ("1", _l("Tuesday")),
                ("2", _l("Wednesday")),
                ("3", _l("Thursday")),
                ("4", _l("Friday")),
            ]
        ),
    )
    minutes_limit = IntegerField(
        _l("Most minutes for each employee in a year"),
        [
            InputRequired(_l("Fill in a number.")),
            NumberRange(1, MOST_MINUTES, _l("Choose a number from 1 to 1000.")),
        ],
    )
    large_weeks = SelectField(
        _l("A look at oneself over whole subjects"), choices=week_options(LARGE_WEEKS)
    )
    small_weeks = SelectField(
        _l("A short look, for who has a plan of their own"), choices=week_options(SMALL_WEEKS)
    )

    @classmethod
    def of(cls, programme: Programme) -> ProgrammeForm:
        """Return the form, filled in with what holds now."""
        return cls(
            data={
                "one_nl": programme.customer.nl,
                "many_nl": programme.customers.nl,
                "article": "het" if programme.customer_is_het else "de",
                "one_en": programme.customer.en,
                "many_en": programme.customers.en,
                "quiet_from": programme.quiet.begin,
                "quiet_until": programme.quiet.end,
                "digest_weekday": str(programme.digest_weekday),
                "minutes_limit": programme.minutes_limit,
                "large_weeks": str(programme.reflection_large_weeks),
                "small_weeks": str(programme.reflection_small_weeks),
            }
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """Leave some hours of the day in which people may be written to."""
        if not super().validate(extra_validators):
            return False
        begin, end = self.quiet_from.data, self.quiet_until.data
        if begin is None or end is None or end >= begin:
            self.quiet_from.errors = [
                _("Quiet hours begin in the evening and end in the morning after.")
            ]
            return False
        return True

    def applied_to(self, programme: Programme) -> Programme:
        """Return the programme with what was filled in; the rest of it stays."""
        return replace(
            programme,
            customer=LocalText(nl=self.data["one_nl"], en=self.data["one_en"]),
            customers=LocalText(nl=self.data["many_nl"], en=self.data["many_en"]),
            customer_is_het=self.data["article"] == "het",
            quiet=QuietHours(begin=self.data["quiet_from"], end=self.data["quiet_until"]),
            digest_weekday=int(self.data["digest_weekday"]),
            minutes_limit=self.data["minutes_limit"],
            reflection_large_weeks=int(self.data["large_weeks"]),
            reflection_small_weeks=int(self.data["small_weeks"]),
        )
