"""Whether the clock can be right: rounds open and close by it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from feedbackpulse.doctor.domain import Code, Finding

_SLACK: Final = timedelta(minutes=1)
_SETBACK: Final = timedelta(hours=1)
_FIRST_YEAR, _LAST_YEAR = 2026, 2100


def check_year(now: datetime) -> Iterator[Finding]:
    """Find a clock that was never set."""
    if not _FIRST_YEAR <= now.astimezone(UTC).year < _LAST_YEAR:
        yield Finding(code=Code.CLOCK_UNLIKELY, value=f"{now:%Y-%m-%d}")


def check_against(now: datetime, other: datetime, store: str) -> Iterator[Finding]:
    """Find a clock that is not the one of the database."""
    seconds = round((now - other).total_seconds())
    if abs(seconds) > _SLACK.total_seconds():
        yield Finding(code=Code.CLOCK_DIFFERS, subject=store, value=str(abs(seconds)))


def check_past(now: datetime, happened: Iterable[datetime]) -> Iterator[Finding]:
    """Find a clock that went back: something has happened that it says is still to come."""
    latest = max(happened, default=now)
    if latest > now + _SETBACK:
        yield Finding(code=Code.CLOCK_WENT_BACK, value=f"{latest.astimezone(UTC):%Y-%m-%d %H:%M}")
