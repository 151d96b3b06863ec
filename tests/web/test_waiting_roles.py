"""Is whoever has a role that waits led to where they prove it, and is there nothing for others?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from flask import Flask, url_for
from sqlalchemy import func, select

from feedbackpulse import clock
from feedbackpulse.accounts import service as accounts
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from feedbackpulse.promises.tables import PromiseStepRow
from tests.accounts.test_second_factor import set_up
from tests.pages import Visitor, words_of
from tests.web.released import World
from tests.web.role_examples import every_name, examples, promise
from tests.web.test_roles import ALLOWED, FORBIDDEN, MISSING, addressed, ask, path_of, verdict

pytestmark = pytest.mark.both_engines
Visit = Callable[[PersonId | None], Visitor]
SET_UP = "/account/second-step"
NOTE = {"text": "We spoke with everybody."}


def without_second_step(app: Flask, stores: Stores, person: PersonId) -> Visitor:
    """Return the browser of somebody who came with a password and no more."""
    with stores.main() as session, transaction(session):
        token = accounts.start_session(session, person_id=person, now=clock.now())
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
    return Visitor(client)


@pytest.fixture
def waiting(app: Flask, stores: Stores, world: World) -> Visitor:
    """Return the browser of somebody of HR who has not set a second step up."""
    return without_second_step(app, stores, world.hr)


def notes(stores: Stores) -> int:
    with stores.main() as session:
        return session.scalar(select(func.count()).where(PromiseStepRow.kind == "note")) or 0


@pytest.mark.sqlite_only
def test_no_page_that_opens_after_the_second_step_is_denied_before_it(
    app: Flask, stores: Stores, world: World, visit: Visit
) -> None:
    with stores.main() as session, transaction(session):
        for role in (Role.ADMIN, Role.COUNCIL):
            people.grant_role(session, person_id=world.hr, role=role)
    chosen = examples(stores, world, every_name(app))
    before, after = without_second_step(app, stores, world.hr), visit(world.hr)
    pages = {
        rule.endpoint: path_of(app, rule, chosen)
        for rule, method in addressed(app)
        if method == "GET"
    }
    denied = [
        page
        for page in pages
        if verdict(ask(app, before, "GET", pages[page])) in (FORBIDDEN, MISSING)
    ]

    assert [
        page for page in denied if verdict(ask(app, after, "GET", pages[page])) == ALLOWED
    ] == []


def test_a_unit_that_hr_reads_leads_to_setting_the_second_step_up(
    waiting: Visitor, world: World
) -> None:
    answer = waiting.get("/outcome" + world.unit("Day"))

    assert (answer.status_code, answer.location) == (302, SET_UP)


def test_what_nobody_could_see_is_still_not_there(waiting: Visitor, world: World) -> None:
    paths = (
        f"/outcome/{uuid4()}/whole",
        f"/changes/{uuid4()}",
        "/outcome" + world.unit("Trio", "x"),
    )

    assert [waiting.get(path).status_code for path in paths] == [404] * 3


def test_who_has_no_such_role_hears_nothing_of_a_second_step(
    app: Flask, stores: Stores, world: World
) -> None:
    colleague = without_second_step(app, stores, world.member("Night"))
    made = promise(stores, world)
    for path in ("/outcome" + world.unit("Day"), f"/changes/{made}", f"/changes/{made}/edit"):
        assert colleague.get(path).status_code == 404
    with app.test_request_context():
        note = url_for("employee.note_on_promise", promise_id=made)

    assert ask(app, colleague, "POST", note).status_code == 404


def test_a_form_of_hr_changes_nothing_before_the_second_step(
    app: Flask, stores: Stores, world: World, waiting: Visitor
) -> None:
    made = promise(stores, world)
    answer = ask(app, waiting, "POST", f"/changes/{made}/note")

    assert (answer.status_code, answer.location) == (302, SET_UP)
    assert notes(stores) == 0


def test_what_hr_filled_in_goes_along_with_the_proof(
    stores: Stores, world: World, visit: Visit
) -> None:
    made, phone = promise(stores, world), set_up(stores, world.hr)
    with time_machine.travel(clock.now(), tick=False) as moment:
        visitor = visit(world.hr)
        page = visitor.open(f"/changes/{made}")
        moment.shift(timedelta(minutes=31))
        form = f"form[action='/changes/{made}/note']"
        asked = visitor.submit(page, dict(NOTE), form=form, status=422)
        assert "Show once more that it is you" in words_of(asked)
        assert notes(stores) == 0
        visitor.submit(asked, {"proof": "000000"}, status=422)
        assert notes(stores) == 0
        done = visitor.send(asked, {"proof": phone.at(clock.now())})

    assert done.status_code == 200
    assert notes(stores) == 1
