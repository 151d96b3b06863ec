"""Is a job done by one process at a time, begun again when that dies, and gone when it is done?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedbackpulse.jobs import work
from feedbackpulse.jobs.domain import (
    ATTEMPTS,
    KEPT,
    LEASE,
    LONGEST_WAIT,
    Job,
    JobKind,
    JobState,
    LeaseLostError,
    wait_before,
)
from feedbackpulse.jobs.tables import JobRow
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId

pytestmark = pytest.mark.both_engines
NOW = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def claimed(session: Session, **how: object) -> Job:
    job_id = work.enqueue(session, kind=JobKind.FINISH, due_at=NOW, **how)  # type: ignore[arg-type]  # what each test gives
    assert job_id is not None
    job = work.claim(session, job_id=job_id, now=NOW)
    assert job is not None
    return job


def somebody(session: Session) -> PersonId:
    made = people.add_person(
        session, name="Ada Smit", email="ada@example.org", team_id=None, at=NOW
    )
    return made.id


def rows(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(JobRow)) or 0


def test_only_one_gets_a_job_while_its_lease_lasts(session: Session) -> None:
    job = claimed(session)

    again = work.claim(session, job_id=job.id, now=NOW + LEASE - SECOND)
    later = work.claim(session, job_id=job.id, now=NOW + LEASE)

    assert again is None
    assert later is not None
    assert (job.attempt, later.attempt) == (1, 2)


def test_who_lost_the_lease_can_neither_go_on_nor_finish(session: Session) -> None:
    job = claimed(session)
    work.claim(session, job_id=job.id, now=NOW + LEASE)

    with pytest.raises(LeaseLostError):
        work.prolong(session, job=job, now=NOW, done=1, total=2)
    with pytest.raises(LeaseLostError):
        work.finish(session, job=job, now=NOW)
    with pytest.raises(LeaseLostError):
        work.fail(session, job=job, now=NOW)


def test_a_sign_of_life_prolongs_the_lease_and_says_how_far_it_is(session: Session) -> None:
    job = claimed(session)

    work.prolong(session, job=job, now=NOW + LEASE / 2, done=3, total=12)

    assert work.due_jobs(session, now=NOW + LEASE) == []
    found = work.find_job(session, job_id=job.id)
    assert found is not None
    assert found.percent == 25


def test_of_work_that_may_be_there_once_there_is_one_until_it_is_done(session: Session) -> None:
    job = claimed(session, dedupe="the one")
    second = work.enqueue(session, kind=JobKind.FINISH, due_at=NOW, dedupe="the one")

    work.finish(session, job=job, now=NOW)
    third = work.enqueue(session, kind=JobKind.FINISH, due_at=NOW, dedupe="the one")

    assert second is None
    assert third is not None


def test_what_failed_waits_longer_each_time_and_then_is_given_up(session: Session) -> None:
    job, now, waits = claimed(session), NOW, []
    while work.fail(session, job=job, now=now):
        waits.append(wait_before(job.attempt))
        assert work.due_jobs(session, now=now + waits[-1] - SECOND) == []
        now += waits[-1]
        again = work.claim(session, job_id=job.id, now=now)
        assert again is not None
        job = again

    assert len(waits) == ATTEMPTS - 1
    assert waits == sorted(set(waits))
    assert max(wait_before(attempt) for attempt in range(1, 200)) == LONGEST_WAIT
    assert rows(session) == 0


def test_a_job_that_kills_its_processes_is_given_up(session: Session) -> None:
    owner = somebody(session)
    job, now = claimed(session, owner=owner), NOW
    for _ in range(ATTEMPTS - 1):
        now += LEASE
        assert work.give_up_the_lost(session, now=now) == 0
        assert work.claim(session, job_id=job.id, now=now) is not None

    assert work.give_up_the_lost(session, now=now + LEASE) == 1
    found = work.find_job(session, job_id=job.id)
    assert found is not None
    assert found.state is JobState.FAILED


def test_nothing_is_left_of_a_job_without_a_result(session: Session) -> None:
    work.finish(session, job=claimed(session, payload=b"names"), now=NOW)

    assert rows(session) == 0


def test_a_result_waits_a_day_for_its_owner_without_what_it_came_from(session: Session) -> None:
    owner = somebody(session)
    job = claimed(session, owner=owner, payload=b"names", arguments={"on": "a day"})

    work.finish(session, job=job, now=NOW, result={"new": 3})

    found = work.find_job(session, job_id=job.id)
    assert found is not None
    assert (found.state, found.result) == (JobState.DONE, {"new": 3})
    assert (found.payload, found.arguments) == (b"", {})
    assert work.due_jobs(session, now=NOW + KEPT) == []
    assert work.forget_ended(session, now=NOW + KEPT - SECOND) == 0
    assert work.forget_ended(session, now=NOW + KEPT) == 1
    assert rows(session) == 0


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=1)])
def test_a_clock_that_goes_back_keeps_no_job_from_its_turn(
    session: Session, back: timedelta
) -> None:
    left, failed = claimed(session), claimed(session)
    work.fail(session, job=failed, now=NOW)

    due = work.due_jobs(session, now=NOW - back)

    assert set(due) == {left.id, failed.id}


def test_a_job_goes_back_at_once_when_its_process_has_to_stop(session: Session) -> None:
    job = claimed(session)

    work.give_back(session, job=job, now=NOW + SECOND)

    assert work.due_jobs(session, now=NOW + SECOND) == [job.id]


def test_a_clock_that_is_a_little_behind_takes_nothing_away(session: Session) -> None:
    job = claimed(session)
    ended = claimed(session, owner=somebody(session))
    work.finish(session, job=ended, now=NOW, result={"new": 1})
    behind = NOW - timedelta(seconds=30)

    assert work.claim(session, job_id=job.id, now=behind) is None
    assert work.due_jobs(session, now=behind) == []
    assert work.forget_ended(session, now=behind) == 0
