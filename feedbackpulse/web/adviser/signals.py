"""What people brought up with the confidential adviser, and nobody else."""

from __future__ import annotations

from feedbackpulse.signals.domain import Reader
from feedbackpulse.web.adviser.blueprint import blueprint
from feedbackpulse.web.inbox.pages import add_inbox

add_inbox(blueprint, reader=Reader.ADVISER, start="")
