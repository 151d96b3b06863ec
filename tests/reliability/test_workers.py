"""Do workers in processes of their own share the work, and hand it on when they have to stop?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from feedbackpulse import clock
from feedbackpulse.config import PREFIX
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs import work
from feedbackpulse.jobs.domain import Job, JobId, JobState
from feedbackpulse.jobs.hints import Hints
from feedbackpulse.jobs.importing import enqueue_import
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from feedbackpulse.people.import_plan import ImportRequest
from feedbackpulse.people.importing import preview_import
from feedbackpulse.people.tables import PersonRow
from tests.databases import address_in
from tests.days import local_today

pytestmark = [
    pytest.mark.both_engines,
    pytest.mark.postgresql_only,  # on SQLite the jobs run beside the pages: tests/jobs/test_queue.py
    pytest.mark.timeout(120),
]

ROOT = Path(__file__).parents[2]
MANY = 3000
TODAY = local_today()


def environment(instance: Path) -> dict[str, str]:
    """Return the settings of a worker; its queue is in the main database when that is a server."""
    address = address_in(instance)
    chosen = {"INSTANCE_PATH": str(instance), "SECRET_KEY": "only-for-tests"}
    if address is not None:
        chosen |= {
            "DATABASE_URL": address.url("main"),
            "BALLOT_DATABASE_URL": address.url("box"),
            "QUEUE_URL": address.url("main"),
        }
    return {PREFIX + name: value for name, value in chosen.items()}


@contextmanager
def worker(instance: Path, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "feedbackpulse", "worker"],
            cwd=ROOT,
            env=os.environ | environment(instance),
            stdout=file,
            stderr=file,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def until(is_so: Callable[[], bool], log: Path) -> None:
    for _ in range(600):
        if is_so():
            return
        time.sleep(0.05)
    pytest.fail(log.read_text(encoding="utf-8"))


@pytest.fixture
def ada(stores: Stores) -> PersonId:
    with stores.main() as session, transaction(session):
        root = people.add_team(session, code="L", name="Linde", parent_id=None)
        made = people.add_person(
            session, name="Ada", email="ada@example.org", team_id=root.id, at=clock.now()
        )
        people.grant_role(session, person_id=made.id, role=Role.ADMIN)
        return made.id


def ask(stores: Stores, instance: Path, acting: PersonId) -> JobId:
    lines = (f"Bo {number};bo{number}@example.org;L\n" for number in range(MANY))
    wanted = ImportRequest(people="name;email;team\n" + "".join(lines), acting=acting)
    with stores.main() as session, transaction(session):
        plan, problems = preview_import(session, wanted=wanted, on=TODAY)
        assert not problems
        job_id = enqueue_import(
            session, wanted=wanted, fingerprint=plan.fingerprint, on=TODAY, now=clock.now()
        )
        assert job_id is not None
    queue = environment(instance).get(f"{PREFIX}QUEUE_URL", "")
    hints = Hints(url=queue, folder=instance)
    assert hints.leave()
    hints.close()
    return job_id


def found(stores: Stores, job_id: JobId) -> Job:
    with stores.main() as session:
        job = work.find_job(session, job_id=job_id)
    assert job is not None
    return job


def test_a_worker_that_has_to_stop_hands_its_work_on_and_it_is_done_once(
    stores: Stores, instance: Path, ada: PersonId, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    job_id = ask(stores, instance, ada)
    with worker(instance, log) as first:
        until(lambda: found(stores, job_id).state is JobState.RUNNING, log)
        first.send_signal(signal.SIGTERM)
        stopped = first.wait(20)
    after = found(stores, job_id)
    with worker(instance, log):
        until(lambda: found(stores, job_id).has_ended, log)

    with stores.main() as session:
        everybody = session.scalar(select(func.count()).select_from(PersonRow))
    assert stopped == 0
    assert (after.state, after.attempt) == (JobState.WAITING, 1)
    assert found(stores, job_id).attempt == 2
    assert found(stores, job_id).result == {"new": MANY, "changed": 0, "leaving": 0}
    assert everybody == MANY + 1
