"""What HR can do."""

from __future__ import annotations

from feedbackpulse.web.hr import cycles, participation, results, rounds, wizard
from feedbackpulse.web.hr.blueprint import blueprint

__all__ = ["blueprint", "cycles", "participation", "results", "rounds", "wizard"]
