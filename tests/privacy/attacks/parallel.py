"""A7: can one person get two ballots by asking from many places at the same moment?

Four processes ask for everybody's stamp at once, each with many threads and each time for another
ballot.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from sqlalchemy import select, update

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.domain import PersonId
from feedbackpulse.roster.issuing import Issued
from feedbackpulse.roster.tables import RosterRow
from tests.jobs.company import found
from tests.privacy.attacks.client import Blank, Voting
from tests.privacy.attacks.measure import Lab, Measure
from tests.reliability.crash_everywhere import dispose, stores_in
from tests.reliability.race import race

PROCESSES: Final = 4
Ask = Callable[[Voting, PersonId, Blank], bool]


def measure(lab: Lab) -> Measure:
    """Ask for stamps."""
    return _attack(lab, _ask)


def naive(lab: Lab) -> Measure:
    """The test of the test: look first whether somebody has one, then note it."""
    return _attack(lab, _ask_naively)


def _attack(lab: Lab, ask: Ask) -> Measure:
    people, at_once = lab.size(4, 100), lab.size(12, 40)
    with lab.instance() as instance:
        company = found(instance.stores, f"Company {max(people, 5)}")
        round_id = company.plan()
        company.open(round_id)
        asked_for = sorted(company.everybody())[:people]
        work = _worker(round_id, asked_for, at_once // PROCESSES, ask)
        said = race(instance.folder, [work] * PROCESSES)
        stores = stores_in(instance.folder)
        claims = _claims(stores, round_id)
        dispose(stores)
    counts = [_counts(one) for one in said]
    given = [sum(count[place] for count in counts) for place in range(people)]
    right = sum(one == 1 for one in given)
    return Measure(
        figure=f"{right} / {people}",
        holds=right == people == claims,
        details=(
            f"{PROCESSES} processes, {at_once} requests at once for each of {people} people",
            f"stamps given per person: {sorted(set(given))}",
        ),
    )


def _counts(said: str) -> list[int]:
    """Read how many stamps a process got for each person."""
    assert set(said) <= set("0123456789, []"), said
    return [int(one) for one in said.strip("[]").split(",")]


def _worker(
    round_id: RoundId, people: list[PersonId], threads: int, ask: Ask
) -> Callable[[Stores], object]:
    def work(stores: Stores) -> object:
        voting = Voting.of(stores, round_id)
        return [_at_once(voting, person, threads, ask) for person in people]

    return work


def _at_once(voting: Voting, person: PersonId, threads: int, ask: Ask) -> int:
    blanks = [voting.blank_for(person) for _ in range(threads)]
    together = threading.Barrier(threads)

    def one(blank: Blank) -> bool:
        together.wait()
        return ask(voting, person, blank)

    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(one, blanks))


def _ask(voting: Voting, person: PersonId, blank: Blank) -> bool:
    return isinstance(voting.ask(person, blank), Issued)


def _ask_naively(voting: Voting, person: PersonId, blank: Blank) -> bool:
    own = (RosterRow.round_id == voting.asked.id, RosterRow.person_id == person)
    with voting.stores.main() as session:
        if session.scalar(select(RosterRow.claim).where(*own)) is not None:
            return False
    time.sleep(0.02)  # as a page does that renders something
    with voting.stores.main() as session, transaction(session):
        session.execute(update(RosterRow).where(*own).values(claim=blank.blinded[:32]))
    return True


def _claims(stores: Stores, round_id: RoundId) -> int:
    with stores.main() as session:
        query: Any = select(RosterRow.claim).where(RosterRow.round_id == round_id)
        return sum(claim is not None for claim in session.scalars(query))
