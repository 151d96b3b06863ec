"""The form in which a lead looks at one topic. Nothing in it is mandatory."""

from __future__ import annotations

from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, RadioField, SelectField

from feedbackpulse.checkpoints.domain import Item, Scale
from feedbackpulse.reflection.domain import HIGHEST, LOWEST
from feedbackpulse.reflection.mirror import HALF, Answer, Look
from feedbackpulse.web.choices import options
from feedbackpulse.web.employee.mirror_subjects import Subject
from feedbackpulse.web.page import number

SKIPPED: Final = "skip"
STEPS: Final = tuple(str(step) for step in range(LOWEST, HIGHEST + 1))
LEVELS: Final = tuple(LOWEST + HALF * half for half in range(int((HIGHEST - LOWEST) / HALF) + 1))


class LookForm(FlaskForm):
    """How a lead sees one topic; the twins are added for each topic."""

    expected = SelectField(_l("The level that I expect"), validate_choice=False)

    def answers(self, subject: Subject) -> list[tuple[Item, Field]]:
        """Return the twins of a topic, each with its field."""
        return [(twin, self[_name(place)]) for place, twin in enumerate(subject.twins)]

    def look(self, subject: Subject) -> Look:
        """Return what was filled in."""
        return Look(
            topic=subject.key,
            answers=tuple(
                Answer(item=twin.code, item_version=twin.version, value=_step(field.data))
                for twin, field in self.answers(subject)
            ),
            expected=next((one for one in LEVELS if str(one) == self.expected.data), None),
        )


def look_form(subject: Subject, locale: str, before: Look | None) -> LookForm:
    """Return the form of one topic, with what was filled in before."""

    class Form(LookForm):
        """The form with the twins of this topic."""

    for place, twin in enumerate(subject.twins):
        setattr(Form, _name(place), _radio(twin, locale))
    form = Form(data=_filled_in(subject, before) if before else None)
    form.expected.choices = _levels(subject.scale, locale)
    return form


def _radio(twin: Item, locale: str) -> RadioField:
    choices = options((step, step) for step in (*STEPS, SKIPPED))
    return RadioField(twin.text.in_(locale), choices=choices, validate_choice=False)


def _levels(scale: Scale, locale: str) -> list[Any]:
    levels = [(str(level), _level(level, scale, locale)) for level in LEVELS]
    return options([("", _("I do not know")), *levels])


def _level(level: float, scale: Scale, locale: str) -> str:
    if level % 1:
        return number(level)
    return f"{number(level)} – {scale.labels[int(level)].in_(locale)}"


def _filled_in(subject: Subject, look: Look) -> dict[str, str]:
    given = {
        _name(place): SKIPPED if answer.value is None else str(answer.value)
        for place, twin in enumerate(subject.twins)
        if (answer := look.answer_to(twin.code))
    }
    return given | {"expected": "" if look.expected is None else str(look.expected)}


def _step(chosen: str | None) -> int | None:
    return int(chosen) if chosen in STEPS else None


def _name(place: int) -> str:
    return f"answer_{place + 1}"
