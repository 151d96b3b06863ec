"""The form with which HR says how often a cycle asks, when, and for how long."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from feedbackpulse.cycles.domain import LONGEST_WINDOW, Cycle, Rhythm
from feedbackpulse.cycles.plain_rules import LAST, LONGEST_MONTH, Place, PlainRule, plain_rule
from feedbackpulse.cycles.rhythm import NewRhythm
from feedbackpulse.cycles.rules import LONGEST_RULE, Flaw, InvalidRuleError, check_rule, read_rule
from feedbackpulse.web.choices import options
from feedbackpulse.web.rule_words import rule_problem

TEXT = "text"
MOST_BLOCKS = 10
MOST_BETWEEN = 24


class RhythmForm(FlaskForm):
    """How often, from when, and for how long."""

    rhythm = RadioField(
        _l("How often?"),
        [InputRequired(_l("Choose how often you ask."))],
        choices=options(
            [
                (Rhythm.BIWEEKLY.value, _l("Every two weeks")),
                (Rhythm.MONTHLY.value, _l("Every month")),
                (Rhythm.TWO_MONTHLY.value, _l("Every two months")),
                (Rhythm.QUARTERLY.value, _l("Every quarter")),
                (Rhythm.ONCE.value, _l("Once")),
                (Rhythm.OWN.value, _l("A rhythm of your own")),
            ]
        ),
    )
    place = RadioField(
        _l("On which day does a round open?"),
        [Optional()],
        choices=options(
            [
                (Place.WEEKDAY.value, _l("On a weekday, counted in weeks")),
                (Place.DAY.value, _l("On a day of the month")),
                (Place.LAST_DAY.value, _l("On the last day of the month")),
                (Place.NTH.value, _l("On a weekday of the month, such as the first Monday")),
                (TEXT, _l("By a rule that you write")),
            ]
        ),
    )
    every = IntegerField(
        _l("Every how many weeks or months?"),
        [Optional(), NumberRange(1, MOST_BETWEEN, _l("Choose a number from 1 to 24."))],
    )
    weekday = SelectField(
        _l("Weekday"),
        choices=options(
            [
                ("MO", _l("Monday")),
                ("TU", _l("Tuesday")),
                ("WE", _l("Wednesday")),
                ("TH", _l("Thursday")),
                ("FR", _l("Friday")),
                ("SA", _l("Saturday")),
                ("SU", _l("Sunday")),
            ]
        ),
    )
    which = SelectField(
        _l("Which one in the month?"),
        choices=options(
            [
                ("1", _l("first")),
                ("2", _l("second")),
                ("3", _l("third")),
                ("4", _l("fourth")),
                (str(LAST), _l("last")),
            ]
        ),
    )
    month_day = IntegerField(
        _l("Day of the month"),
        [Optional(), NumberRange(1, LONGEST_MONTH, _l("Choose a number from 1 to 31."))],
    )
    rule = StringField(
        _l("The rule"), [Length(max=LONGEST_RULE, message=_l("Use at most 300 characters."))]
    )
    blocks_per_round = IntegerField(
        _l("Themes in each round"),
        [
            InputRequired(_l("Fill in a number.")),
            NumberRange(1, MOST_BLOCKS, _l("Choose a number from 1 to 10.")),
        ],
    )
    first_day = DateField(_l("First day"), [InputRequired(_l("Choose a day."))])
    opens = TimeField(_l("Opens at"), [InputRequired(_l("Choose a time."))])
    closes = TimeField(_l("Closes at"), [InputRequired(_l("Choose a time."))])
    window_days = IntegerField(_l("Days open"), [InputRequired(_l("Fill in a number."))])
    avoids_closures = BooleanField(_l("Move rounds that would open on a closed day"))

    @classmethod
    def start(cls, cycle: Cycle) -> dict[str, Any]:
        """Return what the form says of a cycle."""
        names = ("blocks_per_round", "first_day", "opens", "closes", "window_days")
        return {
            **{name: getattr(cycle, name) for name in names},
            "avoids_closures": cycle.avoids_closures,
            "rhythm": cycle.rhythm.value,
            **_own_start(cycle.rule),
        }

    @classmethod
    def of(cls, cycle: Cycle) -> RhythmForm:
        """Return the form, filled in with what the cycle says."""
        return cls(data=cls.start(cycle))

    def validate_window_days(self, field: Any) -> None:
        """Keep a round from running into the next one."""
        if self.rhythm.data not in set(Rhythm):
            return
        longest = LONGEST_WINDOW[Rhythm(self.rhythm.data)]
        if field.data is None or not 1 <= field.data <= longest:
            raise ValidationError(
                _("Choose a number from %(low)d to %(high)d.", low=1, high=longest)
            )

    def validate_closes(self, field: Any) -> None:
        """Keep a round of one day from closing before it opens."""
        opens, closes = self.opens.data, field.data
        if self.window_days.data == 1 and opens and closes and closes <= opens:
            raise ValidationError(_("Choose a time after the opening."))

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse a rhythm of one's own that says nothing, or whose rounds get in each other's way."""
        if not super().validate(extra_validators):
            return False
        return self.rhythm.data != Rhythm.OWN.value or (self._is_said() and self._works())

    def chosen(self) -> NewRhythm:
        """Return what was chosen."""
        made, own = self.data, self.rhythm.data == Rhythm.OWN.value
        return NewRhythm(
            rhythm=Rhythm(made["rhythm"]),
            rule=read_rule(self._rule_text()).text if own else "",
            blocks_per_round=made["blocks_per_round"],
            first_day=made["first_day"],
            opens=made["opens"],
            closes=made["closes"],
            window_days=made["window_days"],
            avoids_closures=made["avoids_closures"],
        )

    def _is_said(self) -> bool:
        """Ask for what the kind of rule needs."""
        place, every, day = self.place.data, self.every.data, self.month_day.data
        for field, missing, message in (
            (self.place, not place, _("Choose on which day a round opens.")),
            (self.rule, place == TEXT and not self.rule.data, _("Write the rule.")),
            (self.every, place != TEXT and every is None, _("Fill in a number.")),
            (self.month_day, place == Place.DAY and day is None, _("Fill in a number.")),
        ):
            if missing:
                field.errors = [message]
                return False
        return True

    def _works(self) -> bool:
        when = {name: self.data[name] for name in ("opens", "closes", "window_days")}
        try:
            check_rule(self._rule_text(), self.data["first_day"], **when)
        except InvalidRuleError as error:
            field = self.rule if self.place.data == TEXT else self.every
            if error.flaw is Flaw.CLASH:
                field = self.window_days
            field.errors = [rule_problem(error)]
            return False
        return True

    def _rule_text(self) -> str:
        made = self.data
        if made["place"] == TEXT:
            return str(made["rule"] or "")
        return PlainRule(
            every=made["every"],
            place=Place(made["place"]),
            weekday=made["weekday"],
            day=made["month_day"] or 0,
            which=int(made["which"]),
        ).text


def _own_start(text: str) -> dict[str, Any]:
    usual = {"every": 1, "weekday": "MO", "which": "1", "month_day": 1, "rule": text}
    if not text:
        return {**usual, "place": Place.WEEKDAY.value, "every": 3}
    plain = plain_rule(read_rule(text))
    if plain is None:
        return {**usual, "place": TEXT}
    return {
        "place": plain.place.value,
        "every": plain.every,
        "weekday": plain.weekday or "MO",
        "which": str(plain.which or 1),
        "month_day": plain.day or 1,
        "rule": text,
    }
