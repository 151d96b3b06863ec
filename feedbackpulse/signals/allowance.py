"""How much may be sent without a name in an hour, by the whole organisation together.

It is counted for everybody at once, so that nothing about a sender has to be kept. Each hour begins
with a part of it used, which is chance: what is left does not tell how much was sent. The worker
begins a new hour also when nobody sends, so that the hour that stands there is always the last.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import update
from sqlalchemy.orm import Session

from feedbackpulse.database import insert_if_new
from feedbackpulse.signals.tables import AllowanceRow

MOST: Final = 240
"""What an hour begins with at most; half of it at least."""
KEPT_FOR_WORK: Final = 90
"""So much stays for browsers that worked for it: who does not can use up the rest only."""
_ONLY: Final = 1
_SECONDS: Final = 3600


def take_one(session: Session, *, now: datetime, worked: bool) -> bool:
    """Use one of what may be sent in this hour; say whether there was one."""
    begin_hour(session, now=now)
    least = 0 if worked else KEPT_FOR_WORK
    taken: Any = session.execute(
        update(AllowanceRow)
        .where(AllowanceRow.id == _ONLY, AllowanceRow.left > least)
        .values(left=AllowanceRow.left - 1)
    )
    return bool(taken.rowcount == 1)


def begin_hour(session: Session, *, now: datetime) -> None:
    """Lay down what may be sent in this hour, unless that was done."""
    fresh = {"hour": _hour(now), "left": MOST - secrets.randbelow(MOST // 2 + 1)}
    if not insert_if_new(session, AllowanceRow, {"id": _ONLY, **fresh}):
        session.execute(
            update(AllowanceRow).where(AllowanceRow.hour != fresh["hour"]).values(**fresh)
        )


def _hour(now: datetime) -> int:
    return int(now.astimezone(UTC).timestamp()) // _SECONDS
