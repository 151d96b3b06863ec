"""F18: ten minutes of everything at once, and every minute something is killed.

People answer, others read whatever a page leads to, a worker does its jobs. In turn the youngest
web process and the worker are killed. Meanwhile the oldest web process, which nobody kills, and
what all of them share are looked at: nothing may grow.
"""

from __future__ import annotations

import random
import re
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count as counted
from pathlib import Path
from typing import Final

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.jobs.tick import tick
from feedbackpulse.people.domain import PersonId
from tests.faults.afterwards import look
from tests.faults.answering import NotPreparedError, deliver, prepare
from tests.faults.browsers import Browser, UnansweredError, UnreachableError
from tests.faults.checker import check, longest_return
from tests.faults.fault import Fault, Result
from tests.faults.history import History, Outcome, count
from tests.faults.running import Installation, Process, Server, Site, gunicorn, worker
from tests.faults.samples import Growth, Sample, growths, look_at
from tests.faults.signed_in import signed_in

ALLOWED: Final = {
    "memory": 24e6,
    "files": 6,
    "threads": 2,
    "connections": 12,
    "rows": 0,
    "log": 16e6,
    "temporary": 3,
}
"""How much more is no growth: a pool that fills, a cache that is bounded."""
_IN_BYTES: Final = {"memory", "log"}
LARGEST_LOG: Final = 64 * 2**20
DOCUMENT: Final = "/account/data/everything.pdf"
GLANCE: Final = 0.1
"""Seconds that somebody looks at a page: more readers than these would only wait for each other."""
_LINK: Final = re.compile(r'href="(/[^"#]*)"')
_AWAY: Final = re.compile(r"/(sign-out|sign-in|static|i)\b")


@dataclass(frozen=True, kw_only=True, slots=True)
class Length:
    """How long it lasts in seconds, how often something is killed, and who is busy with what."""

    lasts: float
    kill_every: float
    look_every: float
    readers: int
    answering: int
    people: int
    pause: float
    documents: int


@dataclass(kw_only=True)
class Busy:
    """What goes on, until it is over."""

    installation: Installation
    address: str
    history: History
    over: threading.Event = field(default_factory=threading.Event)
    pages: int = 0
    by_status: dict[int, int] = field(default_factory=dict)
    mistakes: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def measure(site: Site) -> Result:
    """Soak the product."""
    return _soak(site, _length(site), app="feedbackpulse.wsgi:app")


def control(site: Site) -> Result:
    """The test of the test: a product that keeps something of every request."""
    length = replace(_length(site), lasts=site.size(9, 40), kill_every=site.size(5, 20))
    return _soak(site, length, app="tests.faults.leaking:leaking()")


def _length(site: Site) -> Length:
    return Length(
        lasts=site.size(9, 600),
        kill_every=site.size(3, 60),
        look_every=0.4 if site.short else 5,
        readers=site.size(1, 4),
        answering=site.size(1, 4),
        people=site.size(24, 900),
        pause=0.3 if site.short else 2.0,
        documents=site.size(6, 24),
    )


def _soak(site: Site, length: Length, *, app: str) -> Result:
    history = History(file=site.histories / f"F18-{site.engine}.jsonl")
    with tempfile.TemporaryDirectory(prefix="soak-") as temporary:
        place = Path(temporary)
        with site.installation(people=length.people) as installation:
            _work_once(installation)
            with _on(installation, place, app) as (server, jobs):
                busy = Busy(installation=installation, address=server.address, history=history)
                samples = _run(busy, server, jobs, length, place)
                violations = [
                    str(one) for one in check(history.events, look(installation, history.events))
                ]
    grown = list(growths(samples, ALLOWED))
    return Result(
        numbers=_numbers(busy, grown, samples),
        violations=[*violations, *_mistakes(busy), *_too_much(grown, samples)],
    )


def _work_once(installation: Installation) -> None:
    """Do what is due, so that what a worker does first of all counts as no growth."""
    with installation.stores() as stores:
        tick(stores, now=clock.now(), catalogue=load_catalogue())


@contextmanager
def _on(installation: Installation, temporary: Path, app: str) -> Iterator[tuple[Server, Process]]:
    """Run two web processes and a worker, with a folder of their own for what is temporary."""
    options = ("--env", f"TMPDIR={temporary}", "--env", "MALLOC_ARENA_MAX=2")
    with gunicorn(installation, app=app, options=options) as server, worker(installation) as jobs:
        yield server, jobs


def _run(
    busy: Busy, server: Server, jobs: Process, length: Length, temporary: Path
) -> list[Sample]:
    """Let everybody loose, kill something now and then, and look meanwhile."""
    everybody = list(busy.installation.codes)
    readers, others = everybody[: length.readers], everybody[length.readers :]
    _load_libraries(busy, readers[0], length.documents)
    threads = [
        *(
            threading.Thread(target=_read, args=(busy, who, seed))
            for seed, who in enumerate(readers)
        ),
        *(
            threading.Thread(
                target=_answer, args=(busy, others[n :: length.answering], length.pause)
            )
            for n in range(length.answering)
        ),
    ]
    for thread in threads:
        thread.start()
    try:
        return _watched(busy, server, jobs, length, temporary)
    finally:
        busy.over.set()
        for thread in threads:
            thread.join()


