"""The part of a form in which somebody chooses one colleague: search by name, then pick one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import RadioField, StringField
from wtforms.validators import ValidationError

from feedbackpulse.people.domain import PersonId
from feedbackpulse.web.choices import options
from feedbackpulse.web.employee.colleagues import Colleague, find_colleague, search_colleagues


class ColleagueForm(FlaskForm):
    """A search, and who was found."""

    search = StringField(_l("Search by name"))
    reader = RadioField(_l("Choose one person"), validate_choice=False)

    def find(self, session: Session, *, others: Iterable[Colleague] = ()) -> Colleague | None:
        """Fill in who can be chosen, and return who was: also when they are found no more.

        Before a search, these *others* can be chosen, or else whoever leads my team.
        """
        wanted, search = self.reader_id, self.search.data or ""
        chosen = None if wanted is None else find_colleague(session, wanted)
        found = tuple(others) if not search.strip() else ()
        found = found or search_colleagues(session, search)
        self._offer(chosen, found)
        return chosen

    def _offer(self, chosen: Colleague | None, found: Iterable[Colleague]) -> None:
        first = () if chosen is None else (chosen,)
        rest = (one for one in found if chosen is None or one.id != chosen.id)
        self.reader.choices = options(
            (str(one.id), f"{one.name} · {one.team}" if one.team else one.name)
            for one in (*first, *rest)
        )

    @property
    def reader_id(self) -> PersonId | None:
        """Return who was chosen, if that is anybody's id at all."""
        try:
            return PersonId(UUID(str(request.form.get("reader", ""))))
        except ValueError:
            return None

    def validate_reader(self, field: Any) -> None:
        """Ask for somebody who is in the list."""
        if field.data not in [value for value, *_rest in field.choices or ()]:
            raise ValidationError(self.ask_for_somebody())

    def ask_for_somebody(self) -> str:
        """Return what to say to who chose nobody."""
        return str(_("Choose the person you want to show it to."))
