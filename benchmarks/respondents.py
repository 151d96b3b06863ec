"""People who answer at the same time: most as browsers do, some slowly, some in a hurry."""

from __future__ import annotations

import json
import random
import re
import ssl
import threading
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy.orm import Session

from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import Stores
from feedbackpulse.people.domain import PersonId
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.intake import stamp_of
from feedbackpulse.roster.manifest import stamps_in
from tests.faults.answering import FINAL
from tests.faults.browsers import Browser, Reply, UnansweredError, UnreachableError
from tests.faults.clients import CAST, Ballot, Respondent, new_ballot
from tests.faults.history import History, Outcome
from tests.faults.running import Installation

TRIES: Final = 20
SLOW_PACE: Final = 2_000
"""Bytes a second: a telephone in a lift."""
_STEPS: Final = (
    ("GET", r"/i$", "invitation"),
    ("POST", r"/i$", "its button"),
    ("GET", r"/sign-in", "sign-in page"),
    ("POST", r"/sign-in", "signing in"),
    ("GET", r"/static/", "a file"),
    ("GET", r"/pulse/[^/]+$", "questions"),
    ("GET", r"/manifest$", "manifest"),
    ("GET", r"/manifest/\d+$", "its part"),
    ("POST", r"/stamp$", "stamp"),
    ("POST", r"/ballot/cast$", "ballot"),
    ("GET", r"/receipts$", "receipts"),
)


@dataclass(kw_only=True)
class Watch:
    """How long each step took in seconds, what went wrong, and how many were busy at once."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    busy: int = 0
    most_busy: int = 0
    left: int = 0
    """How many sent their ballot and did not wait for the answer."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, step: str, seconds: float, *, is_good: bool) -> None:
        """Note one answer, or that none came."""
        with self.lock:
            self.took[step].append(seconds)
            self.wrong[step] += not is_good

    def come(self, change: int) -> None:
        """Note that somebody came or went."""
        with self.lock:
            self.busy += change
            self.most_busy = max(self.most_busy, self.busy)


@dataclass(kw_only=True)
class WatchedBrowser(Browser):
    """A browser whose every request is timed."""

    watch: Watch

    def _ask(self, method: str, path: str, sent: bytes | None, headers: dict[str, str]) -> Reply:
        began, is_good = time.perf_counter(), False
        try:
            reply = super()._ask(method, path, sent, headers)
            is_good = reply.status < 400  # noqa: PLR2004  (from here on HTTP means a mistake)
            return reply
        finally:
            self.watch.note(step_of(method, path), time.perf_counter() - began, is_good=is_good)


def step_of(method: str, path: str) -> str:
    """Return the name of a request in the table."""
    return next(name for verb, form, name in _STEPS if verb == method and re.search(form, path))


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """Who does what when: all of it is decided before the clock starts."""

    person: PersonId
    code: str
    email: str
    ballot: Ballot
    comes_after: float
    thinks: float
    pace: int
    """Bytes a second; 0 is as fast as it goes."""
    hurries: bool
    by_password: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Crowd:
    """In how many seconds they come, how long they think, and how many are unusual.

    Nobody sends before the last has come: then all of them are there at once.
    """

    arrive: float
    think: float
    slow: float = 0.02
    hurried: float = 0.05
    passwords: int = 40
    """How many sign in; from one address more would be taken for guessing."""


def plans(
    stores: Stores, installation: Installation, emails: Mapping[PersonId, str], crowd: Crowd
) -> list[Plan]:
    """Decide for everybody, and make their ballots: the browsers' own work, which costs us none."""
    chance = random.Random(1)  # noqa: S311  (fictional people)
    with stores.main() as session:
        manifest = _manifest(session, installation.round_id)
        stamps = {
            person: stamp_of(roster.asked_now(session, person_id=person).invitations[0].unit)
            for person in installation.codes
        }
    return [
        Plan(
            person=person,
            code=code,
            email=emails[person],
            ballot=new_ballot(manifest, stamps[person]),
            comes_after=comes,
            thinks=crowd.arrive - comes + min(chance.expovariate(1 / crowd.think), 4 * crowd.think),
            pace=SLOW_PACE if chance.random() < crowd.slow else 0,
            hurries=chance.random() < crowd.hurried,
            by_password=number < crowd.passwords,
        )
        for number, (person, code) in enumerate(installation.codes.items())
        for comes in [chance.uniform(0, crowd.arrive)]
    ]


def _manifest(session: Session, round_id: RoundId) -> dict[str, Any]:
    """Return a manifest with all of its stamps."""
    content = json.loads(cycles.get_manifest(session, round_id=round_id) or b"")
    parts = cycles.get_manifest_parts(session, round_id=round_id)
    return {**content, "stamps": stamps_in(content, parts)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Front:
    """Where people come in, and how they know that it is us."""

    address: str
    tls: ssl.SSLContext | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def answer(
    front: Front, plan: Plan, *, watch: Watch, history: History, files: Sequence[str], password: str
) -> None:
    """Let one person answer from beginning to end."""
    time.sleep(plan.comes_after)
    watch.come(1)
    browser = WatchedBrowser(
        address=front.address,
        tls=front.tls,
        headers=front.headers,
        watch=watch,
        patience=60,
        pace=plan.pace,
    )
    somebody = Respondent(browser=browser, round_id=plan.ballot.round_id, ballot=plan.ballot)
    try:
        _read(somebody, plan, files, password)
        time.sleep(plan.thinks)
        _send(somebody, plan, watch, history)
    except (UnansweredError, UnreachableError):
        pass  # it is counted as what went wrong
    finally:
        browser.close()
        watch.come(-1)


def _read(somebody: Respondent, plan: Plan, files: Sequence[str], password: str) -> None:
    if plan.by_password:
        somebody.sign_in(plan.email, password)
    else:
        somebody.come_by_invitation(plan.code)
    somebody.open_page()
    for path in files:
        somebody.browser.get(path)
    somebody.fetch_manifest()


def _send(somebody: Respondent, plan: Plan, watch: Watch, history: History) -> None:
    """Send, and again until it is known what became of it; who hurries does not wait at first."""
    if plan.hurries and somebody.get_stamp().outcome is Outcome.OK:
        assert somebody.ballot is not None
        history.invoke("send", who=str(plan.person), value=plan.ballot.receipt).info("left")
        somebody.browser.post_and_leave(CAST, somebody.ballot.form())
        with watch.lock:
            watch.left += 1
    for _ in range(TRIES):
        operation = history.invoke("send", who=str(plan.person), value=plan.ballot.receipt)
        told = somebody.deliver()
        history.note(operation, told.outcome, told.why)
        if told.outcome is Outcome.OK or told.why in FINAL:
            return
        time.sleep(1)
