"""Signing in and out, and what is open to everybody."""

from __future__ import annotations

from feedbackpulse.web.account import (
    calendar_feed,
    confirm,
    health,
    invited,
    language,
    methods,
    metrics,
    notices,
    password,
    privacy,
    second_step,
    settings,
    sign_in,
    sign_in_code,
    sign_in_link,
)
from feedbackpulse.web.account.blueprint import blueprint

__all__ = [
    "blueprint",
    "calendar_feed",
    "confirm",
    "health",
    "invited",
    "language",
    "methods",
    "metrics",
    "notices",
    "password",
    "privacy",
    "second_step",
    "settings",
    "sign_in",
    "sign_in_code",
    "sign_in_link",
]
