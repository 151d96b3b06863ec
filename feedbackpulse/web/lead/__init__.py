"""What the lead of a team can do."""

from __future__ import annotations

from feedbackpulse.web.lead import (
    guide,
    participation,
    promises,
    replies,
    reports,
    session,
    session_sheet,
    session_show,
    session_steps,
    session_votes,
    signals,
    teams,
    words,
)
from feedbackpulse.web.lead.blueprint import blueprint

__all__ = [
    "blueprint",
    "guide",
    "participation",
    "promises",
    "replies",
    "reports",
    "session",
    "session_sheet",
    "session_show",
    "session_steps",
    "session_votes",
    "signals",
    "teams",
    "words",
]
