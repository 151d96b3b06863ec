"""Does a page that says how far work is keep itself up to date, and load anew when that ends?"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from werkzeug.serving import make_server

from feedbackpulse import clock
from feedbackpulse.accounts import service as accounts
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs import work
from feedbackpulse.jobs.domain import Job
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from tests.browser.addresses import importing


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Return where the application runs."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def ada(stores: Stores) -> PersonId:
    """Return an administrator."""
    with stores.main() as session, transaction(session):
        team = people.add_team(session, code="L", name="Linde", parent_id=None)
        made = people.add_person(
            session, name="Ada", email="ada@example.org", team_id=team.id, at=clock.now()
        )
        people.grant_role(session, person_id=made.id, role=Role.ADMIN)
        return made.id


def cookie_of(app: Flask, stores: Stores, person_id: PersonId) -> str:
    """Return the cookie of somebody who is signed in."""
    with stores.main() as session, transaction(session):
        token = accounts.start_session(session, person_id=person_id, now=clock.now(), twice=True)
    client = app.test_client()
    with client.session_transaction() as kept:
        kept["_user_id"], kept["_fresh"] = token, True
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    return cookie.value


def begin(stores: Stores, owner: PersonId) -> Job:
    """Begin an import that is at 40 %."""
    with stores.main() as session, transaction(session):
        job = work.find_job(session, job_id=next(importing(session, owner=owner)))
    assert job is not None
    return job


def test_the_page_follows_an_import_until_it_is_done(
    app: Flask, stores: Stores, ada: PersonId, address: str, browser: Browser
) -> None:
    job = begin(stores, ada)
    context = browser.new_context(base_url=address, locale="en")
    name = app.config["SESSION_COOKIE_NAME"]
    context.add_cookies([{"name": name, "value": cookie_of(app, stores, ada), "url": address}])
    page = context.new_page()

    page.goto(f"/admin/import/{job.id}")
    expect(page.get_by_text("40% is done.")).to_be_visible()
    with stores.main() as session, transaction(session):
        work.prolong(session, job=job, now=clock.now(), done=60, total=100)
    expect(page.get_by_text("60% is done.")).to_be_visible(timeout=10_000)
    expect(page.locator("progress")).to_have_attribute("value", "60")
    with stores.main() as session, transaction(session):
        work.finish(
            session, job=job, now=clock.now(), result={"new": 415, "changed": 0, "leaving": 0}
        )

    expect(page.get_by_role("heading", name="The import is done")).to_be_visible(timeout=10_000)
    expect(page.get_by_text("Imported: 415 new")).to_be_visible()
    context.close()
