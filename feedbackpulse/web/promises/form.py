"""The forms of a promise: its words, how it goes, and how it ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final, TypedDict
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from feedbackpulse.people.domain import PersonId
from feedbackpulse.promises.domain import (
    LONGEST,
    SHORTEST_REASON,
    Plan,
    Promise,
    State,
    Words,
    is_reason,
    may_be_due,
)
from feedbackpulse.promises.quoting import find_quote
from feedbackpulse.web.choices import options
from feedbackpulse.web.typed import plain

NOTHING: Final = ""
_SHORT: Final = Length(max=LONGEST, message=_l("Use at most %(max)d characters."))


class PromiseForm(FlaskForm):
    """You said, we heard, we do; who keeps it, until when, and what it should help."""

    said = TextAreaField(
        _l("You said"),
        filters=[plain],
        validators=[DataRequired(_l("Write in your own words what people said.")), _SHORT],
    )
    heard = TextAreaField(
        _l("We heard"),
        filters=[plain],
        validators=[DataRequired(_l("Write what you take from it.")), _SHORT],
    )
    does = TextAreaField(
        _l("We do"),
        filters=[plain],
        validators=[DataRequired(_l("Write what will be done.")), _SHORT],
    )
    scope = SelectField(_l("Who is it for?"))
    owner = SelectField(_l("Who keeps it?"))
    due_on = DateField(_l("Until when?"), [InputRequired(_l("Choose a day."))])
    topic = SelectField(_l("What should it help?"))
    recognisable = RadioField(
        _l("Could one person be recognised in this?"),
        choices=options([("no", _l("No")), ("yes", _l("Yes, or perhaps"))]),
        validators=[InputRequired(_l("Read it once more, and answer this."))],
    )

    today: date
    was_due: date | None = None
    written: Callable[[], Iterable[str]]
    is_cut = False
    """Whether not all people who could keep it are listed."""

    def offer(
        self, *, scopes: Mapping[str, str], owners: Mapping[str, str], topics: Mapping[str, str]
    ) -> None:
        """Fill in what can be chosen. With one scope, nothing is asked about it."""
        self.scope.choices = options(scopes.items())
        if len(scopes) == 1:
            self.scope.data = next(iter(scopes))
        self.owner.choices = options([(NOTHING, _("Choose somebody")), *owners.items()])
        self.topic.choices = options([(NOTHING, _("Nothing that we ask about")), *topics.items()])

    def validate_said(self, field: Any) -> None:
        """Refuse somebody's own words: how people write gives them away."""
        quote = find_quote(field.data or "", self.written())
        if quote is not None:
            raise ValidationError(
                _("Somebody wrote “%(words)s”. Say it in your own words.", words=quote)
            )

    def validate_owner(self, field: Any) -> None:
        """Ask for somebody: what nobody keeps is not kept."""
        if not field.data:
            raise ValidationError(_("Choose who keeps it."))

    def validate_due_on(self, field: Any) -> None:
        """Ask for a day that has still to come; a day that was set before may stay."""
        due_on = field.data
        if due_on is None or due_on == self.was_due or may_be_due(due_on, today=self.today):
            return
        raise ValidationError(_("Choose today or a later day, at most two years from now."))

    def validate_recognisable(self, field: Any) -> None:
        """Refuse what could point at somebody."""
        if field.data == "yes":
            raise ValidationError(
                _("Write it so that nobody can be recognised, and then choose “No”.")
            )

    def words(self) -> Words:
        """Return what is promised."""
        said, heard, does = (one.data or "" for one in (self.said, self.heard, self.does))
        return Words(said=said, heard=heard, does=does)

    def plan(self) -> Plan:
        """Return who keeps it, until when, and what it should help."""
        assert self.due_on.data is not None  # the field is required
        return Plan(
            owner=PersonId(UUID(self.owner.data)),
            due_on=self.due_on.data,
            topic=self.topic.data or None,
        )


class Filled(TypedDict):
    """What the form of a promise starts with."""

    said: str
    heard: str
    does: str
    scope: str
    owner: str
    due_on: date
    topic: str


def filled_with(promise: Promise, scope: str) -> Filled:
    """Return the form of a promise as it is now."""
    return Filled(
        said=promise.words.said,
        heard=promise.words.heard,
        does=promise.words.does,
        scope=scope,
        owner=str(promise.plan.owner or NOTHING),
        due_on=promise.plan.due_on,
        topic=promise.plan.topic or NOTHING,
    )


class NoteForm(FlaskForm):
    """How a promise goes."""

    text = TextAreaField(
        _l("How does it go?"),
        filters=[plain],
        validators=[DataRequired(_l("Write something first.")), _SHORT],
    )


class EndForm(FlaskForm):
    """How a promise ended; what is not done needs a reason."""

    state = RadioField(
        _l("How did it end?"),
        choices=options(
            [(State.DONE.value, _l("It is done")), (State.NOT.value, _l("We will not do this"))]
        ),
        validators=[InputRequired(_l("Choose how it ended."))],
    )
    reason = TextAreaField(
        _l("What do you want to say about it?"), filters=[plain], validators=[_SHORT]
    )

    def validate_reason(self, field: Any) -> None:
        """Ask for the reason of what is not done: everybody who waited for it reads it."""
        if self.state.data == State.NOT.value and not is_reason(field.data or ""):
            raise ValidationError(
                _(
                    "Say why you will not do this, in %(least)d characters or more.",
                    least=SHORTEST_REASON,
                )
            )
