"""Does a crash at any step of opening, sending or closing lose or double anything?

The job runs again and again on copies of one instance, killed at its first step, its second, and
so on until it gets through; after each it is run once more, as the clock or a person would.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from feedbackpulse.database import Stores
from tests.jobs.company import Company, anything, found
from tests.reliability.crash_everywhere import KILLED, dispose, stores_in

pytestmark = pytest.mark.both_engines

ROOT = Path(__file__).parents[2]


def crash_everywhere(instance: Path, job: str) -> list[dict[str, Any]]:
    """Return what came of the job when it was killed at every step, the uninterrupted one first."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.reliability.crash_everywhere", str(instance), job],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def assert_nothing_differs(lines: list[dict[str, Any]], *, at_least: int) -> dict[str, Any]:
    """Compare every line with the first and return that one's picture."""
    assert lines[0]["ended"] == 0
    assert [line["ended"] for line in lines[1:]] == [KILLED] * (len(lines) - 2) + [0]
    assert len(lines) > at_least
    for line in lines:
        assert line["again"] == 0, line["step"]
        assert line["picture"] == lines[0]["picture"], line["step"]
    found: dict[str, Any] = lines[0]["picture"]
    return found


def small_company(stores: Stores) -> Company:
    return found(stores, "Company 0\n  Bakery 6\n  Mill 10\n  Vans 2")


@pytest.mark.timeout(180)
def test_opening(instance: Path) -> None:
    stores = stores_in(instance)
    small_company(stores).plan()
    dispose(stores)

    picture = assert_nothing_differs(crash_everywhere(instance, "open"), at_least=15)

    assert picture["state"] == "open"
    assert picture["invited"] == 18
    assert picture["urns"] == [True]
    assert picture["keys"] == {"finished": 3, "private": True, "has public half": True}


@pytest.mark.timeout(180)
def test_sending(instance: Path) -> None:
    stores = stores_in(instance)
    company = small_company(stores)
    company.open(company.plan())
    dispose(stores)

    picture = assert_nothing_differs(crash_everywhere(instance, "send"), at_least=8)

    assert (picture["claims"], picture["ballots"]) == (1, 1)


@pytest.mark.timeout(180)
def test_closing(instance: Path) -> None:
    stores = stores_in(instance)
    company = small_company(stores)
    round_id = company.plan()
    company.open(round_id)
    chance = random.Random(4)  # noqa: S311  (answers of a fictional company)
    for person in company.everybody()[:-3]:
        company.send(round_id, person, anything(company.round(round_id), chance))
    dispose(stores)

    picture = assert_nothing_differs(crash_everywhere(instance, "close"), at_least=30)

    assert picture["state"] == "released"
    assert picture["burnt"]
    assert picture["figures"]
    assert picture["comments"]
    assert (picture["invited"], picture["ballots"], picture["urns"]) == (0, 0, [])
    assert picture["keys"]["finished"] == 0
