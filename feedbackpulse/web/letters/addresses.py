"""Addresses of our pages for a mail, which is written outside of any request."""

from __future__ import annotations

from typing import Final

from flask import current_app

from feedbackpulse.extensions import current_settings

_USUAL_PORT: Final = 8000


def address_of(endpoint: str, code: str = "") -> str:
    """Return the whole address of a page; what only its reader may know stands behind the "#"."""
    settings = current_settings()
    here = f"http://{settings.host}:{settings.port or _USUAL_PORT}"
    path = current_app.url_map.bind("localhost").build(endpoint)
    fragment = f"#{code}" if code else ""
    return (settings.public_url or here).rstrip("/") + path + fragment
