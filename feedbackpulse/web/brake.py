"""The page for who tried too often."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import IPv4Address, ip_address, ip_network
from math import ceil
from typing import Final

from flask import render_template, request
from flask.typing import ResponseReturnValue

from feedbackpulse import clock
from feedbackpulse.accounts.throttle import Limit, count_attempt
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db

_HOME: Final = 64
"""How much of a long address belongs to one home or office, which can make up the rest."""


def address() -> str:
    """Return the network address of this visitor, or the network that they have for themselves."""
    try:
        found = ip_address(request.remote_addr or "")
    except ValueError:
        return request.remote_addr or ""
    if isinstance(found, IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or ip_network((found, _HOME), strict=False))


def hold_back(*limits: tuple[Limit, tuple[str, ...]]) -> ResponseReturnValue | None:
    """Count an attempt under each limit; return the page to show when it is one too many."""
    now = clock.now()
    with transaction(db.session()) as session:
        waits = [count_attempt(session, limit, of=of, now=now) for limit, of in limits]
    wait = max((one for one in waits if one is not None), default=None)
    if wait is None:
        return None
    minutes = ceil(wait / timedelta(minutes=1))
    page = render_template("brake/wait.html", minutes=minutes)
    return page, 429, {"Retry-After": str(ceil(wait.total_seconds()))}
