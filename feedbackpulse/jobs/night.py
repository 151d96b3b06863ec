"""Once a day, working day or not: take away in which order ballots came and claims were made.

And in which order colleagues answered, people had their say or brought something up, whom a mail
was for that is long delivered, what was erased of notebooks, and half a file that a killed process
left.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from feedbackpulse.ballots import service as ballots
from feedbackpulse.consultations.naming import take_names_off
from feedbackpulse.consultations.proposals import (
    count_votes,
    destroy_spent_keys,
    scrub_contributions,
)
from feedbackpulse.database import Stores, transaction
from feedbackpulse.notices.outbox import sweep_outbox
from feedbackpulse.people.directory import people_who_left
from feedbackpulse.reflection.leaving import sweep_erased
from feedbackpulse.reflection.peers import scrub_peers
from feedbackpulse.release.replies import scrub_replies
from feedbackpulse.roster import service as roster
from feedbackpulse.signals.service import scrub_signals
from feedbackpulse.traces import forget_deleted
from feedbackpulse.workbench import clear_workbench


@dataclass(kw_only=True, slots=True)
class Night:
    """Remembers on which day this process last did it; a new process does it once more."""

    bench: Path | None = None
    """Where this installation makes files."""
    _done_on: date | None = field(default=None, init=False)

    def scramble(self, stores: Stores, *, now: datetime) -> bool:
        """Scramble both stores unless that was done today; say whether this call did it."""
        day = now.astimezone(UTC).date()
        if self._done_on == day:
            return False
        scramble_stores(stores)
        if self.bench is not None:
            clear_workbench(self.bench, now=now)
        self._done_on = day
        return True


def scramble_stores(stores: Stores) -> None:
    """Write ballots, codes, rosters and letters anew in a random order, each store by itself."""
    with stores.box() as box:
        ballots.scrub(box)
    with stores.main() as session:
        roster.scrub_roster(session)
        scrub_peers(session)
        scrub_signals(session)
        scrub_replies(session)
        sweep_erased(session)
        sweep_outbox(session)
        _settle_contributions(session, stores.keys)
        forget_deleted(session)


def _settle_contributions(session: Session, keys: Path) -> None:
    """Count who wants which proposal, and keep neither keys, names nor an order for longer."""
    with transaction(session):
        count_votes(session)
        take_names_off(session, people=people_who_left(session))
    destroy_spent_keys(session, keys=keys)
    scrub_contributions(session)
