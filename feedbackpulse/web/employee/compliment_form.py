"""The form with which somebody gives a colleague a compliment."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from hashlib import sha256
from typing import Final
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from feedbackpulse.checkpoints.domain import Catalogue, Facet, LocalText
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection.compliments import LONGEST_COMPLIMENT, Compliment
from feedbackpulse.reflection.peer_rounds import peer_items
from feedbackpulse.web.choices import options
from feedbackpulse.web.employee.choosing import ColleagueForm

SIGNED: Final = "name"
UNSIGNED: Final = "no-name"


class ComplimentForm(ColleagueForm):
    """For whom, for which behaviour, in which words, and whether with one's name."""

    search = StringField(_l("For whom is it?"))
    facet = SelectField(
        _l("What did you see your colleague do?"),
        validators=[InputRequired(message=_l("Choose what you saw your colleague do."))],
    )
    body = TextAreaField(
        _l("Tell what happened"),
        filters=[lambda text: (text or "").replace("\r\n", "\n").strip()],
        validators=[
            DataRequired(message=_l("Write in a few words what happened.")),
            Length(max=LONGEST_COMPLIMENT, message=_l("Use at most %(max)d characters.")),
        ],
    )
    signed = RadioField(
        _l("With your name?"),
        choices=options(((SIGNED, _l("With my name")), (UNSIGNED, _l("Without my name")))),
        default=SIGNED,
    )
    number = HiddenField(validators=[Length(max=64)])
    """A number of chance: with it a form that is sent twice is one compliment. It is kept nowhere."""

    @classmethod
    def of(cls, catalogue: Catalogue, locale: str) -> ComplimentForm:
        """Return the form with every behaviour that colleagues can see."""
        form = cls()
        form.number.data = form.number.data or secrets.token_hex(16)
        form.facet.choices = options([("", _("Choose one"))])
        for title, facets in _by_checkpoint(catalogue):
            pairs = ((one.code, one.title.in_(locale)) for one in facets)
            form.facet.choices += options(pairs, group=title.in_(locale))
        return form

    def compliment(self, name: str) -> Compliment:
        """Return what was filled in; *name* is that of who gives it."""
        return Compliment(
            facet=self.facet.data or "",
            body=self.body.data or "",
            giver=name if self.signed.data == SIGNED else "",
        )

    def about(self, to: PersonId, name: str) -> UUID:
        """Return an id that is the same for the very same form, and tells nothing of who filled it in."""
        given = self.compliment(name)
        parts = (self.number.data, to.hex, given.facet, given.giver, given.body)
        return UUID(bytes=sha256(repr(parts).encode()).digest()[:16])

    def ask_for_somebody(self) -> str:
        """Return what to say to who chose nobody."""
        return str(_("Choose for whom it is."))


def _by_checkpoint(catalogue: Catalogue) -> Iterator[tuple[LocalText, list[Facet]]]:
    """Yield each subject with the behaviours in it that a colleague can see."""
    for point in catalogue.checkpoints:
        seen = {item.facet for item in peer_items(catalogue, [point.code])}
        facets = [one for one in point.facets if one.code in seen]
        if facets:
            yield point.title, facets
