"""What happens when several processes do the same at the same moment?"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.jobs.company import Company, found
from tests.reliability.crash_everywhere import dispose, stores_in

pytestmark = pytest.mark.both_engines

ROOT = Path(__file__).parents[2]
SENT = "Sent"


def prepare(instance: Path, *, is_open: bool, answers: int = 0) -> None:
    stores = stores_in(instance)
    company: Company = found(stores, "Company 0\n  Bakery 8\n  Mill 10")
    round_id = company.plan()
    if is_open:
        company.open(round_id)
        company.answer(round_id, "Mill", [3] * answers)
    dispose(stores)


def race(instance: Path, name: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.reliability.race", str(instance), name],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    outcome: dict[str, Any] = json.loads(done.stdout)
    return outcome


@pytest.mark.parametrize("attempt", range(3))
def test_a_round_is_opened_by_one_of_them(instance: Path, attempt: int) -> None:
    prepare(instance, is_open=False)

    outcome = race(instance, "open")

    assert Counter(outcome["results"]) == {"True": 1, "False": 3}
    assert outcome["picture"]["invited"] == 18
    assert outcome["picture"]["keys"]["finished"] == 3


@pytest.mark.parametrize("attempt", range(3))
def test_a_round_is_closed_by_one_of_them_and_released_once(instance: Path, attempt: int) -> None:
    prepare(instance, is_open=True, answers=9)

    outcome = race(instance, "close")

    assert Counter(outcome["results"]) == {"True": 1, "False": 3}
    assert outcome["picture"]["burnt"]
    assert outcome["whole"] == [9, 4]


@pytest.mark.parametrize(("name", "state"), [("tick-open", "open"), ("tick-close", "released")])
def test_the_clock_may_strike_in_several_processes(instance: Path, name: str, state: str) -> None:
    prepare(instance, is_open=name == "tick-close", answers=9)

    outcome = race(instance, name)

    assert outcome["results"] == ["None"] * 3
    assert outcome["picture"]["state"] == state


def test_twenty_forms_of_one_person_are_one_ballot(instance: Path) -> None:
    prepare(instance, is_open=True)

    outcome = race(instance, "one-invitation")

    assert Counter(outcome["results"]) == {SENT: 1, "Refusal.ALREADY_SENT": 19}
    assert outcome["picture"]["ballots"] == 1


def test_one_form_sent_twenty_times_is_one_ballot(instance: Path) -> None:
    prepare(instance, is_open=True)

    outcome = race(instance, "one-form")

    assert Counter(outcome["results"]) == {SENT: 20}
    assert outcome["picture"]["ballots"] == 1


@pytest.mark.parametrize("attempt", range(3))
def test_what_was_taken_before_the_cut_off_is_counted_and_nothing_else(
    instance: Path, attempt: int
) -> None:
    prepare(instance, is_open=True)

    outcome = race(instance, "cut-off")

    results = Counter(outcome["results"])
    assert set(results) <= {SENT, "True", "Refusal.CLOSED", "burnt"}
    visible, hidden = outcome["whole"]
    assert visible <= results[SENT] <= visible + hidden
    if hidden == 0:
        assert visible == results[SENT]
