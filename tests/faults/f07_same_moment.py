"""F7: many do the same at one moment, or send while somebody else ends what they send to.

Fifty browsers with one invitation, each with a ballot of its own: one is stamped. Then people send
while their round is closed, while a closed one is released and burnt, which those with a stamp may
try, and while their accounts are closed. Whoever was told that it was taken is in the list of
receipts, and nobody else is.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Barrier
from typing import Final

from sqlalchemy import select

from feedbackpulse import clock
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.closing import finish_round, stop_round
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.roster.tables import ReceiptRow
from tests.faults import careless
from tests.faults.afterwards import look
from tests.faults.answering import deliver, prepare
from tests.faults.browsers import Browser
from tests.faults.checker import Stored, Violation, check
from tests.faults.clients import Respondent
from tests.faults.fault import Fault, Result
from tests.faults.history import Event, History, Outcome, count
from tests.faults.rounds import close_round_now
from tests.faults.running import Installation, Site
from tests.faults.serving import served
from tests.reliability.race import whole

Step = Callable[[Stores, Installation], object]
LATEST: Final = 0.15
"""Seconds within which all of it begins."""


def measure(site: Site) -> Result:
    """Let the product be raced."""
    history = History(file=site.histories / f"F7-{site.engine}.jsonl")
    windows = site.size(8, 50)
    with site.installation(people=site.size(5, 100)) as installation:
        with served(site, installation) as server:
            for person in list(installation.codes)[: site.size(2, 100)]:
                _one_invitation(installation, server.address, history, person, windows)
        stored = look(installation, history.events)
    bad = check(history.events, stored)
    numbers = {
        "browsers with one invitation": windows,
        "times": site.size(2, 100),
        "ballots": len(stored.values),
    }
    for race in RACES:
        rounds = [_raced(site, race, number) for number in range(site.size(1, 100))]
        numbers |= {
            f"rounds against {race.name}": len(rounds),
            f"taken before {race.name}": sum(taken for taken, _ in rounds),
            f"of those who sent against {race.name}": len(rounds) * PEOPLE,
        }
        bad += [each for _, found in rounds for each in found]
    return Result(numbers=numbers, violations=[str(one) for one in bad])


def control(site: Site) -> Result:
    """The test of the test: a server that looks before it writes, and one that thanks too early."""
    history = History(file=site.histories / f"F7-{site.engine}-control.jsonl")
    with site.installation(people=5) as installation:
        with careless.racing(), served(replace(site, short=True), installation) as server:
            for person in list(installation.codes)[: site.size(1, 5)]:
                _one_invitation(installation, server.address, history, person, 6)
        caught = [check(history.events, look(installation, history.events))]
    if not site.short:
        caught += [_too_early(site, race) for race in RACES if race.is_listed]
    found = [str(one) for each in caught for one in each]
    return Result(numbers={}, violations=found if all(caught) else [])


def _too_early(site: Site, race: Race) -> list[Violation]:
    """Return what is found of a server that thanks before it commits, in a few rounds."""
    with careless.early_everywhere():
        rounds = (_raced(site, race, number, "control") for number in range(20))
        return next((found for _, found in rounds if found), [])


def _one_invitation(
    installation: Installation, address: str, history: History, person: PersonId, windows: int
) -> None:
    """Let many windows of one browser send a ballot each."""
    first = prepare(installation, address, person)
    first.browser.close()
    start = Barrier(windows)

    def send(window: Respondent) -> None:
        window.fill_in()
        start.wait()
        deliver(history, window, person)

    with ThreadPoolExecutor(windows) as pool:
        list(pool.map(send, [_another_window(first) for _ in range(windows)]))


def _another_window(first: Respondent) -> Respondent:
    known = first.browser
    browser = Browser(address=known.address, cookies=dict(known.cookies))
    return replace(first, browser=browser)


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """What everybody can read once a round is over."""

    receipts: frozenset[str]
    shown: int
    hidden: int

    @classmethod
    def of(cls, stores: Stores, installation: Installation) -> Listed:
        """Read it."""
        query = select(ReceiptRow.code).where(ReceiptRow.round_id == installation.round_id)
        with stores.main() as session:
            receipts = frozenset(session.scalars(query))
        shown, hidden = whole(stores) or (0, 0)
        return cls(receipts=receipts, shown=shown, hidden=hidden)

    def stored(self, events: Sequence[Event]) -> Stored:
        """Return which of the ballots that were tried are in; the list has blanks as well."""
        tried = {event.value for event in events if event.value}
        values = dict.fromkeys(tried & self.receipts, 1)
        wrong = not self.shown <= len(values) <= self.shown + self.hidden
        said = f"{self.shown} to {self.shown + self.hidden} are published, of {len(values)}"
        return Stored(values=values, below_rule=[said] if wrong else [])


def _close(stores: Stores, installation: Installation) -> None:
    close_round_now(stores, installation.round_id)


def _stop(stores: Stores, installation: Installation) -> None:
    """Let nobody have a stamp any more; who has one may bring it until all is counted."""
    reason = "The results are needed sooner."
    stop_round(stores, round_id=installation.round_id, now=clock.now(), reason=reason)


def _release(stores: Stores, installation: Installation) -> None:
    finish_round(stores, round_id=installation.round_id, now=clock.now())


def _deactivate(stores: Stores, installation: Installation) -> None:
    for person in installation.codes:
        with stores.main() as session, transaction(session):
            people.deactivate_person(session, person_id=person, at=clock.now())


@dataclass(frozen=True, kw_only=True, slots=True)
class Race:
    """What happens while everybody sends; with *before*, all have a stamp and that has happened."""

    name: str
    against: Step
    before: Step | None = None
    is_listed: bool = True
    """Afterwards there is a list of receipts; else the box is still there."""


PEOPLE: Final = 6
RACES: Final = (
    Race(name="closing", against=_close),
    Race(name="release", against=_release, before=_stop),
    Race(name="leaving", against=_deactivate, is_listed=False),
)


def _raced(site: Site, race: Race, number: int, kind: str = "race") -> tuple[int, list[Violation]]:
    """Let everybody send while something ends; return how many were in time, and what is wrong."""
    name = f"F7-{race.name}-{number}-{kind}-{site.engine}.jsonl"
    history = History(file=site.histories / name)
    with site.installation(people=PEOPLE) as installation, installation.stores() as stores:
        with served(replace(site, short=True), installation) as server:
            crowd = {one: prepare(installation, server.address, one) for one in installation.codes}
            if race.before is not None:
                assert all(one.get_stamp().outcome is Outcome.OK for one in crowd.values())
                race.before(stores, installation)
            with ThreadPoolExecutor(PEOPLE) as pool:
                sending = [
                    pool.submit(_send_soon, history, somebody, person)
                    for person, somebody in crowd.items()
                ]
                _wait_a_moment()
                race.against(stores, installation)
                for each in sending:
                    each.result()
        if race.is_listed:
            stored = Listed.of(stores, installation).stored(history.events)
        else:
            stored = look(installation, history.events)
    found = check(history.events, stored)
    if not found and history.file is not None:
        history.file.unlink()  # there are hundreds, and only one that broke something is read
    return count(history.events, Outcome.OK, "send"), found


def _send_soon(history: History, somebody: Respondent, person: PersonId) -> None:
    _wait_a_moment()
    deliver(history, somebody, person, tries=40)


def _wait_a_moment() -> None:
    time.sleep(random.uniform(0, LATEST))  # noqa: S311  (a moment, no secret)


FAULTS: Final = (
    Fault(
        id="F7",
        name="Fifty browsers with one invitation; sending against closing, release and leaving",
        limit="one answer for one invitation; taken means listed, refused means not",
        measure=measure,
        control=control,
        suite=("postgresql",),
        minutes=60,
    ),
)
