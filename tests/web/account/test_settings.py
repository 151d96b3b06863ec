"""Can people choose how they read, and see and end where they are signed in?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask

from feedbackpulse import clock
from feedbackpulse.accounts import service as accounts
from feedbackpulse.accounts.domain import USUAL_LIFETIME
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.domain import Person, PersonId
from feedbackpulse.web.identity import name_browser
from tests.pages import Visitor

Visit = Callable[[PersonId | None], Visitor]


def test_the_pages_are_for_who_signed_in(visit: Visit) -> None:
    for path in ("/account", "/account/password"):
        assert visit(None).get(path).location == f"/sign-in?next={path}"


def test_language_and_appearance_are_kept(visit: Visit, noor: Person) -> None:
    visitor = visit(noor.id)

    page = visitor.submit(
        visitor.open("/account"),
        {"locale": "nl", "theme": "dark"},
        form="form[action='/account']",
    )

    assert page.select_one("html[lang=nl]")
    assert visit(noor.id).open("/account").select_one("link[media=screen]")


def test_an_unknown_appearance_is_refused(visit: Visit, noor: Person) -> None:
    visitor = visit(noor.id)

    page = visitor.submit(
        visitor.open("/account"),
        {"locale": "nl", "theme": "purple"},
        form="form[action='/account']",
        status=422,
    )

    assert page.select(".errors")


def test_the_switch_works_before_signing_in_and_stays_on_the_page(visit: Visit) -> None:
    visitor = visit(None)

    page = visitor.submit(visitor.open("/privacy"), form="form.language")

    assert page.select_one("html[lang=nl]")
    assert page.select_one("h2#keep")


def test_the_switch_is_remembered_on_the_person(visit: Visit, noor: Person) -> None:
    visitor = visit(noor.id)
    visitor.submit(visitor.open("/account"), form="form.language")

    assert visit(noor.id).open("/privacy").select_one("html[lang=nl]")


def test_a_language_we_do_not_speak_is_refused(visit: Visit) -> None:
    visitor = visit(None)

    visitor.submit(visitor.open("/privacy"), {"locale": "xx"}, form="form.language", status=400)


def test_the_switch_leads_nowhere_else(visit: Visit) -> None:
    visitor = visit(None)
    page = visitor.open("/privacy")
    token = page.select_one("[name=csrf_token]")
    assert token is not None

    response = visitor.client.post(
        "/language",
        data={"locale": "nl", "next": "//evil.example", "csrf_token": token["value"]},
    )

    assert response.location == "/"


def test_one_browser_can_be_signed_out_from_another(visit: Visit, noor: Person) -> None:
    here, elsewhere = visit(noor.id), visit(noor.id)
    page = here.open("/account")
    [form] = page.select("form[action$='/end']")

    page = here.submit(page, form=f"form[action='{form['action']}']")

    assert "You are signed out there." in page.text
    assert "You are signed in nowhere else." in page.text
    assert elsewhere.get("/account").status_code == 302


def test_all_other_browsers_can_be_signed_out_at_once(visit: Visit, noor: Person) -> None:
    here, others = visit(noor.id), [visit(noor.id), visit(noor.id)]

    page = here.submit(here.open("/account"), form="form[action='/account/sessions/end-others']")

    assert "You are signed out everywhere else." in page.text
    assert [other.get("/account").status_code for other in others] == [302, 302]


def test_nobody_ends_the_session_of_somebody_else(visit: Visit, noor: Person) -> None:
    here = visit(noor.id)
    page = here.open("/account")
    token = page.select("[name=csrf_token]")[-1]["value"]

    response = here.client.post(f"/account/sessions/{uuid4()}/end", data={"csrf_token": token})

    assert response.status_code == 404


@pytest.mark.parametrize(
    ("age", "idle", "status"),
    [
        (timedelta(hours=1), timedelta(hours=1), 200),
        (timedelta(hours=13), timedelta(hours=13), 302),
        (timedelta(days=7), timedelta(), 302),
        (timedelta(days=6), timedelta(), 200),
    ],
)
def test_sessions_end_when_idle_and_when_old(
    app: Flask, stores: Stores, noor: Person, age: timedelta, idle: timedelta, status: int
) -> None:
    now = clock.now()
    with stores.main() as session, transaction(session):
        token = accounts.start_session(session, person_id=noor.id, now=now - age)
        [one] = accounts.list_sessions(
            session,
            person_id=noor.id,
            now=now - age,
            lifetime=USUAL_LIFETIME,
        )
        accounts.note_use(session, session_id=one.id, now=now - idle)
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token

    assert client.get("/account").status_code == status


def test_using_a_session_keeps_it_alive_but_coarsely(
    app: Flask, stores: Stores, noor: Person
) -> None:
    now = clock.now()
    with stores.main() as session, transaction(session):
        token = accounts.start_session(session, person_id=noor.id, now=now - timedelta(hours=2))
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token

    def used_at() -> float:
        with stores.main() as session:
            [one] = accounts.list_sessions(
                session, person_id=noor.id, now=now, lifetime=USUAL_LIFETIME
            )
            return one.used_at.timestamp()

    client.post("/language", data={})
    assert used_at() < now.timestamp()
    client.get("/account")
    first = used_at()
    assert first % USUAL_LIFETIME.step.total_seconds() == 0
    assert now.timestamp() - first < 2 * USUAL_LIFETIME.step.total_seconds()
    client.get("/account")
    assert used_at() == first


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0",
            "Firefox, Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/130 Safari/537 Edg/130",
            "Edge, Windows",
        ),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/130 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X) Version/18 Safari/605", "Safari, Mac"),
        ("curl/8.0", ""),
    ],
)
def test_browsers_get_a_short_name(agent: str, name: str) -> None:
    assert name_browser(agent) == name


def test_the_privacy_page_says_the_numbers_that_hold_here(visit: Visit) -> None:
    text = visit(None).open("/privacy").text

    assert "fewer than 5 answers" in text
    assert "your colleagues in it, the leads above it, and HR. From 10 answers" in text
    assert "after 7 days" in text
