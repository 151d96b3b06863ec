"""What states and rhythms are called, and how their labels look."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from feedbackpulse.cycles.domain import CycleState
from feedbackpulse.web.cycle_words import rhythm_label

__all__ = ["Label", "cycle_label", "lost_label", "rhythm_label"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Label:
    """A word with an icon and a colour; the word alone says it all."""

    text: str
    icon: str
    kind: str


def cycle_label(state: CycleState) -> Label:
    """Return the label of a cycle."""
    known = {
        CycleState.DRAFT: Label(text=_("Draft"), icon="pencil", kind=""),
        CycleState.RUNNING: Label(text=_("Running"), icon="check", kind="good"),
        CycleState.PAUSED: Label(text=_("Paused"), icon="clock", kind="warn"),
        CycleState.ENDED: Label(text=_("Ended"), icon="flag", kind=""),
    }
    return known[state]


def lost_label() -> Label:
    """Return the label of a closed round that nobody can open any more."""
    return Label(text=_("Closed, cannot be counted"), icon="x", kind="warn")
