"""Does a job or an import, begun by any other role, bring what somebody wrote into other hands?"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.desk import Desk
from feedbackpulse.jobs.domain import JobId, JobKind
from feedbackpulse.jobs.handlers import HANDLERS
from feedbackpulse.jobs.importing import enqueue_import
from feedbackpulse.jobs.reporting import enqueue_report, writes_reports
from feedbackpulse.jobs.tables import JobRow
from feedbackpulse.notices.tables import MailRow
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.people.import_plan import ImportRequest
from feedbackpulse.people.importing import preview_import
from feedbackpulse.web.hr.all_units import report_writer
from tests.days import local_today
from tests.pages import Visitor
from tests.privacy.ownership.lifetime import (
    ADDRESS,
    MARK,
    ROLES,
    Lifetime,
    everything_of,
    live,
)
from tests.privacy.ownership.test_walk import show_nothing, try_everything

Browse = Callable[[PersonId | None], Visitor]
OWNER = "p0@example.org"
ELSEWHERE = f"name,email,team,leads,roles\nSomebody Else,{OWNER},O,,hr admin council\n"
"""A file that gives the owner another name, another team, and roles."""


@pytest.fixture
def lifetime(stores: Stores) -> Lifetime:
    return live(stores)


def kept(stores: Stores) -> str:
    """Return all that jobs and mails hold."""
    with stores.main() as session:
        jobs = session.scalars(select(JobRow)).all()
        mails = session.scalars(select(MailRow)).all()
        rows = [str((one.arguments, one.payload, one.result, one.output)) for one in jobs]
        return "".join([*rows, *(str((one.kind, one.details)) for one in mails)])


def work_off(app: Flask, stores: Stores) -> None:
    """Do every job that waits, as a worker does."""
    handlers = {**HANDLERS, JobKind.REPORT: writes_reports(report_writer(app))}
    Desk(stores=stores, handlers=handlers).work()


def everybody_else(session: Session) -> str:
    """Return a file that knows everybody but the owner."""
    found = people.list_people(session, on=local_today())
    rows = [f"{one.name},{one.email},T" for one in found if one.email != OWNER]
    return "\n".join(["name,email,team", *rows, "Heir,heir@example.org,T"])


def begin_import(session: Session, text: str, acting: PersonId) -> JobId | None:
    """Add the job of an import, as the page does after showing what it will do."""
    today = local_today()
    wanted = ImportRequest(people=text, deactivate_missing=text != ELSEWHERE, acting=acting)
    plan, problems = preview_import(session, wanted=wanted, on=today)
    assert problems == ()
    return enqueue_import(
        session, wanted=wanted, fingerprint=plan.fingerprint, on=today, now=clock.now()
    )


def test_to_every_other_role_the_job_of_somebody_does_not_exist(
    app: Flask, visit: Browse, stores: Stores, lifetime: Lifetime
) -> None:
    owner, jobs = lifetime.owner, dict[str, JobId | None]()
    with stores.main() as session, transaction(session):
        jobs["report"] = enqueue_report(
            session, arguments={"ending": "zip"}, owner=owner, now=clock.now()
        )
        jobs["import"] = begin_import(session, ELSEWHERE, owner)
    for role in ROLES:
        visitor = visit(lifetime.everybody[role])
        for path in (path for job_id in jobs.values() for path in addresses(app, job_id)):
            assert visitor.get(path).status_code in {403, 404}, (role, path)


def addresses(app: Flask, job_id: UUID | None) -> Iterator[str]:
    """Yield every page that names a job."""
    build = app.url_map.bind("localhost").build
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if rule.arguments == {"job_id"}:
                yield build(rule.endpoint, {"job_id": job_id})


def test_no_job_and_no_log_holds_a_word_of_it_whoever_asks_for_what(
    app: Flask,
    visit: Browse,
    stores: Stores,
    lifetime: Lifetime,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    before = everything_of(stores, lifetime.owner)
    for role in ROLES:
        ask_for_everything(app, visit, lifetime.everybody[role])

    work_off(app, stores)

    told = "\n".join(caplog.handler.format(record) for record in caplog.records)
    assert MARK not in told
    assert MARK not in kept(stores)
    assert everything_of(stores, lifetime.owner) == before


def ask_for_everything(app: Flask, visit: Browse, person: PersonId) -> None:
    """Press every button for which nothing has to be known."""
    visitor = visit(person)
    field = visitor.open("/reflect/start").select_one("main input[name=csrf_token]")
    assert field is not None
    for rule in app.url_map.iter_rules():
        if rule.arguments or rule.endpoint.startswith(("account.", "static")):
            continue
        if "POST" in (rule.methods or set()):
            visitor.client.post(rule.rule, data={"csrf_token": str(field["value"])})


@pytest.mark.parametrize("is_gone", [False, True], ids=["under another name", "gone"])
def test_an_import_gives_nobody_anything_of_it(
    app: Flask, visit: Browse, stores: Stores, lifetime: Lifetime, *, is_gone: bool
) -> None:
    admin, before = lifetime.everybody["admin"], everything_of(stores, lifetime.owner)
    with stores.main() as session, transaction(session):
        text = everybody_else(session) if is_gone else ELSEWHERE
        assert begin_import(session, text, admin)

    work_off(app, stores)

    with stores.main() as session:
        owner = people.find_person(session, person_id=lifetime.owner, on=local_today())
    assert owner is not None
    assert (owner.active, owner.name) == ((False, "owner") if is_gone else (True, "Somebody Else"))
    assert not [mark for mark in (MARK, ADDRESS) if mark in kept(stores)]
    assert everything_of(stores, lifetime.owner) == before
    for role in ("admin", "everything"):
        visitor = visit(lifetime.everybody[role])
        try_everything(app, visitor, lifetime, but=set())
        show_nothing(app, visitor)
