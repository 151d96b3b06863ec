"""Which day it is where the organisation is: the finest time that these pages keep."""

from __future__ import annotations

from datetime import date

from feedbackpulse import clock
from feedbackpulse.extensions import current_settings


def local_today() -> date:
    """Return the calendar day, without looking at who asks."""
    return clock.local_day(clock.now(), current_settings().zone)
