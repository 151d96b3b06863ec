"""Pages for ballots without a name: no session, no cookie."""

from __future__ import annotations

from feedbackpulse.web.ballot import (
    answer,
    cast,
    enter,
    kiosk,
    reply,
    signal,
    signal_send,
    silence,
    vote,
)
from feedbackpulse.web.ballot.blueprint import blueprint

__all__ = [
    "answer",
    "blueprint",
    "cast",
    "enter",
    "kiosk",
    "reply",
    "signal",
    "signal_send",
    "silence",
    "vote",
]
