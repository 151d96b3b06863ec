"""Forms with which HR configures a cycle, one per step."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    IntegerField,
    RadioField,
    StringField,
)
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from feedbackpulse.cycles.domain import (
    LOCALES,
    PRIVACY_FLOOR,
    Cycle,
    Privacy,
)
from feedbackpulse.people.domain import TeamId
from feedbackpulse.web.choices import MultiCheckboxField, options
from feedbackpulse.web.hr.question_form import tidy
from feedbackpulse.web.language import LANGUAGE_NAMES

_LARGEST_GROUP = 100
_MOST_BLOCKS = 10


class WhomForm(FlaskForm):
    """Step 2: everybody or chosen teams."""

    reach = RadioField(
        _l("Everybody or some teams?"),
        [InputRequired(_l("Choose who you ask."))],
        choices=options([("all", _l("Everybody")), ("chosen", _l("Chosen teams"))]),
    )
    teams = MultiCheckboxField(_l("Teams"))

    @classmethod
    def of(cls, cycle: Cycle, teams: Iterable[tuple[str, str]]) -> WhomForm:
        """Return the form, filled in with what the draft says."""
        chosen = cycle.teams
        start = {
            "reach": "all" if chosen is None else "chosen",
            "teams": [str(team) for team in chosen or ()],
        }
        form = cls(data=start)
        form.teams.choices = options(list(teams))
        return form

    def validate_teams(self, field: Any) -> None:
        """Ask for at least one team."""
        if self.reach.data == "chosen" and not field.data:
            raise ValidationError(_("Choose at least one team."))

    def chosen(self) -> frozenset[TeamId] | None:
        """Return the chosen teams, or None for everybody."""
        if self.reach.data == "all":
            return None
        return frozenset(TeamId(UUID(team)) for team in self.data["teams"])


class PrivacyForm(FlaskForm):
    """Step 3, and later the page that makes a running cycle stricter."""

    smallest_group = IntegerField(
        _l("How many answers before we show a figure"), [InputRequired(_l("Fill in a number."))]
    )
    comments_group = IntegerField(
        _l("How many answers before we show comments"), [InputRequired(_l("Fill in a number."))]
    )
    margin = IntegerField(
        _l("How many answers always stay uncertain"), [InputRequired(_l("Fill in a number."))]
    )

    lowest = Privacy()

    @classmethod
    def of(cls, privacy: Privacy, *, lowest: Privacy) -> PrivacyForm:
        """Return the form, filled in, that accepts nothing lower than *lowest*."""
        form = cls(data={name: getattr(privacy, name) for name in PRIVACY_FLOOR})
        form.lowest = lowest
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse numbers that go down or that contradict each other."""
        if not super().validate(extra_validators):
            return False
        problem = self._problem(**{name: self.data[name] for name in PRIVACY_FLOOR})
        if problem is not None:
            name, message = problem
            self[name].errors = [message]
        return problem is None

    def _problem(
        self, *, smallest_group: int, comments_group: int, margin: int
    ) -> tuple[str, str] | None:
        for name in PRIVACY_FLOOR:
            low, high = getattr(self.lowest, name), _LARGEST_GROUP
            if not low <= self.data[name] <= high:
                return name, _("Choose a number from %(low)d to %(high)d.", low=low, high=high)
        if comments_group < smallest_group:
            return "comments_group", _("Comments need at least as many answers as figures.")
        if 2 * margin >= smallest_group:
            return "margin", _("Stay below half of the answers that a figure needs.")
        return None

    def privacy(self) -> Privacy:
        """Return the numbers that were filled in."""
        return Privacy(**{name: self.data[name] for name in PRIVACY_FLOOR})


class LanguagesForm(FlaskForm):
    """Step 5: what the cycle is called and in which languages it is asked."""

    title = StringField(
        _l("Name of the cycle"),
        [
            DataRequired(_l("Give the cycle a name.")),
            Length(max=120, message=_l("Use at most 120 characters.")),
        ],
        filters=[tidy],
    )
    locales = MultiCheckboxField(
        _l("Languages"),
        [InputRequired(_l("Choose at least one language."))],
        choices=options([(locale, LANGUAGE_NAMES[locale]) for locale in LOCALES]),
    )

    @classmethod
    def of(cls, cycle: Cycle) -> LanguagesForm:
        """Return the form, filled in with what the draft says."""
        return cls(data={"title": cycle.title, "locales": list(cycle.locales)})


class ConfirmForm(FlaskForm):
    """Nothing to fill in: only the button counts."""
