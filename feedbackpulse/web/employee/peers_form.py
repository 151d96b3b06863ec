"""The form with which somebody invites colleagues to look back with them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, Field, StringField
from wtforms.validators import InputRequired, ValidationError

from feedbackpulse.checkpoints.domain import Catalogue, Checkpoint
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection.domain import Reflection
from feedbackpulse.reflection.peer_rounds import (
    FEWEST_PEERS,
    LONGEST_WAIT,
    MOST_PEERS,
    SHORTEST_WAIT,
    USUAL_WAIT,
    peer_items,
)
from feedbackpulse.web.choices import MultiCheckboxField, options
from feedbackpulse.web.employee.colleagues import Colleague
from feedbackpulse.web.employee.reflect_steps import FIRST_CHOICE


class InviteForm(FlaskForm):
    """Whom to ask, about what, and on which day the answers open."""

    search = StringField(_l("Search by name"))
    peers = MultiCheckboxField(_l("Whom do you want to ask?"), validate_choice=False)
    checkpoints = MultiCheckboxField(_l("What do you want to ask about?"))
    opens_on = DateField(_l("When do the answers open?"), [InputRequired(_l("Choose a day."))])

    @classmethod
    def of(
        cls, catalogue: Catalogue, reflections: Iterable[Reflection], *, locale: str, today: date
    ) -> InviteForm:
        """Return the form with a proposal: what was reflected on last, in two weeks."""
        points = askable(catalogue)
        form = cls(
            data={
                "checkpoints": _proposal(points, reflections),
                "opens_on": today + USUAL_WAIT,
            }
        )
        form.checkpoints.choices = options((one.code, one.title.in_(locale)) for one in points)
        form.today = today
        return form

    @property
    def peer_ids(self) -> list[PersonId]:
        """Return who is ticked, once each, as far as these are ids at all."""
        found = (_person_id(value) for value in dict.fromkeys(self.peers.data or []))
        return [one for one in found if one is not None]

    def offer(self, chosen: Iterable[Colleague], found: Iterable[Colleague]) -> None:
        """Fill in who can be ticked: who was chosen before, then who is found now."""
        ticked = {one.id: one for one in chosen}
        others = [one for one in found if one.id not in ticked]
        self.peers.data = [str(one) for one in ticked]
        self.peers.choices = options(
            (str(one.id), _name(one)) for one in (*ticked.values(), *others)
        )

    def validate_peers(self, field: Field) -> None:
        """Ask for four to eight colleagues."""
        count = len(field.data or [])
        if not FEWEST_PEERS <= count <= MOST_PEERS:
            raise ValidationError(
                _(
                    "Choose %(fewest)s to %(most)s colleagues. Now it is %(count)s.",
                    fewest=FEWEST_PEERS,
                    most=MOST_PEERS,
                    count=count,
                )
            )

    def validate_checkpoints(self, field: Field) -> None:
        """Ask for one subject at least."""
        if not field.data:
            raise ValidationError(_("Choose at least one subject."))

    def validate_opens_on(self, field: Any) -> None:
        """Ask for a day that leaves colleagues time, and that is not far off."""
        if field.data and not SHORTEST_WAIT <= field.data - self.today <= LONGEST_WAIT:
            raise ValidationError(_("Choose a day between one week and eight weeks from now."))


def askable(catalogue: Catalogue) -> tuple[Checkpoint, ...]:
    """Return the checkpoints about which colleagues can be asked."""
    return tuple(one for one in catalogue.checkpoints if peer_items(catalogue, {one.code}))


def _proposal(points: Iterable[Checkpoint], reflections: Iterable[Reflection]) -> list[str]:
    known = {one.code for one in points}
    chosen = [one.checkpoints for one in reflections if one.is_finished and one.checkpoints]
    latest = chosen[-1] if chosen else FIRST_CHOICE
    return [code for code in latest if code in known]


def _name(one: Colleague) -> str:
    return f"{one.name} · {one.team}" if one.team else one.name


def _person_id(value: str) -> PersonId | None:
    try:
        return PersonId(UUID(value))
    except ValueError:
        return None
