"""The form with which somebody brings something up with their name."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from feedbackpulse.people.domain import Person, TeamId
from feedbackpulse.signals.domain import LONGEST, Reader, SignalKind, may_be_shown
from feedbackpulse.web.choices import options
from feedbackpulse.web.signal_readers import Readers
from feedbackpulse.web.signal_words import kind_words


class SignalForm(FlaskForm):
    """Who reads it, the words, and of an idea whether others may read it too."""

    reader = RadioField(
        _l("Who reads it?"), validators=[InputRequired(message=_l("Choose who reads it."))]
    )
    team = SelectField(_l("Which team?"), validate_choice=False)
    text = TextAreaField(
        filters=[lambda text: (text or "").replace("\r\n", "\n").strip()],
        validators=[
            DataRequired(message=_l("Write in a few words what it is about.")),
            Length(max=LONGEST, message=_l("Use at most %(max)d characters.")),
        ],
    )
    shown = BooleanField(_l("Others may read this idea, without my name"))

    @classmethod
    def of(cls, kind: SignalKind, readers: Readers, *, sender: Person) -> SignalForm:
        """Return the form for a kind of signal, with the sender's own team filled in."""
        own = sender.team_id if sender.team_id not in sender.leads else None
        form = cls(data={"team": str(own) if readers.name_of(own) else ""})
        form.kind, form.readers, form.led = kind, readers, sender.leads
        form.text.label.text = kind_words(kind).question
        form.reader.choices = options((one.value, _name_of(one)) for one in _whom(readers))
        teams = [(str(team_id), name) for team_id, name in readers.teams]
        form.team.choices = options([("", _("Choose a team")), *teams])
        return form

    @property
    def chosen(self) -> Reader:
        """Return who reads it."""
        return Reader(self.reader.data)

    @property
    def team_id(self) -> TeamId | None:
        """Return the team whose lead reads it, or that a compliment is for, if one was chosen."""
        try:
            wanted = TeamId(UUID(self.team.data or ""))
        except ValueError:
            return None
        is_needed = self.reader.data == Reader.LEAD.value or self.kind is SignalKind.COMPLIMENT
        return wanted if is_needed and self.readers.name_of(wanted) else None

    @property
    def is_shown(self) -> bool:
        """Say whether everybody may read it: never anything but an idea, or what the adviser reads."""
        return bool(self.shown.data) and may_be_shown(self.kind, self.chosen)

    def validate_team(self, _field: Any) -> None:
        """Ask for a team when its lead is to read it."""
        if self.reader.data == Reader.LEAD.value and self.team_id is None:
            raise ValidationError(_("Choose the team whose lead reads it."))
        if self.reader.data == Reader.LEAD.value and self.team_id in self.led:
            raise ValidationError(_("You lead this team yourself. Choose who else reads it."))


def _whom(readers: Readers) -> list[Reader]:
    there = {Reader.LEAD: bool(readers.teams), Reader.HR: True, Reader.ADVISER: readers.has_adviser}
    return [one for one, is_there in there.items() if is_there]


def _name_of(reader: Reader) -> str:
    names = {
        Reader.LEAD: _("The lead of a team"),
        Reader.HR: _("HR"),
        Reader.ADVISER: _("The confidential adviser"),
    }
    return str(names[reader])
