"""The form of a signal without a name. It carries all there is: nothing is kept between its pages."""

from __future__ import annotations

import re
import secrets
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from feedbackpulse.signals.domain import LONGEST, Reader, SignalKind, may_be_shown
from feedbackpulse.signals.sending import Draft
from feedbackpulse.web.choices import options
from feedbackpulse.web.signal_readers import Readers
from feedbackpulse.web.signal_words import kind_words

_NUMBER: Final = re.compile(r"[0-9a-f]{64}")


class SignalForm(FlaskForm):
    """What kind it is, who reads it, and the words."""

    class Meta:
        """Do without a token: it would need a cookie. The door is the form's authority."""

        csrf = False

    kind = RadioField(
        _l("What is it?"),
        validators=[DataRequired(_l("Choose what it is."))],
    )
    reader = RadioField(_l("Who reads it?"), validators=[DataRequired(_l("Choose who reads it."))])
    team = SelectField(_l("Which team?"), validate_choice=False)
    text = TextAreaField(
        _l("Your words"),
        filters=[lambda text: (text or "").replace("\r\n", "\n").strip()],
        validators=[
            DataRequired(_l("Write something first.")),
            Length(
                max=LONGEST,
                message=_l("Use at most %(most)d characters.", most=LONGEST),
            ),
        ],
    )
    shown = BooleanField(_l("Others may read this idea, without a name"))
    number = HiddenField()
    """From it the server makes the code, where the browser cannot: the same form, the same code."""

    @classmethod
    def of(cls, readers: Readers) -> SignalForm:
        """Return the form with the readers there are."""
        form = cls()
        form._readers = readers
        form.kind.choices = options((one.value, kind_words(one).name) for one in SignalKind)
        form.reader.choices = options(_reader_choices(readers))
        form.team.choices = options(
            [("", _("Choose a team")), *((one.hex, name) for one, name in readers.teams)]
        )
        if not _NUMBER.fullmatch(form.number.data or ""):
            form.number.data = secrets.token_hex(32)
        return form

    _readers: Readers

    def validate_team(self, field: Any) -> None:
        """Ask for a team when its lead has to read it, and for one whose lead can."""
        if self.reader.data == Reader.LEAD and self._readers.team_in(field.data) is None:
            raise ValidationError(_("Choose a team."))

    def draft(self) -> Draft:
        """Return what was filled in, once it is valid."""
        kind, reader = SignalKind(self.kind.data), Reader(self.reader.data)
        return Draft(
            kind=kind,
            reader=reader,
            team_id=self._readers.team_in(self.team.data) if reader is Reader.LEAD else None,
            text=self.text.data or "",
            shown=bool(self.shown.data) and may_be_shown(kind, reader),
        )


def _reader_choices(readers: Readers) -> list[tuple[str, str]]:
    choices = [(Reader.HR.value, readers.words(Reader.HR))]
    if readers.teams:
        choices.append((Reader.LEAD.value, str(_("The lead of a team"))))
    if readers.has_adviser:
        choices.append((Reader.ADVISER.value, readers.words(Reader.ADVISER)))
    return choices
