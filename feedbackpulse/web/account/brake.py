"""The page for who tried too often."""

from __future__ import annotations

from datetime import timedelta
from math import ceil

from flask import render_template, request
from flask.typing import ResponseReturnValue

from feedbackpulse import clock
from feedbackpulse.accounts.throttle import Limit, count_attempt
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db


def address() -> str:
    """Return the network address of this visitor."""
    return request.remote_addr or ""


def hold_back(*limits: tuple[Limit, tuple[str, ...]]) -> ResponseReturnValue | None:
    """Count an attempt under each limit; return the page to show when it is one too many."""
    now = clock.now()
    with transaction(db.session()) as session:
        waits = [count_attempt(session, limit, of=of, now=now) for limit, of in limits]
    wait = max((one for one in waits if one is not None), default=None)
    if wait is None:
        return None
    minutes = ceil(wait / timedelta(minutes=1))
    page = render_template("account/brake/wait.html", minutes=minutes)
    return page, 429, {"Retry-After": str(ceil(wait.total_seconds()))}
