"""Once a day, working day or not: take away in which order ballots came and claims were made.

And whom a mail was for that is long delivered.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from feedbackpulse.ballots import service as ballots
from feedbackpulse.database import Stores
from feedbackpulse.notices.outbox import sweep_outbox
from feedbackpulse.roster import service as roster
from feedbackpulse.traces import forget_deleted


@dataclass(kw_only=True, slots=True)
class Night:
    """Remembers on which day this process last did it; a new process does it once more."""

    _done_on: date | None = field(default=None, init=False)

    def scramble(self, stores: Stores, *, now: datetime) -> bool:
        """Scramble both stores unless that was done today; say whether this call did it."""
        day = now.astimezone(UTC).date()
        if self._done_on == day:
            return False
        scramble_stores(stores)
        self._done_on = day
        return True


def scramble_stores(stores: Stores) -> None:
    """Write ballots, codes and rosters anew in a random order, each store by itself."""
    with stores.box() as box:
        ballots.scrub(box)
    with stores.main() as session:
        roster.scrub_roster(session)
        sweep_outbox(session)
        forget_deleted(session)
