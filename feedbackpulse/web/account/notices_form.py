"""The form about how somebody wants to be written to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, TimeField
from wtforms.validators import Optional

from feedbackpulse.notices.domain import Preference
from feedbackpulse.programme.domain import ProgrammeError, QuietHours
from feedbackpulse.web.page import clock

FURTHEST: Final = timedelta(days=366)


class NoticesForm(FlaskForm):
    """Wider quiet hours, reminders or none, and a day until which nothing comes."""

    quiet_until = TimeField(_l("Not before"), [Optional()])
    quiet_from = TimeField(_l("Not after"), [Optional()])
    reminders = BooleanField(_l("Send me reminders too"))
    snoozed_until = DateField(_l("Leave me alone until"), [Optional()])

    def is_good(self, *, usual: QuietHours, today: date) -> bool:
        """Say whether this can be kept; name at each field what cannot."""
        if not self.validate_on_submit():
            return False
        self._check_hours(usual)
        self._check_day(today)
        return not self.errors

    def values(self) -> Preference:
        """Return what was chosen; after validation only."""
        return Preference(
            quiet_from=self.quiet_from.data,
            quiet_until=self.quiet_until.data,
            snoozed_until=self.snoozed_until.data,
            reminders=bool(self.reminders.data),
        )

    def _check_hours(self, usual: QuietHours) -> None:
        begin, end = self.quiet_from.data, self.quiet_until.data
        if end is not None and end < usual.end:
            self.quiet_until.errors = [
                _("We write to nobody before %(time)s. Choose a later time.", time=clock(usual.end))
            ]
        elif begin is not None and begin > usual.begin:
            self.quiet_from.errors = [
                _(
                    "We write to nobody after %(time)s. Choose an earlier time.",
                    time=clock(usual.begin),
                )
            ]
        else:
            self._check_room(usual)

    def _check_room(self, usual: QuietHours) -> None:
        begin = self.quiet_from.data or usual.begin
        end = self.quiet_until.data or usual.end
        try:
            QuietHours(begin=begin, end=end)
        except ProgrammeError:
            self.quiet_from.errors = [
                _("That leaves no time in which we may write. To hear nothing, choose a day below.")
            ]

    def _check_day(self, today: date) -> None:
        chosen = self.snoozed_until.data
        if chosen is not None and not today < chosen <= today + FURTHEST:
            self.snoozed_until.errors = [_("Choose a day after today, within a year.")]
