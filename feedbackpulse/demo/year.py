"""A year of rounds, made by running them: opened, answered, closed, released and burnt."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import uuid4

from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.approvals import Decision, ask_approval, decide
from feedbackpulse.cycles.domain import Cycle, CycleId, Rhythm, Round, draft_cycle
from feedbackpulse.database import Stores, transaction
from feedbackpulse.demo.answers import Feelings
from feedbackpulse.demo.moves import let_people_come_and_go
from feedbackpulse.demo.voting import Voting
from feedbackpulse.jobs.closing import close_round
from feedbackpulse.jobs.rounds import open_round

ROUNDS: Final = 12
"""How many rounds are behind the organisation; one more is open."""
OPEN_SINCE: Final = timedelta(days=5)
LONG_BEFORE: Final = timedelta(days=400)
FROM_NOW: Final = timedelta(days=21)
CHANGED_BEFORE: Final = 10
LAST_DAY_IN_EVERY_MONTH: Final = 28
PUT_ASIDE: Final = "De verhuizing is uitgesteld tot de zomer."
COUNCIL_SAYS: Final = "Akkoord. Vertel in elke ronde ook wat er met de vorige is gedaan."


@dataclass(frozen=True, kw_only=True, slots=True)
class Year:
    """What running the rounds needs."""

    stores: Stores
    catalogue: Catalogue
    cycle: Cycle
    voting: Voting
    say: Callable[[str], None]

    def run(self) -> None:
        """Run a year of rounds, and leave the one after it open with some ballots in it."""
        for number in range(1, ROUNDS + 1):
            asked = self._open(number)
            ballots = self.voting.finish(asked, progress=(number - 1) / (ROUNDS - 1))
            self._close(asked)
            self.say(f"  round {number:>2}: {ballots} ballots, closed and published")
        ballots = self.voting.begin(self._open(ROUNDS + 1), days=OPEN_SINCE.days)
        self.say(f"  round {ROUNDS + 1}: open, {ballots} ballots so far")

    def _open(self, number: int) -> Round:
        asked = self._get(number)
        if number == CHANGED_BEFORE:
            let_people_come_and_go(self.stores, at=asked.opens_at - timedelta(days=3))
        open_round(self.stores, round_id=asked.id, now=asked.opens_at, catalogue=self.catalogue)
        return self._get(number)

    def _close(self, asked: Round) -> None:
        close_round(self.stores, round_id=asked.id, now=asked.closes_at)
        with self.stores.main() as session, transaction(session):
            cycles.plan_next_rounds(session, now=asked.closes_at, catalogue=self.catalogue)

    def _get(self, number: int) -> Round:
        with self.stores.main() as session:
            found = cycles.list_rounds(session, cycle_id=self.cycle.id)
        return next(asked for asked in found if asked.number == number)


def make_year(
    stores: Stores, *, seed: int, zone: str, now: datetime, say: Callable[[str], None]
) -> None:
    """Start a monthly cycle a year ago and run all its rounds up to now."""
    generator = random.Random(seed)  # noqa: S311  (a story, not a secret)
    catalogue = load_catalogue()
    voting = Voting(
        stores=stores, feelings=Feelings(generator=generator), generator=generator, zone=zone
    )
    cycle = _start(stores, catalogue, zone=zone, now=now)
    Year(stores=stores, catalogue=catalogue, cycle=cycle, voting=voting, say=say).run()
    _leave_plans(stores, catalogue, zone=zone, now=now)


def _first_day(now: datetime, zone: str) -> date:
    """Return a day a year before the open round's, in a month's first 28 days."""
    opened = clock.local_day(now - OPEN_SINCE, zone)
    day = min(opened.day, LAST_DAY_IN_EVERY_MONTH)
    return date(opened.year - 1, opened.month, day)


def _start(stores: Stores, catalogue: Catalogue, *, zone: str, now: datetime) -> Cycle:
    drafted = draft_cycle(
        cycle_id=CycleId(uuid4()),
        title="Hoe luisteren we?",
        first_day=_first_day(now, zone),
        zone=zone,
        blocks=(1, 2, 3, 4, 5, 6),
    )
    cycle = replace(
        drafted,
        blocks_per_round=2,
        rhythm=Rhythm.MONTHLY,
        window_days=14,
        step=7,
        attributes=("hours", "contact"),
        asks_learning=True,
        asks_worth=True,
    )
    with stores.main() as session, transaction(session):
        cycles.save_draft(session, cycle=cycle)
        started = cycles.start_cycle(
            session, cycle_id=cycle.id, now=now - LONG_BEFORE, catalogue=catalogue
        )
        _let_council_approve(session, started, on=clock.local_day(now - LONG_BEFORE, zone))
        return started


def _let_council_approve(session: Session, cycle: Cycle, *, on: date) -> None:
    """Let the works council look at it for some days, and approve how people are protected."""
    asked = ask_approval(session, cycle=cycle, on=on)
    decide(
        session,
        approval_id=asked.id,
        decision=Decision.APPROVED,
        remark=COUNCIL_SAYS,
        on=on + timedelta(days=5),
    )


def _leave_plans(stores: Stores, catalogue: Catalogue, *, zone: str, now: datetime) -> None:
    """Leave what HR is still thinking about, and what it put aside."""
    drafted = draft_cycle(
        cycle_id=CycleId(uuid4()),
        title="Hoe luistert onze leiding?",
        first_day=clock.local_day(now + FROM_NOW, zone),
        zone=zone,
        blocks=(7, 8, 9, 10),
    )
    draft = replace(drafted, rhythm=Rhythm.QUARTERLY, step=7)
    aside = replace(draft, id=CycleId(uuid4()), title="Na de verhuizing", blocks=(6,))
    with stores.main() as session, transaction(session):
        cycles.save_draft(session, cycle=draft)
        cycles.save_draft(session, cycle=aside)
        cycles.start_cycle(session, cycle_id=aside.id, now=now, catalogue=catalogue)
        cycles.pause_cycle(session, cycle_id=aside.id, now=now, reason=PUT_ASIDE)
