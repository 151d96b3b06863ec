"""F8: clients that send a byte now and then and never come to an end.

Behind a proxy that reads forms before it passes them on, and in `feedbackpulse serve`, they cost
nobody else anything. gunicorn's threads alone are used up by them: that is the control, and the
reason why docs/operate.md puts a proxy before it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from itertools import pairwise
from typing import Final

from feedbackpulse.people.domain import PersonId
from tests.faults.afterwards import look
from tests.faults.answering import deliver
from tests.faults.browsers import Browser, UnansweredError, UnreachableError
from tests.faults.checker import check
from tests.faults.clients import Respondent
from tests.faults.fault import Fault, Result
from tests.faults.history import History
from tests.faults.nginx import nginx_before
from tests.faults.running import Installation, Site, gunicorn, serve
from tests.faults.slow_clients import slow_clients

SOON: Final = 2.0
"""Seconds within which a page comes for everybody else."""
PATIENCE: Final = 6.0
STEPS: Final = 2
"""Requests in one step that is timed."""
Way = Callable[[Installation], AbstractContextManager[str]]


@contextmanager
def behind_nginx(installation: Installation) -> Iterator[str]:
    """Serve with gunicorn behind nginx."""
    with gunicorn(installation) as server, nginx_before(server) as address:
        yield address


@contextmanager
def by_serve(installation: Installation) -> Iterator[str]:
    """Serve with `feedbackpulse serve`."""
    with serve(installation) as server:
        yield server.address


@contextmanager
def gunicorn_alone(installation: Installation) -> Iterator[str]:
    """Serve with gunicorn, and nothing before it."""
    with gunicorn(installation) as server:
        yield server.address


def measure(site: Site) -> Result:
    """Let few and many slow clients come, in both ways that the manual names."""
    found = [
        _try(site, way, slow)
        for way in (behind_nginx, by_serve)
        for slow in ((60,) if site.short else (60, 400))
    ]
    return Result(
        numbers={key: value for one in found for key, value in one.numbers.items()},
        violations=[each for one in found for each in one.violations],
    )


def control(site: Site) -> Result:
    """The test of the test: gunicorn's threads, and nothing before them."""
    return _try(site, gunicorn_alone, 60)


def _try(site: Site, way: Way, slow: int) -> Result:
    history = History(file=site.histories / f"F8-{site.engine}.jsonl")
    bad: list[str] = []
    waits: list[float] = []
    with site.installation(people=site.size(5, 30)) as installation:
        with way(installation) as address, slow_clients(address, slow):
            time.sleep(1)  # for the server to begin with each of them
            for person in installation.codes:
                waits.append(_one(installation, address, person, history))
                if waits[-1] > SOON:  # that is enough to know
                    break
        violations = [str(one) for one in check(history.events, look(installation, history.events))]
    if max(waits) > SOON:
        bad.append(f"{way.__name__}, {slow} slow clients: somebody waited {max(waits):.1f} s")
    name = f"{way.__name__.replace('_', ' ')}, {slow} slow: longest s"
    return Result(numbers={name: round(max(waits), 2)}, violations=[*bad, *violations])


def _one(installation: Installation, address: str, person: PersonId, history: History) -> float:
    """Let somebody answer; return the longest time in seconds that a step took, or was waited."""
    waits = [time.monotonic()]
    browser = Browser(address=address, patience=PATIENCE)
    somebody = Respondent(browser=browser, round_id=installation.round_id)
    with suppress(UnansweredError, UnreachableError, LookupError):
        somebody.come_by_invitation(installation.codes[person])
        waits.append(time.monotonic())
        for step in (somebody.open_page, somebody.fetch_manifest):
            step()
            waits.append(time.monotonic())
        somebody.fill_in()
        deliver(history, somebody, person, tries=3)
    browser.close()
    waits.append(time.monotonic())
    return max(after - before for before, after in pairwise(waits)) / STEPS


FAULTS: Final = (
    Fault(
        id="F8",
        name="Clients that never come to an end",
        limit="everybody else is answered within 2 s",
        measure=measure,
        control=control,
        suite=(),
        suite_control=False,
    ),
)
