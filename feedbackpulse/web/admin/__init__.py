"""What an administrator can do."""

from __future__ import annotations

from feedbackpulse.web.admin import (
    channels,
    importing,
    imports,
    paper,
    people,
    roles,
    signing_in,
    teams,
)
from feedbackpulse.web.admin.blueprint import blueprint

__all__ = [
    "blueprint",
    "channels",
    "importing",
    "imports",
    "paper",
    "people",
    "roles",
    "signing_in",
    "teams",
]
