"""What a vote in a talk of a team is called, on the projector and on the phones alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask_babel import get_locale
from flask_babel import gettext as _

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.team_sessions.domain import Arrow, Colour, Question, Step, TeamSession

_MARKS: Final = {
    Colour.GREEN: "●",
    Colour.AMBER: "▲",
    Colour.RED: "■",
    Arrow.UP: "↗",
    Arrow.LEVEL: "→",
    Arrow.DOWN: "↘",
}
"""A shape for each colour: colour never stands alone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """One thing that can be chosen."""

    value: str
    label: str
    mark: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One question of a vote, in words."""

    key: str
    text: str
    options: tuple[Option, ...]


def step_titles() -> dict[Step, str]:
    """Return what the steps of a talk are called."""
    return {
        Step.LOOK_BACK: str(_("Look back")),
        Step.CHOOSE: str(_("Choose one subject")),
        Step.AGREE: str(_("Agree on a step")),
    }


def statements_of(talk: TeamSession) -> tuple[str, ...]:
    """Return the statements of a talk, as the catalogue words them."""
    catalogue, locale = load_catalogue(), str(get_locale())
    return tuple(catalogue.item(code).text.in_(locale) for code in talk.statements)


def asked_in(talk: TeamSession) -> tuple[Asked, ...]:
    """Return what is voted on in the step that a talk is in."""
    statements = statements_of(talk)
    return tuple(_asked(question, talk.step, statements) for question in talk.questions)


def cards_of(step: Step) -> tuple[Option, ...]:
    """Return what the three cards mean in a step; in choosing there are none."""
    words = {Step.LOOK_BACK: _how, Step.CHOOSE: dict[Colour, str], Step.AGREE: _with}[step]()
    return tuple(_option(value, label) for value, label in words.items())


def arrows() -> tuple[Option, ...]:
    """Return what the arrows mean."""
    return tuple(_option(value, label) for value, label in _way().items())


def _asked(question: Question, step: Step, statements: tuple[str, ...]) -> Asked:
    if step is Step.CHOOSE:
        options = tuple(
            Option(value=value, label=text)
            for value, text in zip(question.options, statements, strict=True)
        )
        return Asked(key=question.key, text=str(_("Which one do we talk about?")), options=options)
    if step is Step.AGREE:
        text = str(_("Can you go along with this step?"))
        return Asked(key=question.key, text=text, options=cards_of(step))
    kind, _dash, place = question.key.partition("-")
    if kind == "way":
        text = str(_("And compared with some months ago?"))
        return Asked(key=question.key, text=text, options=arrows())
    return Asked(key=question.key, text=statements[int(place) - 1], options=cards_of(step))


def _option(value: Colour | Arrow, label: str) -> Option:
    return Option(value=value.value, label=label, mark=_MARKS[value])


def _how() -> dict[Colour, str]:
    return {
        Colour.GREEN: str(_("goes well")),
        Colour.AMBER: str(_("could be better")),
        Colour.RED: str(_("needs our attention")),
    }


def _with() -> dict[Colour, str]:
    return {
        Colour.GREEN: str(_("yes, I join in")),
        Colour.AMBER: str(_("yes, but I have a question")),
        Colour.RED: str(_("not like this")),
    }


def _way() -> dict[Arrow, str]:
    return {
        Arrow.UP: str(_("more often than before")),
        Arrow.LEVEL: str(_("about the same as before")),
        Arrow.DOWN: str(_("less often than before")),
    }
