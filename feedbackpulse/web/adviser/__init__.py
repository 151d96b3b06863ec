"""What the confidential adviser reads: only what people chose to send to them."""

from __future__ import annotations

from feedbackpulse.web.adviser import signals
from feedbackpulse.web.adviser.blueprint import blueprint

__all__ = ["blueprint", "signals"]
