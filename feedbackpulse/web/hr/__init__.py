"""What HR can do."""

from __future__ import annotations

from feedbackpulse.web.hr import (
    association,
    cards,
    closed_days,
    codes,
    compare,
    cycles,
    departments,
    dossier,
    feed,
    kiosk,
    letters,
    own_items,
    participation,
    programme,
    questions,
    replies,
    reports,
    results,
    rhythm,
    rounds,
    wizard,
)
from feedbackpulse.web.hr.blueprint import blueprint

__all__ = [
    "association",
    "blueprint",
    "cards",
    "closed_days",
    "codes",
    "compare",
    "cycles",
    "departments",
    "dossier",
    "feed",
    "kiosk",
    "letters",
    "own_items",
    "participation",
    "programme",
    "questions",
    "replies",
    "reports",
    "results",
    "rhythm",
    "rounds",
    "wizard",
]
