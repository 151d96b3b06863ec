"""The session of a browser, and where there is none.

Below `/ballot` nobody is anybody: the cookie that a browser may send along is not looked at, and
none is ever set. A page there that asks for a session, or for a CSRF token, breaks at once.
"""

from __future__ import annotations

from typing import Final

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

_WITHOUT: Final = "/ballot"


def has_session(request: Request) -> bool:
    """Say whether the page that is asked for may know who asks."""
    return request.path != _WITHOUT and not request.path.startswith(f"{_WITHOUT}/")


class Sessions(SecureCookieSessionInterface):
    """Sessions in a signed cookie, but none where ballots are handed in."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session of the browser, or none; Flask puts an empty one in its place."""
        return super().open_session(app, request) if has_session(request) else None


def register(app: Flask) -> None:
    """Let Flask ask us."""
    app.session_interface = Sessions()
