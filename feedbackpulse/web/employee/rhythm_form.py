"""The form with which somebody decides how often they reflect, and whether they are reminded."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField

from feedbackpulse.programme.domain import LARGE_WEEKS, SMALL_WEEKS
from feedbackpulse.reflection.rhythm import AS_PROPOSED, NEVER, Pace, Rhythm
from feedbackpulse.web.choices import options
from feedbackpulse.web.pace_words import every_weeks

PROPOSED: Final = "proposed"


class RhythmForm(FlaskForm):
    """Every how many weeks I look at myself, and at my plan."""

    large = RadioField(_l("How often do you want to look at yourself?"))
    small = RadioField(_l("How often do you want to look at a plan that is running?"))
    reminders = BooleanField(_l("Send me a mail when it is time"))

    @classmethod
    def of(cls, rhythm: Rhythm, proposed: Pace) -> RhythmForm:
        """Return the form, filled in with what I chose so far."""
        form = cls(
            data={
                "large": _value(rhythm.large_weeks),
                "small": _value(rhythm.small_weeks),
                "reminders": bool(rhythm.reminders),
            }
        )
        form.large.choices = _offer(LARGE_WEEKS, proposed.large_weeks, rhythm.large_weeks)
        form.small.choices = _offer(SMALL_WEEKS, proposed.small_weeks, rhythm.small_weeks)
        return form

    def applied_to(self, rhythm: Rhythm) -> Rhythm:
        """Return the rhythm with what was filled in."""
        return replace(
            rhythm,
            large_weeks=_weeks(self.large.data),
            small_weeks=_weeks(self.small.data),
            reminders=bool(self.reminders.data),
        )


def _offer(weeks: tuple[int, ...], proposed: int, chosen: int | None) -> list[Any]:
    """Return what can be chosen: what HR proposes once, unless somebody chose the same by itself."""
    others = [one for one in weeks if one != proposed or one == chosen]
    usual = _("%(often)s, as HR proposes", often=every_weeks(proposed))
    return options(
        [
            (PROPOSED, usual),
            *((str(one), every_weeks(one)) for one in others),
            (str(NEVER), _("Never by itself. I begin when I want to.")),
        ]
    )


def _value(weeks: int | None) -> str:
    return PROPOSED if weeks is AS_PROPOSED else str(weeks)


def _weeks(value: str) -> int | None:
    return AS_PROPOSED if value == PROPOSED else int(value)
