"""Which day it is where the organisations of the tests are: for an hour or two another than in UTC."""

from __future__ import annotations

from datetime import date
from typing import Final

from feedbackpulse import clock

ZONE: Final = "Europe/Amsterdam"


def local_today() -> date:
    """Return the day of this moment."""
    return clock.local_day(clock.now(), ZONE)
