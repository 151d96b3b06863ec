"""Twenty people who send at a time, while something goes wrong now and then."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final

from feedbackpulse.people.domain import PersonId
from tests.faults.answering import deliver, prepare
from tests.faults.checker import Stored, longest_return
from tests.faults.history import History, Outcome, count
from tests.faults.running import Installation

CLIENTS: Final = 20
Disturb = Callable[[], object]


def send_meanwhile(
    installation: Installation,
    server: str,
    history: History,
    people: Sequence[PersonId],
    name: str,
    disturb: Disturb,
    times: int,
) -> int:
    """Let these people send, and disturb them now and then; return how often that was."""
    done = 0
    before = count(history.events, Outcome.OK, "send")
    with ThreadPoolExecutor(CLIENTS) as pool:
        ready = pool.map(partial(prepare, installation, server), people)
        sending = [
            pool.submit(deliver, history, somebody, person)
            for person, somebody in zip(people, list(ready), strict=True)
        ]
        while done < times and not all(one.done() for one in sending):
            sent = count(history.events, Outcome.OK, "send") - before
            if sent >= done * len(people) / (times + 1):
                with history.fault(name):
                    disturb()
                done += 1
            time.sleep(0.05)
        for one in sending:
            one.result()
    return done


def heard(history: History, stored: Stored) -> dict[str, int | float]:
    """Return what people were told in all, and what is stored."""
    return {
        "acknowledged": count(history.events, Outcome.OK, "send"),
        "unsure": count(history.events, Outcome.INFO, "send"),
        "ballots": len(stored.values),
        "longest to return": round(longest_return(history.events), 1),
    }
