"""What HR can do."""

from __future__ import annotations

from feedbackpulse.web.hr import (
    cards,
    cycles,
    dossier,
    own_items,
    participation,
    programme,
    replies,
    results,
    rounds,
    wizard,
)
from feedbackpulse.web.hr.blueprint import blueprint

__all__ = [
    "blueprint",
    "cards",
    "cycles",
    "dossier",
    "own_items",
    "participation",
    "programme",
    "replies",
    "results",
    "rounds",
    "wizard",
]
