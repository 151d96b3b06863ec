"""F17: who was there when people came, and has everything that a crash left, learns nothing.

Forty people answer one after the other, and the processes that serve them are killed again and
again. Whoever saw them come then gets the databases with their logs, every file of the folder and
every line that was written, and a backup that is made then. The same look, but for the backup,
follows each of the other faults.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from tests.faults.afterwards import look
from tests.faults.answering import deliver, prepare
from tests.faults.checker import check
from tests.faults.copied import Parts, backed_up, copied, leaks
from tests.faults.fault import Fault, Result
from tests.faults.history import History, Outcome, count
from tests.faults.running import Installation, Server, Site, gunicorn
from tests.faults.serving import served

BackUp = Callable[[Installation, str], Parts]
KILLED_AFTER: Final = 10
"""After so many people, again and again."""


def measure(site: Site) -> Result:
    """Look at what the product leaves behind."""
    return _looked_at(site, backed_up, after_the_night=True)


def control(site: Site) -> Result:
    """The test of the test: before the night the order is still there, and a copy is no backup."""
    return _looked_at(site, copied, after_the_night=False)


def _looked_at(site: Site, back_up: BackUp, *, after_the_night: bool) -> Result:
    history = History(file=site.histories / f"F17-{site.engine}.jsonl")
    kills = 0
    with site.installation(people=site.size(24, 40)) as installation:
        before = back_up(installation, "before.backup")
        with (served if site.short else _killable)(site, installation) as server:
            for place, person in enumerate(installation.codes, 1):
                deliver(history, prepare(installation, server.address, person), person)
                if isinstance(server, Server) and place % KILLED_AFTER == 0:
                    kills += server.kill_children()
        told = [*leaks(installation, before, back_up(installation, "after.backup"))]
        stored = look(installation, history.events, after_the_night=after_the_night)
    return Result(
        numbers={
            "people": count(history.events, Outcome.OK, "send"),
            "processes killed": kills,
            "findings": len(stored.linked) + len(told),
        },
        violations=[*told, *(str(one) for one in check(history.events, stored))],
    )


@contextmanager
def _killable(_site: Site, installation: Installation) -> Iterator[Server]:
    with gunicorn(installation) as server:
        yield server


FAULTS: Final = (
    Fault(
        id="F17",
        name="Everything that a crash leaves, for somebody who saw people come",
        limit="no order, no name, no code and no ballot where it should not be",
        measure=measure,
        control=control,
        suite=("postgresql",),
    ),
)
