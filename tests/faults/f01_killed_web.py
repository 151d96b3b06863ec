"""F1: the processes that serve pages are killed dead while somebody sends a ballot.

Each time somebody begins to send, all web processes get SIGKILL after a random moment of up to
90 ms: before, during or after one of the two transactions. The browser then tries again, as
static/js/ballot/deliver.js does.
"""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass
from typing import Final

from feedbackpulse.people.domain import PersonId
from tests.faults.afterwards import look
from tests.faults.answering import deliver, prepare
from tests.faults.checker import check, longest_return
from tests.faults.fault import Fault, Result
from tests.faults.history import History, Outcome, count
from tests.faults.running import Installation, Server, Site, gunicorn

LATEST: Final = 0.09
"""Seconds after which the processes are killed at the latest."""


@dataclass(kw_only=True, slots=True)
class Cuts:
    """How often somebody was cut off, and how often their ballot was in the box by then."""

    cut: int = 0
    stored: int = 0


def measure(site: Site) -> Result:
    """Kill what the product runs."""
    return _kill(site, times=site.size(8, 200), app="feedbackpulse.wsgi:app")


def control(site: Site) -> Result:
    """The test of the test: a server that acknowledges before it commits."""
    return _kill(site, times=site.size(6, 20), app="tests.faults.careless:early()")


def _kill(site: Site, *, times: int, app: str) -> Result:
    history, cuts = History(file=site.histories / f"F1-{site.engine}.jsonl"), Cuts()
    with site.installation(people=times) as installation:
        with gunicorn(installation, app=app) as server:
            for person in installation.codes:
                _one(installation, server, history, cuts, person)
        violations = check(history.events, look(installation, history.events))
    return Result(
        numbers={
            "kills": times,
            "cut off": cuts.cut,
            "stored by then": cuts.stored,
            "acknowledged": count(history.events, Outcome.OK, "send"),
            "longest to return": longest_return(history.events),
        },
        violations=[str(one) for one in violations],
    )


def _one(
    installation: Installation, server: Server, history: History, cuts: Cuts, person: PersonId
) -> None:
    somebody = prepare(installation, server.address, person)
    after = random.uniform(0, LATEST)  # noqa: S311  (a moment, no secret)
    killer = threading.Thread(target=_kill_after, args=(server, history, after))

    def note_doubt() -> None:
        assert somebody.ballot is not None
        with installation.stores() as stores:
            cuts.cut += 1
            cuts.stored += somebody.ballot.receipt in installation.receipts(stores)

    killer.start()
    deliver(history, somebody, person, unsure=note_doubt)
    killer.join()


def _kill_after(server: Server, history: History, seconds: float) -> None:
    time.sleep(seconds)
    with history.fault("SIGKILL"):
        server.kill_children()


FAULTS: Final = (
    Fault(
        id="F1",
        name="All web processes are killed while somebody sends",
        limit="nothing acknowledged is lost, nobody is counted twice",
        measure=measure,
        control=control,
        suite=("sqlite",),
        suite_control=False,
    ),
)
