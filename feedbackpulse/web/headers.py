"""What every answer tells the browser it may do."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from flask import Flask, Response, request

from feedbackpulse.web.session import has_session

PAGE_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
    "frame-ancestors 'none'"
)
_WAIT: Final = "10"
"""Seconds after which something that was busy is asked again."""
_LETTER: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; sandbox"
)
"""A mail as mail programs show it: styles of its own, and nothing that could do anything."""
PICTURE_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; font-src data:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; sandbox"
)
"""A picture that somebody opens by itself: the letters it brings, and nothing else."""


def secure(response: Response) -> Response:
    """Allow our own files only; keep nothing personal in caches."""
    response.headers["Content-Security-Policy"] = _policy(response)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin" if has_session(request) else "no-referrer"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint == "static":
        _ask_again_for_modules(response)
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response


def _policy(response: Response) -> str:
    if request.endpoint == "hr.letter_page" and response.status_code == HTTPStatus.OK:
        return _LETTER
    is_drawn = response.mimetype == "image/svg+xml" and request.endpoint != "static"
    return PICTURE_POLICY if is_drawn else PAGE_POLICY


def _ask_again_for_modules(response: Response) -> None:
    """Never mix a release's modules with those of the one before.

    Modules import each other by plain names. Only an address with the file's fingerprint may be
    kept without asking.
    """
    name = str((request.view_args or {}).get("filename", ""))
    if name.startswith("js/") and (name.startswith("js/ballot/") or "v" not in request.args):
        response.headers["Cache-Control"] = "no-cache"
        response.headers.pop("Expires", None)


def say_when(response: Response) -> Response:
    """Tell programs when to try again; people read it on the page."""
    if response.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers.setdefault("Retry-After", _WAIT)
    return response


def register(app: Flask) -> None:
    """Set the headers on every response."""
    app.after_request(secure)
    app.after_request(say_when)
