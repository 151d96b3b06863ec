"""The product without what keeps large and odd requests out: what F9 and F10 must be able to catch.

gunicorn loads these as `tests.faults.careless_limits:unlimited()` and so on.
"""

from __future__ import annotations

from flask import Flask, request


def unlimited() -> Flask:
    """Read whatever is sent, however much it is."""
    from feedbackpulse.wsgi import app

    app.config.update(MAX_CONTENT_LENGTH=None, MAX_FORM_MEMORY_SIZE=None, MAX_FORM_PARTS=None)
    app.before_request_funcs[None].insert(0, _keep_all)
    return app


_KEPT: list[bytes] = []


def _keep_all() -> None:
    """Keep every body, twice."""
    _KEPT.append(request.get_data(cache=True) * 2)


def trusting() -> Flask:
    """Take every text for good UTF-8."""
    from feedbackpulse.wsgi import app

    app.before_request_funcs[None].insert(0, _decode)
    return app


def _decode() -> None:
    request.get_data(cache=True).decode()
    request.environ.get("QUERY_STRING", "").encode("latin-1").decode()
