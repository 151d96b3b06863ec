"""How many people reflected in earlier quarters: the numbers that were kept of them."""

from __future__ import annotations

from datetime import datetime

from feedbackpulse.clock import local_day
from feedbackpulse.database import Stores, transaction
from feedbackpulse.programme.usage import Usage, keep_usage, quarter_before

COUNTED = (60, 45, None)
"""The latest quarter first; at the beginning they were too few to say."""


def keep_quarters(stores: Stores, *, zone: str, now: datetime) -> None:
    """Keep what was counted before anybody looks: nobody can count it afterwards."""
    quarter = quarter_before(local_day(now, zone))
    with stores.main() as session, transaction(session):
        for people in COUNTED:
            keep_usage(session, usage=Usage(quarter=quarter, people=people))
            quarter = quarter_before(quarter)
