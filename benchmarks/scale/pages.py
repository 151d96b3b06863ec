"""Open the pages that people and readers use most, and measure each of them."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Final
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient

from benchmarks.organisation import Made
from benchmarks.usage import Meter
from feedbackpulse import clock
from feedbackpulse.accounts import service as accounts
from feedbackpulse.cycles import service as cycles
from feedbackpulse.database import transaction
from feedbackpulse.people.domain import PersonId

_FINE: Final = 200
_TIMES: Final = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A page, who opens it, and at which of the moments it is measured."""

    who: str
    path: str
    moments: tuple[str, ...] = ("open", "released")


PAGES: Final[Sequence[Page]] = (
    Page(who="employee", path="/"),
    Page(who="employee", path="/pulse/{round}", moments=("open",)),
    Page(who="employee", path="/pulse/{round}/check", moments=("open",)),
    Page(who="employee", path="/pulse/{round}/manifest", moments=("open",)),
    Page(who="employee", path="/pulse/{round}/manifest/0", moments=("open",)),
    Page(who="employee", path="/outcome/{own}/whole", moments=("released",)),
    Page(who="employee", path="/pulse/{round}/receipts", moments=("released",)),
    Page(who="employee", path="/programme"),
    Page(who="employee", path="/share/new-idea"),
    Page(who="lead", path="/team"),
    Page(who="lead", path="/team/{led}/whole", moments=("released",)),
    Page(who="lead", path="/team/participation"),
    Page(who="lead", path="/team/{led}/words", moments=("released",)),
    Page(who="employee", path="/changes"),
    Page(who="hr", path="/org"),
    Page(who="hr", path="/org/cycles/{cycle}"),
    Page(who="hr", path="/org/signals"),
    Page(who="hr", path="/org/promises/new"),
    Page(who="hr", path="/org/rounds/{round}"),
    Page(who="hr", path="/org/participation"),
    Page(who="hr", path="/org/results", moments=("released",)),
    Page(who="hr", path="/org/results/{top}/whole", moments=("released",)),
    Page(who="hr", path="/org/results/departments", moments=("released",)),
    Page(who="hr", path="/org/results/response", moments=("released",)),
    Page(who="hr", path="/org/results/association", moments=("released",)),
    Page(who="hr", path="/org/results/compare", moments=("released",)),
    Page(who="hr", path="/org/results/questions", moments=("released",)),
    Page(who="hr", path="/org/results/learning", moments=("released",)),
    Page(who="hr", path="/org/words", moments=("released",)),
    Page(who="hr", path="/org/listening"),
    Page(who="admin", path="/admin/people"),
    Page(who="admin", path="/admin/people/new", moments=("open",)),
)


def pages_measured(app: Flask, made: Made, meter: Meter, moment: str) -> None:
    """Open and measure every page of a moment."""
    names = {**_names(app, made)}
    visitors = {who: _visitor(app, person) for who, person in _people(made)}
    with _tidied():
        for page in PAGES:
            if moment in page.moments:
                _measure(
                    meter,
                    f"{moment}: {page.who} {page.path}",
                    visitors[page.who],
                    page.path.format(**names),
                )


def _measure(meter: Meter, name: str, visitor: FlaskClient, path: str) -> None:
    """Open a page once for the first time, once for its memory, and then for its time."""
    visitor.get(path)
    with meter.step(name) as step:
        answer = visitor.get(path)
    step.bytes = len(answer.data)
    taken = [_seconds(visitor, path) for _ in range(_TIMES)]  # who watches memory takes time, too
    step.seconds, step.cpu = (median(each) for each in zip(*taken, strict=True))
    if answer.status_code != _FINE:
        step.name += f" ({answer.status_code})"


def _seconds(visitor: FlaskClient, path: str) -> tuple[float, float]:
    """Return how long a page takes, and how long of that this process works."""
    start, worked = time.perf_counter(), time.process_time()
    visitor.get(path)
    return time.perf_counter() - start, time.process_time() - worked


@contextmanager
def _tidied() -> Iterator[None]:
    """Let no page pay for what is left of filling the box: a process that serves never did that."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _people(made: Made) -> Iterator[tuple[str, PersonId]]:
    yield from {
        "employee": made.employee,
        "lead": made.lead,
        "hr": made.hr,
        "admin": made.admin,
    }.items()


def _names(app: Flask, made: Made) -> dict[str, UUID]:
    with app.extensions["feedbackpulse"].stores.main() as session:
        [asked] = [one for one in cycles.list_rounds(session) if one.number == 1]
    return {
        "round": asked.id,
        "cycle": asked.cycle_id,
        "own": made.led,
        "led": made.led,
        "top": made.teams[0],
    }


def _visitor(app: Flask, person: PersonId) -> FlaskClient:
    client = app.test_client()
    with app.extensions["feedbackpulse"].stores.main() as session, transaction(session):
        token = accounts.start_session(session, person_id=person, now=clock.now())
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True
    return client
