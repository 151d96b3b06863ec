"""Promises in words: how far one is, where it comes from, and what happened with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask_babel import get_locale
from flask_babel import gettext as _

from feedbackpulse.checkpoints.domain import ANCHOR, Audience, Catalogue
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.promises.domain import Origin, State, Step, StepKind
from feedbackpulse.web.page import day

ICONS: Final[Mapping[State, str]] = {
    State.UNDER_WAY: "steps",
    State.DONE: "check",
    State.NOT: "x",
}
KINDS: Final[Mapping[State, str]] = {State.UNDER_WAY: "info", State.DONE: "good", State.NOT: ""}


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One line of what happened with a promise."""

    on: date
    heading: str
    text: str


def state_name(state: State) -> str:
    """Return how far a promise is, in a word or two."""
    known = {
        State.UNDER_WAY: _("Working on it"),
        State.DONE: _("Done"),
        State.NOT: _("We will not do this"),
    }
    return str(known[state])


def origin_name(origin: Origin) -> str:
    """Return what a promise comes from; nothing where it is somebody's own idea."""
    known = {
        Origin.OWN: "",
        Origin.RESULT: _("from the results"),
        Origin.SIGNAL: _("from what was shared with us"),
        Origin.SESSION: _("from a talk with the team"),
        Origin.CONSULTATION: _("from thinking along"),
    }
    return str(known[origin])


def told(step: Step) -> Told:
    """Return a line of the history in words."""
    known = {
        StepKind.MADE: _("Promised"),
        StepKind.NOTE: _("How it goes"),
        StepKind.REWORDED: _("Put in other words"),
        StepKind.MOVED: _("Another day"),
        StepKind.OTHER_TOPIC: _("Meant to help something else"),
        StepKind.HANDED_OVER: _("Somebody else keeps it"),
        StepKind.DONE: _("Done"),
        StepKind.NOT: _("We will not do this"),
        StepKind.RESUMED: _("Taken up again"),
    }
    return Told(on=step.on, heading=str(known[step.kind]), text=_text(step))


def _text(step: Step) -> str:
    if step.kind is StepKind.MOVED:
        first, last = (date.fromisoformat(one) for one in step.text.split("/"))
        return str(_("From %(first)s to %(last)s.", first=day(first), last=day(last)))
    if step.kind is StepKind.OTHER_TOPIC:
        names = topic_names(load_catalogue(), str(get_locale()))
        return _it_was(names.get(step.text, ""))
    return _it_was(step.text) if step.kind is StepKind.REWORDED else step.text


def _it_was(words: str) -> str:
    return str(_("It was: “%(words)s”", words=words)) if words else ""


def topic_names(catalogue: Catalogue, locale: str) -> dict[str, str]:
    """Return every topic that a round can ask about, what is always asked first."""
    asked = [
        point
        for point in catalogue.checkpoints
        if any(item.audience is Audience.PULSE for item in point.items)
    ]
    titles = {point.code: point.title.in_(locale) for point in asked}
    return {ANCHOR: str(_("Listening, all in all"))} | titles
