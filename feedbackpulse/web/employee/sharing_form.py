"""The form with which somebody shares: what, with whom, until when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, StringField
from wtforms.validators import InputRequired, ValidationError

from feedbackpulse.reflection.sharing import Copy, may_last_until, usual_until
from feedbackpulse.web.choices import MultiCheckboxField, options
from feedbackpulse.web.employee.choosing import ColleagueForm


class ShareForm(ColleagueForm):
    """What to show, to whom, and until when."""

    things = MultiCheckboxField(_l("What do you want to show?"), validate_choice=False)
    search = StringField(_l("Who do you want to show it to?"))
    until = DateField(_l("Until when?"), [InputRequired(_l("Choose a day."))])
    notice = BooleanField(_l("Send this person a mail"))

    @classmethod
    def of(cls, offers: Sequence[Copy], titles: Iterable[str], today: date) -> ShareForm:
        """Return the form with everything there is to share."""
        form = cls(data={"until": usual_until(today), "notice": False})
        keys = [copy.key for copy in offers]
        form.things.choices = options(zip(keys, titles, strict=True))
        form.offers, form.today = {copy.key: copy for copy in offers}, today
        return form

    @property
    def chosen(self) -> tuple[Copy, ...]:
        """Return what is ticked and there to share, in the order of the page."""
        ticked = set(self.things.data or [])
        return tuple(copy for key, copy in self.offers.items() if key in ticked)

    def validate_things(self, _field: Any) -> None:
        """Ask for one thing at least."""
        if not self.chosen:
            raise ValidationError(_("Choose at least one thing to show."))

    def validate_until(self, field: Any) -> None:
        """Ask for a day on which sharing ends by itself."""
        if field.data and not may_last_until(field.data, today=self.today):
            raise ValidationError(_("Choose a day after today, at most half a year away."))
