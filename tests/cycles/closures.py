"""Closed days to test with."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from feedbackpulse.programme.closures import Closures
from feedbackpulse.programme.domain import ClosedPeriod, ClosedPeriodId


def closed(country: str, *periods: tuple[str, str, str]) -> Closures:
    """Return the holidays of a country and some periods: from, to and name."""
    return Closures(
        country=country,
        periods=tuple(
            ClosedPeriod(
                id=ClosedPeriodId(uuid4()),
                first_day=date.fromisoformat(first),
                last_day=date.fromisoformat(last),
                name=name,
            )
            for first, last, name in periods
        ),
    )
