"""What people brought up with HR, and what HR does with it."""

from __future__ import annotations

from feedbackpulse.signals.domain import Reader
from feedbackpulse.web.hr.blueprint import blueprint
from feedbackpulse.web.inbox.pages import add_inbox

add_inbox(blueprint, reader=Reader.HR)
