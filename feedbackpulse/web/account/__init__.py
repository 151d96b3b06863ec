"""Signing in and out, and what is open to everybody."""

from __future__ import annotations

from feedbackpulse.web.account import health, language, password, privacy, settings, sign_in
from feedbackpulse.web.account.blueprint import blueprint

__all__ = ["blueprint", "health", "language", "password", "privacy", "settings", "sign_in"]
