"""Do the jobs run beside the pages, and does the process still stop when it is told to?"""

from __future__ import annotations

import signal
import sqlite3
import time
from pathlib import Path

import pytest

from feedbackpulse.accounts.domain import USUAL_LIFETIME
from feedbackpulse.cycles.domain import RoundState
from feedbackpulse.database import Stores
from feedbackpulse.jobs.queue import FILE, jobs_beside_pages
from tests.jobs.company import found

pytestmark = pytest.mark.both_engines


@pytest.mark.timeout(30)
def test_what_is_due_happens_at_the_start_and_nothing_of_the_job_is_kept(
    stores: Stores, tmp_path: Path
) -> None:
    company = found(stores)
    round_id = company.plan()
    opens_at = company.round(round_id).opens_at

    with jobs_beside_pages(stores, folder=tmp_path, lifetime=USUAL_LIFETIME, now=lambda: opens_at):
        for _ in range(200):
            if company.round(round_id).state is RoundState.OPEN:
                break
            time.sleep(0.05)

    assert company.round(round_id).state is RoundState.OPEN
    with sqlite3.connect(tmp_path / FILE) as queue:
        tables = [name for (name,) in queue.execute("SELECT name FROM sqlite_master")]
        kept = {
            name: queue.execute(f"SELECT * FROM {name}").fetchall()  # noqa: S608  (its own names)
            for name in tables
            if name in {"task", "kv", "schedule"}
        }
    assert kept == {"task": [], "kv": [], "schedule": []}


def test_the_signals_stay_with_whoever_had_them(stores: Stores, tmp_path: Path) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]

    with jobs_beside_pages(stores, folder=tmp_path, lifetime=USUAL_LIFETIME):
        during = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]

    assert during == before
