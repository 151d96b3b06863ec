"""Is a large report made once, kept for a day, and only for whoever asked for it?"""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs import work
from feedbackpulse.jobs.desk import Desk
from feedbackpulse.jobs.domain import KEPT, JobId, JobKind, JobState
from feedbackpulse.jobs.handlers import HANDLERS
from feedbackpulse.jobs.reporting import MADE, enqueue_report, writes_reports
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.progress import Report

pytestmark = pytest.mark.both_engines
NOW = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)
ASKED = {"format": "pdf", "locale": "nl"}


@pytest.fixture
def owner(stores: Stores) -> PersonId:
    """Return somebody who asks for reports."""
    with stores.main() as session, transaction(session):
        return people.add_person(
            session, name="Ada Smit", email="ada@example.org", team_id=None, at=NOW
        ).id


def ask(stores: Stores, owner: PersonId) -> JobId:
    with stores.main() as session, transaction(session):
        return enqueue_report(session, arguments=ASKED, owner=owner, now=NOW)


def desk(stores: Stores, write: Callable[[Mapping[str, Any], Report], bytes | None]) -> Desk:
    handlers = {**HANDLERS, JobKind.REPORT: writes_reports(write)}
    return Desk(stores=stores, handlers=handlers, now=lambda: NOW)


def spelled(arguments: Mapping[str, Any], report: Report) -> bytes:
    report(1, 2)
    return f"{arguments['format']} in {arguments['locale']}".encode()


def output(session: Session, job_id: JobId) -> bytes:
    """Return the file that a job made."""
    out = io.BytesIO()
    work.copy_output(session, job_id=job_id, out=out)
    return out.getvalue()


def test_a_large_file_comes_back_whole(stores: Stores, owner: PersonId) -> None:
    large = random.Random(1).randbytes(2 * 1024 * 1024 + 7)  # noqa: S311  (any bytes will do)
    job_id = ask(stores, owner)

    desk(stores, lambda _arguments, _report: large).work()

    with stores.main() as session:
        assert output(session, job_id) == large


def test_the_file_waits_for_a_day(stores: Stores, owner: PersonId) -> None:
    job_id = ask(stores, owner)

    desk(stores, spelled).work()

    with stores.main() as session:
        done = work.find_job(session, job_id=job_id)
        assert done is not None
        assert (done.state, done.owner) == (JobState.DONE, owner)
        assert done.result == {**ASKED, MADE: True}
        assert output(session, job_id) == b"pdf in nl"
    with stores.main() as session, transaction(session):
        assert work.forget_ended(session, now=NOW + KEPT) == 1
        assert output(session, job_id) == b""


def test_asking_twice_makes_it_once(stores: Stores, owner: PersonId) -> None:
    assert ask(stores, owner) == ask(stores, owner)


def test_without_results_there_is_no_file(stores: Stores, owner: PersonId) -> None:
    job_id = ask(stores, owner)

    desk(stores, lambda _arguments, _report: None).work()

    with stores.main() as session:
        done = work.find_job(session, job_id=job_id)
        assert done is not None
        assert done.result == {**ASKED, MADE: False}
        assert output(session, job_id) == b""


def test_where_nobody_writes_reports_it_is_tried_again(stores: Stores, owner: PersonId) -> None:
    job_id = ask(stores, owner)

    Desk(stores=stores, handlers=HANDLERS, now=lambda: NOW).work()

    with stores.main() as session:
        waiting = work.find_job(session, job_id=job_id)
        assert waiting is not None
        assert waiting.state is JobState.WAITING