def _load_libraries(busy: Busy, reader: PersonId, documents: int) -> None:
    """Have every process make a document: the first one loads 40 MB of libraries, once."""
    cookies = signed_in(busy.installation, reader)

    def fetch(_number: int) -> int:
        browser = Browser(address=busy.address, cookies=dict(cookies), patience=60)
        try:
            return browser.get(DOCUMENT).status
        finally:
            browser.close()

    with ThreadPoolExecutor(4) as at_once:
        assert set(at_once.map(fetch, range(documents))) <= {200}


def _watched(
    busy: Busy, server: Server, jobs: Process, length: Length, temporary: Path
) -> list[Sample]:
    oldest, samples, began = server.children()[0], list[Sample](), time.monotonic()
    kills = counted()
    next_kill = length.kill_every
    with busy.installation.stores() as stores:
        while (at := time.monotonic() - began) < length.lasts:
            if at >= next_kill:
                next_kill += length.kill_every
                _kill(busy, server, jobs, number=next(kills), oldest=oldest)
            samples.append(look_at(oldest, busy.installation.folder, temporary, stores, at=at))
            time.sleep(length.look_every)
    return samples


def _kill(busy: Busy, server: Server, jobs: Process, *, number: int, oldest: int) -> None:
    """Kill the web process that is not the oldest, or the worker, which is started again."""
    if number % 2 == 0:
        with busy.history.fault("SIGKILL of a web process"):
            server.kill_children(spare=oldest)
    else:
        with busy.history.fault("SIGKILL of the worker"):
            jobs.kill()
            jobs.start()


def _answer(busy: Busy, people: Sequence[PersonId], pause: float) -> None:
    """Let people answer one after the other, as long as it lasts."""
    for person in people:
        if busy.over.is_set():
            return
        try:
            somebody = prepare(busy.installation, busy.address, person)
        except NotPreparedError as error:
            busy.mistakes.append(f"could not read the questions: {error}")
            continue
        deliver(busy.history, somebody, person)
        somebody.browser.close()
        busy.over.wait(pause)


def _read(busy: Busy, reader: PersonId, seed: int) -> None:
    """Follow links from page to page, as somebody who is signed in."""
    chance = random.Random(seed)  # noqa: S311  (where somebody clicks)
    browser = Browser(address=busy.address, cookies=signed_in(busy.installation, reader))
    path = "/"
    while not busy.over.is_set():
        try:
            reply = browser.get(path)
        except (UnansweredError, UnreachableError):
            continue  # what was killed took it along
        with busy.lock:
            busy.pages += 1
            busy.by_status[reply.status] = busy.by_status.get(reply.status, 0) + 1
        links = [one for one in _LINK.findall(reply.text) if not _AWAY.match(one)]
        path = reply.leads_to or chance.choice([*links, "/", "/health"])
        busy.over.wait(GLANCE)
    browser.close()


def _mistakes(busy: Busy) -> list[str]:
    wrong = busy.by_status.get(500, 0)
    return [*busy.mistakes[:5], *([f"{wrong} pages answered 500"] if wrong else [])]


def _too_much(grown: Sequence[Growth], samples: Sequence[Sample]) -> list[str]:
    found = [
        f"{one.what} grew from {one.first:,.0f} to {one.last:,.0f}"
        for one in grown
        if one.is_growth
    ]
    largest = max(sample.log for sample in samples)
    return [*found, f"the log of SQLite had {largest:,} bytes"] if largest > LARGEST_LOG else found


def _numbers(
    busy: Busy, grown: Sequence[Growth], samples: Sequence[Sample]
) -> dict[str, int | float]:
    events = busy.history.events
    change = {f"{_unit(one.what)} more": _scaled(one.what, one.last - one.first) for one in grown}
    return {
        "minutes": round(samples[-1].at / 60, 1),
        "kills": count(events, Outcome.OK, "fault"),
        "pages": busy.pages,
        "acknowledged": count(events, Outcome.OK, "send"),
        "memory MB": round(samples[-1].memory / 1e6),
        "longest to return": longest_return(events),
        **change,
    }


def _unit(what: str) -> str:
    return f"MB of {what}" if what in _IN_BYTES else what


def _scaled(what: str, number: float) -> float:
    return round(number / 1e6, 1) if what in _IN_BYTES else round(number)


FAULTS: Final = (
    Fault(
        id="F18",
        name="Mixed work for ten minutes, with a kill each minute",
        limit="nothing lost or doubled, and nothing grows",
        measure=measure,
        control=control,
        suite=("sqlite",),
        suite_control=False,
    ),
)
