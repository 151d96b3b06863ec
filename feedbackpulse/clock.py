"""What time it is. Everything else is handed the moment, or asks here."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """Return the current moment in UTC."""
    return datetime.now(UTC)  # noqa: TID251  (this is the place)


def local_day(moment: datetime, zone: str) -> date:
    """Return the calendar day of a moment in a time zone such as "Europe/Amsterdam"."""
    return moment.astimezone(ZoneInfo(zone)).date()
