"""What readers fill in about a signal. No field holds what its sender wrote."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.people.domain import Person, PersonId
from feedbackpulse.signals.covering import Word
from feedbackpulse.signals.domain import LONGEST, Signal, SignalId
from feedbackpulse.web.choices import MultiCheckboxField, options

NOBODY = ""


def _tidied(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()


class AnswerForm(FlaskForm):
    """What a reader writes back."""

    body = TextAreaField(
        _l("Your answer"),
        filters=[_tidied],
        validators=[DataRequired(_l("Write something first.")), Length(max=LONGEST)],
    )


class ClosingForm(FlaskForm):
    """Why nothing more happens with a signal; its sender reads this."""

    reason = TextAreaField(
        _l("Why do you close it?"),
        filters=[_tidied],
        validators=[DataRequired(_l("Say why. The sender reads it.")), Length(max=LONGEST)],
    )


class ArrangingForm(FlaskForm):
    """Who answers, by when, and what a signal is about."""

    owner = SelectField(_l("Who answers"))
    answer_by = DateField(_l("Answer by"), [InputRequired(_l("Choose a day."))])
    subject = SelectField(_l("What it is about"))

    @classmethod
    def of(
        cls,
        signal: Signal,
        *,
        readers: Iterable[Person],
        catalogue: Catalogue,
        locale: str,
        formdata: Any,
    ) -> ArrangingForm:
        """Return the form about a signal, as it is now or as somebody filled it in."""
        now = {
            "owner": NOBODY if signal.owner is None else str(signal.owner),
            "answer_by": signal.answer_by,
            "subject": signal.checkpoint or signal.theme or "",
        }
        form = cls(formdata=formdata, prefix="arrange", data=now)
        form.owner.choices = options(
            [(NOBODY, _l("Nobody yet")), *((str(one.id), one.name) for one in readers)]
        )
        form.subject.choices = [*options([("", _l("Not chosen"))]), *subjects(catalogue, locale)]
        return form

    def chosen_owner(self) -> PersonId | None:
        """Return who answers."""
        return PersonId(UUID(self.owner.data)) if self.owner.data else None

    def chosen_day(self) -> date:
        """Return by when."""
        assert self.answer_by.data is not None
        return self.answer_by.data


class MergingForm(FlaskForm):
    """With which other signal a double is put."""

    into = RadioField(_l("Which one says the same?"), [InputRequired(_l("Choose one."))])

    def chosen(self) -> SignalId:
        """Return with which signal."""
        return SignalId(UUID(self.into.data))


class NamesForm(FlaskForm):
    """The words that name somebody, by their places: the words themselves are in no field."""

    words = MultiCheckboxField(_l("Which words name somebody?"), coerce=int)

    @classmethod
    def of(cls, words: Iterable[Word]) -> NamesForm:
        """Return the form for the words of a text that can still be read."""
        form = cls()
        form.words.choices = options((str(one.number), one.text) for one in words)
        return form

    def boxes(self) -> dict[int, Any]:
        """Return the box of each word that can be chosen, by its place."""
        return {int(box.data): box for box in self.words}

    def refuse(self, message: str) -> None:
        """Say why these words are not covered."""
        self.words.errors = [message]


def subjects(catalogue: Catalogue, locale: str) -> list[Any]:
    """Return what a signal can be about: a part of the norm as a whole, or one checkpoint of it."""
    found: list[Any] = []
    for area in catalogue.areas:
        name = area.title.in_(locale)
        points = [one for one in catalogue.checkpoints if one.area == area.code]
        whole = (area.code, _("%(area)s, as a whole", area=name))
        found += options(
            [whole, *((one.code, one.title.in_(locale)) for one in points)], group=name
        )
    return found


def theme_and_checkpoint(catalogue: Catalogue, subject: str) -> tuple[str | None, str | None]:
    """Return the part of the norm and the checkpoint that a chosen subject stands for."""
    for one in catalogue.checkpoints:
        if one.code == subject:
            return one.area, one.code
    return subject or None, None
