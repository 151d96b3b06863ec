"""Let people answer while something goes wrong, as browsers do, and write down what they hear."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Final

from feedbackpulse.people.domain import PersonId
from tests.faults.browsers import Browser, UnansweredError, UnreachableError
from tests.faults.clients import Respondent, Told
from tests.faults.history import History, Outcome
from tests.faults.running import Installation

TRIES: Final = 400
TRIES_TO_READ: Final = 100
PAUSE: Final = 0.05
FINAL: Final = {"already", "closed", "spent", "refused", "malformed", "status 302", "status 404"}
"""What a server says when trying again would be of no use."""


class NotPreparedError(RuntimeError):
    """Somebody could not even read the questions."""


def prepare(
    installation: Installation, address: str, person: PersonId, *, patience: float = 20
) -> Respondent:
    """Let somebody come by their invitation, read the questions and fill them in."""
    for _ in range(TRIES_TO_READ):
        browser = Browser(address=address, patience=patience)
        somebody = Respondent(browser=browser, round_id=installation.round_id)
        with suppress(UnansweredError, UnreachableError, LookupError, StopIteration):
            somebody.come_by_invitation(installation.codes[person])
            if somebody.open_page().status == 200 and somebody.fetch_manifest().status == 200:
                somebody.fill_in()
                return somebody
        browser.close()
        time.sleep(PAUSE)
    raise NotPreparedError(str(person))


def deliver(
    history: History,
    somebody: Respondent,
    person: PersonId,
    *,
    tries: int = TRIES,
    unsure: Callable[[], object] = lambda: None,
) -> Told:
    """Send a ballot, again and again until its fate is known; *unsure* hears of every doubt."""
    told = Told(outcome=Outcome.INFO, why="not tried")
    for told in _attempts(history, somebody, person, tries):
        if told.outcome is Outcome.OK or told.why in FINAL:
            break
        if told.outcome is Outcome.INFO:
            unsure()
        time.sleep(PAUSE)
    somebody.browser.close()
    return told


def _attempts(
    history: History, somebody: Respondent, person: PersonId, tries: int
) -> Iterator[Told]:
    assert somebody.ballot is not None
    for _ in range(tries):
        operation = history.invoke("send", who=str(person), value=somebody.ballot.receipt)
        told = somebody.deliver()
        history.note(operation, told.outcome, told.why)
        yield told
