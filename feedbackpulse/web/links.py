"""Addresses that work outside the page: in mail and in print."""

from __future__ import annotations

from flask import request

from feedbackpulse.extensions import current_settings


def absolute(path: str) -> str:
    """Return the whole address of one of our paths.

    The operator's public address comes first: what a browser says it asked for can be made up.
    """
    base = current_settings().public_url or request.host_url
    return base.rstrip("/") + path
