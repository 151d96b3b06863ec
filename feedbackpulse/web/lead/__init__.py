"""What the lead of a team can do."""

from __future__ import annotations

from feedbackpulse.web.lead import guide, participation, replies, reports, teams
from feedbackpulse.web.lead.blueprint import blueprint

__all__ = ["blueprint", "guide", "participation", "replies", "reports", "teams"]
