"""Forms with which HR says on which days nothing opens."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from feedbackpulse.programme.closures import NO_COUNTRY, countries
from feedbackpulse.programme.domain import LONGEST_NAME
from feedbackpulse.web.choices import options
from feedbackpulse.web.countries import country_name
from feedbackpulse.web.hr.question_form import tidy

LONGEST_PERIOD = 366


class HolidaysForm(FlaskForm):
    """Whose public holidays count."""

    country = SelectField(_l("Public holidays of"))

    @classmethod
    def of(cls, country: str) -> HolidaysForm:
        """Return the form, with the countries by their names in the reader's language."""
        form = cls(data={"country": country})
        named = sorted((country_name(code), code) for code in countries())
        none = (NO_COUNTRY, country_name(NO_COUNTRY))
        form.country.choices = options([none, *((code, name) for name, code in named)])
        return form


class Period(TypedDict):
    """Days on which nothing opens, and why."""

    first_day: date
    last_day: date
    name: str


class PeriodForm(FlaskForm):
    """Days of the organisation's own on which nothing opens."""

    name = StringField(
        _l("What is it called?"),
        [
            DataRequired(_l("Give these days a name.")),
            Length(max=LONGEST_NAME, message=_l("Use at most 80 characters.")),
        ],
        filters=[tidy],
    )
    first_day = DateField(_l("First closed day"), [InputRequired(_l("Choose a day."))])
    last_day = DateField(_l("Last closed day"), [InputRequired(_l("Choose a day."))])

    def validate_last_day(self, field: Any) -> None:
        """Refuse days that end before they begin, and more than a year."""
        first, last = self.first_day.data, field.data
        if first is None or last is None:
            return
        if last < first:
            raise ValidationError(_("Choose the first day or one after it."))
        if (last - first).days >= LONGEST_PERIOD:
            raise ValidationError(_("Close one year at most."))

    def chosen(self) -> Period:
        """Return what was filled in."""
        made = self.data
        return Period(first_day=made["first_day"], last_day=made["last_day"], name=made["name"])
