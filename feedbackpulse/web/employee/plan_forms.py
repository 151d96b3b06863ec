"""The forms of a plan: one small one for each step, and nothing in them is mandatory."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, Field, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.reflection.domain import LONGEST_WORDS
from feedbackpulse.reflection.plan import LONGEST_LINE, USUAL_WEEKS, NoteKind, Plan
from feedbackpulse.web.choices import options
from feedbackpulse.web.employee.plan_words import checkpoint_of, halves_of, name_of_note

OWN: Final = "own"
_LINE: Final = Length(max=LONGEST_LINE, message=_l("Use at most %(max)d characters."))
_WORDS: Final = Length(max=LONGEST_WORDS, message=_l("Use at most %(max)d characters."))


class FacetForm(FlaskForm):
    """What a plan is about."""

    facet = RadioField(
        _l("What do you want to work on?"),
        validators=[InputRequired(message=_l("Choose one part to work on."))],
    )


class PlanStepForm(FlaskForm):
    """One step of a plan. What it asks is said in the words of the catalogue."""

    wording: ClassVar[Mapping[str, str]] = {}

    def ask(self, catalogue: Catalogue, locale: str, plan: Plan, today: date) -> None:
        """Put the questions in the reader's language."""
        for name, key in self.wording.items():
            said = catalogue.wording_of(key).in_(locale)
            self[name].label.text = said.format(weeks=USUAL_WEEKS)

    def changes(self, catalogue: Catalogue, locale: str, plan: Plan) -> dict[str, Any]:
        """Return what this step says of the plan."""
        return {name: (self[name].data or "").strip() for name in self.wording}


class GoalForm(PlanStepForm):
    """What somebody wants to do differently."""

    wording: ClassVar = {"goal": "plan.goal"}
    goal = TextAreaField(validators=[_WORDS])


class RealityForm(PlanStepForm):
    """How it is going now."""

    wording: ClassVar = {"reality": "plan.reality"}
    reality = TextAreaField(validators=[_WORDS])


class OptionsForm(PlanStepForm):
    """Which small step it will be: one of the catalogue, or one's own."""

    wording: ClassVar = {"action": "plan.options"}
    action = RadioField(validators=[Optional()])

    def ask(self, catalogue: Catalogue, locale: str, plan: Plan, today: date) -> None:
        """Offer the steps that suit the facet."""
        super().ask(catalogue, locale, plan, today)
        actions = checkpoint_of(plan.facet, catalogue).development.get("employee", ())
        steps = [(action.code, action.text.in_(locale)) for action in actions]
        self.action.choices = options([*steps, (OWN, _("I think of something myself"))])
        if self.action.data is None and plan.text_then:
            self.action.data = plan.action or OWN

    def changes(self, catalogue: Catalogue, locale: str, plan: Plan) -> dict[str, Any]:
        """Take up a step of the catalogue, unless it was taken up before."""
        chosen = self.action.data or ""
        if chosen in {"", OWN, plan.action}:
            return {"action": "" if chosen == OWN else plan.action}
        actions = checkpoint_of(plan.facet, catalogue).development["employee"]
        action = next(one for one in actions if one.code == chosen)
        when, step = halves_of(action.text, action.kind, locale)
        return {
            "action": chosen,
            "text_if": when,
            "text_then": step[:LONGEST_LINE],
            "language": locale,
        }


class SentenceForm(PlanStepForm):
    """When what happens, and what somebody does then."""

    wording: ClassVar = {"text_if": "plan.will_if", "text_then": "plan.will_then"}
    text_if = StringField(validators=[_LINE])
    text_then = TextAreaField(validators=[_LINE])

    def changes(self, catalogue: Catalogue, locale: str, plan: Plan) -> dict[str, Any]:
        """Return the halves, and in which language they were written."""
        return {**super().changes(catalogue, locale, plan), "language": locale}


class ObstacleForm(PlanStepForm):
    """What could hold somebody back, and what they do then."""

    wording: ClassVar = {"obstacle": "plan.obstacle"}
    obstacle = TextAreaField(validators=[_WORDS])


class SupportForm(PlanStepForm):
    """Who may know. Nobody is told: it is a reminder to oneself."""

    wording: ClassVar = {"support": "plan.support"}
    support = StringField(validators=[_LINE])


class DateForm(PlanStepForm):
    """Until when. A day that is over is kept when its owner means it."""

    due = DateField(
        _l("Until when do you want to practise this?"),
        validators=[InputRequired(message=_l("Fill in a day."))],
    )
    passed = BooleanField(_l("Yes, I mean this day, although it is over"))

    def ask(self, catalogue: Catalogue, locale: str, plan: Plan, today: date) -> None:
        """Remember which days are over."""
        self.today = today

    def validate_due(self, field: Field) -> None:
        """Ask once whether a day that is over is what was meant."""
        if field.data and field.data < self.today and not self.passed.data:
            raise ValidationError(
                _("This day is over. Choose a later day, or say that you mean it.")
            )

    def changes(self, catalogue: Catalogue, locale: str, plan: Plan) -> dict[str, Any]:
        """Return the day."""
        return {"due": self.due.data}


STEPS: Final[dict[str, type[PlanStepForm]]] = {
    "goal": GoalForm,
    "reality": RealityForm,
    "options": OptionsForm,
    "sentence": SentenceForm,
    "obstacle": ObstacleForm,
    "support": SupportForm,
    "date": DateForm,
}
"""The steps of a plan, in their order."""


class NoteForm(FlaskForm):
    """Something that happened along the way."""

    kind = RadioField(_l("What do you write down?"), default=NoteKind.WEEK.value)
    text = TextAreaField(
        _l("In your own words"),
        validators=[DataRequired(message=_l("Write a few words, or go back.")), _WORDS],
    )

    def offer(self) -> None:
        """Fill in what a note can be."""
        self.kind.choices = options((kind.value, name_of_note(kind)) for kind in NoteKind)
