"""Does a desk do each job once, whatever goes wrong, and keep quiet about what is in it?"""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs import keeping, work
from feedbackpulse.jobs.desk import Desk, Handler, Task
from feedbackpulse.jobs.domain import ATTEMPTS, LEASE, Job, JobId, JobKind, JobState
from feedbackpulse.jobs.handlers import HANDLERS
from feedbackpulse.jobs.tables import JobRow
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.people.tables import PersonRow

pytestmark = pytest.mark.both_engines
NOW = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)
SECRET = "Noor Wit;noor@example.org"


def ask(stores: Stores, *, owner: PersonId | None = None) -> JobId:
    with stores.main() as session, transaction(session):
        job_id = work.enqueue(
            session, kind=JobKind.FINISH, due_at=NOW, payload=SECRET.encode(), owner=owner
        )
    assert job_id is not None
    return job_id


def desk(stores: Stores, handler: Handler, *, at: datetime = NOW) -> Desk:
    return Desk(stores=stores, handlers={JobKind.FINISH: handler}, now=lambda: at)


def found(stores: Stores, job_id: JobId) -> Job | None:
    with stores.main() as session:
        return work.find_job(session, job_id=job_id)


def effects(stores: Stores) -> int:
    with stores.main() as session:
        return session.scalar(select(func.count()).select_from(PersonRow)) or 0


def add_somebody(task: Task) -> None:
    with task.stores.main() as session, transaction(session):
        people.add_person(session, name="Bo", email="bo@example.org", team_id=None, at=task.now())
        task.report(1, 2)
        work.finish(session, job=task.job, now=task.now())


def test_every_kind_of_job_has_a_handler() -> None:
    assert set(HANDLERS) == set(JobKind)


def test_what_is_free_is_done_and_gone(stores: Stores) -> None:
    ask(stores)

    assert desk(stores, add_somebody).work() == 1
    assert effects(stores) == 1
    with stores.main() as session:
        assert session.scalar(select(func.count()).select_from(JobRow)) == 0


def test_a_failure_is_tried_again_and_the_log_has_nothing_of_the_job(
    stores: Stores, caplog: pytest.LogCaptureFixture
) -> None:
    job_id = ask(stores)

    def fail(task: Task) -> None:
        raise ValueError(task.job.payload.decode())

    assert desk(stores, fail).work() == 0
    job = found(stores, job_id)
    assert job is not None
    assert (job.state, job.attempt) == (JobState.WAITING, 1)
    assert "ValueError" in caplog.text
    assert "Noor" not in caplog.text
    assert desk(stores, add_somebody, at=NOW + timedelta(minutes=1)).work() == 1


def test_a_job_that_always_fails_ends_and_its_owner_can_read_so(stores: Stores) -> None:
    with stores.main() as session, transaction(session):
        owner = people.add_person(
            session, name="Ada", email="ada@example.org", team_id=None, at=NOW
        ).id
    job_id = ask(stores, owner=owner)

    def fail(_task: Task) -> None:
        raise ValueError

    for turn in range(ATTEMPTS + 2):
        desk(stores, fail, at=NOW + turn * timedelta(hours=1)).work()

    job = found(stores, job_id)
    assert job is not None
    assert (job.state, job.attempt, job.payload) == (JobState.FAILED, ATTEMPTS, b"")


def test_what_was_taken_over_meanwhile_leaves_no_effect(stores: Stores) -> None:
    job_id = ask(stores)

    def slow(task: Task) -> None:
        with stores.main() as session, transaction(session):
            work.claim(session, job_id=job_id, now=NOW + LEASE)
        add_somebody(task)

    assert desk(stores, slow).work() == 0
    assert effects(stores) == 0
    job = found(stores, job_id)
    assert job is not None
    assert job.attempt == 2


def test_a_desk_that_closes_gives_back_what_it_was_doing(stores: Stores) -> None:
    job_id = ask(stores)
    closing = desk(stores, add_somebody)

    def stopped(task: Task) -> None:
        closing.stop()
        add_somebody(task)

    closing.handlers = {JobKind.FINISH: stopped}

    assert closing.work() == 0
    assert effects(stores) == 0
    assert found(stores, job_id) == replace(_waiting(job_id), attempt=1)
    assert closing.work() == 0, "a closed desk begins nothing"
    assert desk(stores, add_somebody).work() == 1


def _waiting(job_id: JobId) -> Job:
    return Job(
        id=job_id,
        kind=JobKind.FINISH,
        state=JobState.WAITING,
        attempt=0,
        payload=SECRET.encode(),
    )


def test_a_job_that_did_not_stop_in_time_can_no_longer_finish(stores: Stores) -> None:
    ask(stores)
    closing = desk(stores, add_somebody)

    def hanging(task: Task) -> None:
        closing.abandon()
        add_somebody(task)

    closing.handlers = {JobKind.FINISH: hanging}

    assert closing.work() == 0
    assert effects(stores) == 0


def test_how_far_a_job_is_can_be_read_while_it_is_done(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "BEAT", 0.02)
    job_id, seen = ask(stores), threading.Event()

    def long(task: Task) -> None:
        task.report(30, 120)
        for _ in range(200):
            job = found(stores, job_id)
            if job is not None and job.percent == 25:
                seen.set()
                break
            seen.wait(0.02)
        add_somebody(task)

    assert desk(stores, long).work() == 1
    assert seen.is_set()
