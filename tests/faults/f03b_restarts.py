"""F3b: PostgreSQL itself is stopped, as `pg_ctl stop -m immediate` does, and started again.

Twenty people send at a time. While it is away the health page has to say so within three seconds,
and once it is back that all is well within five, without anything else being started.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Final

from tests.faults.afterwards import look
from tests.faults.answering import deliver, prepare
from tests.faults.checker import check
from tests.faults.crowd import heard, send_meanwhile
from tests.faults.fault import Fault, Result
from tests.faults.history import History
from tests.faults.own_server import own_server
from tests.faults.running import Site, gunicorn, health
from tests.faults.serving import served
from tests.postgres import Server

NOTICED_WITHIN: Final = 3.0
BACK_WITHIN: Final = 5.0
AWAY: Final = 0.5
"""Seconds, once it was noticed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Restarts:
    """How long it took each time until the health page told the truth, in seconds."""

    server: Server
    address: str
    noticed: list[float] = field(default_factory=list)
    back: list[float] = field(default_factory=list)

    def restart(self) -> None:
        """Let the server go at once, and come back."""
        with self.server.away():
            self.noticed.append(self._until(503, NOTICED_WITHIN))
            time.sleep(AWAY)
        self.back.append(self._until(200, BACK_WITHIN))

    def _until(self, status: int, limit: float) -> float:
        began = time.monotonic()
        while health(self.address) != status and time.monotonic() - began < 2 * limit:
            time.sleep(0.05)
        return time.monotonic() - began

    def violations(self) -> Iterator[str]:
        """Yield what took too long."""
        for what, took, limit in (
            ("the health page noticed", self.noticed, NOTICED_WITHIN),
            ("all was well again", self.back, BACK_WITHIN),
        ):
            yield from (f"I7: {what} after {each:.1f} s" for each in took if each > limit)


def measure(site: Site) -> Result:
    """Restart what the product relies on."""
    history = History(file=site.histories / f"F3b-{site.engine}.jsonl")
    times = site.size(1, 20)
    with ExitStack() as stack:
        place, server = stack.enter_context(own_server(site, "synchronous_commit=on"))
        people = site.size(10, 400)
        installation = stack.enter_context(place.installation(people=people, teams=2))
        with served(place, installation) as pages:
            restarts = Restarts(server=server, address=pages.address)
            crowd = list(installation.codes)
            done = send_meanwhile(
                installation, pages.address, history, crowd, "restart", restarts.restart, times
            )
        stored = look(installation, history.events)
    found = [str(one) for one in check(history.events, stored)]
    found += [] if done == times else [f"there were {done} restarts, and not {times}"]
    longest = {
        "longest to notice": round(max(restarts.noticed, default=0), 1),
        "longest until well": round(max(restarts.back, default=0), 1),
    }
    return Result(
        numbers={"restarts": done, **longest, **heard(history, stored)},
        violations=[*restarts.violations(), *found],
    )


def control(site: Site) -> Result:
    """The test of the test: a server that thanks people for what only its memory has."""
    history = History(file=site.histories / f"F3b-{site.engine}-control.jsonl")
    settings = ("synchronous_commit=off", "wal_writer_delay=10s")
    with ExitStack() as stack:
        place, server = stack.enter_context(own_server(site, *settings))
        installation = stack.enter_context(place.installation(people=site.size(5, 20)))
        with gunicorn(installation, app="tests.faults.careless:hasty()", workers=1) as pages:
            for person in installation.codes:
                deliver(history, prepare(installation, pages.address, person), person)
            with server.away():
                pass
        violations = check(history.events, look(installation, history.events))
    return Result(numbers={}, violations=[str(one) for one in violations])


FAULTS: Final = (
    Fault(
        id="F3b",
        name="PostgreSQL itself is restarted under twenty clients",
        limit="everybody is counted once; noticed in 3 s, back in 5 s",
        measure=measure,
        control=control,
        engines=("postgresql",),
        suite_control=False,
    ),
)
