"""What came for the lead of one team, and what the lead does with it."""

from __future__ import annotations

from feedbackpulse.signals.domain import Reader
from feedbackpulse.web.inbox.pages import add_inbox
from feedbackpulse.web.lead.blueprint import blueprint

add_inbox(blueprint, reader=Reader.LEAD, at="/<uuid:team_id>")
