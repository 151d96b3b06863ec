"""Once a quarter: count how many people used reflection, blur the count, and keep only that.

One number in a quarter, drawn once, so that nobody can watch it move when somebody reflects, nor
bring it to the edge of a step with reflections of their own and wait.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from random import Random
from typing import Final

from feedbackpulse.clock import local_day
from feedbackpulse.database import Stores, transaction
from feedbackpulse.programme.usage import (
    Usage,
    is_counted,
    keep_usage,
    quarter_after,
    quarter_before,
    told,
)
from feedbackpulse.reflection.usage import count_people
from feedbackpulse.release.noise import blurred

ZONE: Final = "UTC"
"""Months are kept as days without an hour, so the zone says only in which night it is counted."""
WITHIN: Final = timedelta(days=7)
"""Later, too many people have reflected again, and are no longer in the quarter that is over."""


def count_usage(stores: Stores, *, now: datetime, chance: Random | None = None) -> bool:
    """Count the quarter that is over, when it was not and is not long over; say if this call did.

    Whoever counts second finds it counted, and their noise is thrown away.
    """
    day = local_day(now, ZONE)
    quarter = quarter_before(day)
    end = quarter_after(quarter)
    if day - end >= WITHIN:
        return False
    with stores.main() as session, transaction(session):
        if is_counted(session, quarter=quarter):
            return False
        people = count_people(session, first=quarter, before=end)
        kept = told(blurred(people, chance or secrets.SystemRandom()))
        keep_usage(session, usage=Usage(quarter=quarter, people=kept))
        return True
