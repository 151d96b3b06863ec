"""What HR can do."""

from __future__ import annotations

from feedbackpulse.web.hr import (
    cards,
    closed_days,
    codes,
    cycles,
    dossier,
    feed,
    kiosk,
    letters,
    own_items,
    participation,
    programme,
    replies,
    results,
    rhythm,
    rounds,
    wizard,
)
from feedbackpulse.web.hr.blueprint import blueprint

__all__ = [
    "blueprint",
    "cards",
    "closed_days",
    "codes",
    "cycles",
    "dossier",
    "feed",
    "kiosk",
    "letters",
    "own_items",
    "participation",
    "programme",
    "replies",
    "results",
    "rhythm",
    "rounds",
    "wizard",
]
