"""Who is looking: the person behind this request."""

from __future__ import annotations

from flask import Flask, abort

from feedbackpulse.people.domain import Person


def find_me() -> Person | None:
    """Return the person who signed in, if anybody did."""
    return None


def me() -> Person:
    """Return the person who signed in; only for pages behind a guard."""
    return find_me() or abort(401)


def register(app: Flask) -> None:
    """Prepare signing in."""
