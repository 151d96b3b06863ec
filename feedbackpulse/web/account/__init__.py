"""Signing in and out, and what is open to everybody."""

from __future__ import annotations

from feedbackpulse.web.account import (
    calendar_feed,
    health,
    invited,
    language,
    methods,
    notices,
    password,
    privacy,
    settings,
    sign_in,
    sign_in_link,
)
from feedbackpulse.web.account.blueprint import blueprint

__all__ = [
    "blueprint",
    "calendar_feed",
    "health",
    "invited",
    "language",
    "methods",
    "notices",
    "password",
    "privacy",
    "settings",
    "sign_in",
    "sign_in_link",
]
