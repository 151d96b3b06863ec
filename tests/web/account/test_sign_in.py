"""Can people sign in and out, and can nobody else?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select

from feedbackpulse import clock
from feedbackpulse.accounts.tables import SessionRow
from feedbackpulse.accounts.throttle import SIGN_IN_ADDRESS
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Person, PersonId
from tests.pages import Visitor
from tests.web.account.conftest import PASSWORD

Visit = Callable[[PersonId | None], Visitor]
GOOD: dict[str, str | list[str]] = {"email": " NOOR@example.org", "password": PASSWORD}


def sign_in(visitor: Visitor, *, path: str = "/account", **answers: str) -> BeautifulSoup:
    return visitor.submit(visitor.open(path), {**GOOD, **answers})


def refuse(visitor: Visitor, **answers: str) -> BeautifulSoup:
    return visitor.submit(visitor.open("/sign-in"), {**GOOD, **answers}, status=422)


def test_somebody_signs_in_and_gets_the_page_they_wanted(visit: Visit, noor: Person) -> None:
    page = sign_in(visit(None), path="/account")

    assert "My account" in page.text
    assert "noor@example.org" in page.text


def test_an_unknown_address_gets_the_same_answer_as_a_wrong_password(
    visit: Visit, noor: Person
) -> None:
    wrong = refuse(visit(None), password="een heel ander woord")
    unknown = refuse(visit(None), email="sam@example.org")

    assert wrong.select(".errors") == unknown.select(".errors")


def test_somebody_who_never_chose_a_password_cannot_sign_in(visit: Visit, stores: Stores) -> None:
    with stores.main() as session, transaction(session):
        people.add_person(
            session, name="Sam", email="sam@example.org", team_id=None, at=clock.now()
        )

    refuse(visit(None), email="sam@example.org")


def test_somebody_who_left_cannot_sign_in(visit: Visit, noor: Person, stores: Stores) -> None:
    with stores.main() as session, transaction(session):
        people.deactivate_person(session, person_id=noor.id, at=clock.now())

    refuse(visit(None))


def test_somebody_who_leaves_is_out_at_the_next_page(
    visit: Visit, noor: Person, stores: Stores
) -> None:
    visitor = visit(noor.id)
    assert visitor.open("/account").h1.text == "My account"  # type: ignore[union-attr]  # it has one
    with stores.main() as session, transaction(session):
        people.deactivate_person(session, person_id=noor.id, at=clock.now())

    assert visitor.get("/account").status_code == 302


def test_empty_fields_are_named(visit: Visit) -> None:
    page = refuse(visit(None), email="", password="")

    assert "Fill in your e-mail address." in page.text
    assert "Fill in your password." in page.text


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\tevil",
        "/%0d%0aSet-Cookie:x\r\n",
        "",
    ],
)
def test_nobody_is_sent_to_another_site(visit: Visit, noor: Person, target: str) -> None:
    visitor = visit(None)
    page = visitor.open("/sign-in")
    action = page.select_one("main form")
    assert action is not None
    action["action"] = "/sign-in?next=" + target

    response = visitor.client.post(
        "/sign-in",
        query_string={"next": target},
        data={**GOOD, "csrf_token": str(page.select("[name=csrf_token]")[-1]["value"])},
    )

    assert response.location == "/"


def test_signing_out_ends_the_session_on_the_server(visit: Visit, app: Flask, noor: Person) -> None:
    visitor = visit(None)
    page = sign_in(visitor, path="/account")
    stolen = visitor.client.get_cookie("feedbackpulse")
    assert stolen is not None

    response = visitor.send(page, form="form[action='/sign-out']")

    assert response.history[0].headers["Clear-Site-Data"] == '"storage"'
    thief = app.test_client()
    thief.set_cookie("feedbackpulse", stolen.value)
    assert thief.get("/account").status_code == 302


def test_every_sign_in_gets_a_session_of_its_own(
    visit: Visit, noor: Person, stores: Stores
) -> None:
    for _ in range(2):
        sign_in(visit(None))

    with stores.main() as session:
        tokens = session.scalars(select(SessionRow.token_hash)).all()
    assert len(set(tokens)) == 2


def test_what_a_visitor_held_before_signing_in_is_worth_nothing_after(
    visit: Visit, noor: Person
) -> None:
    visitor = visit(None)
    page = visitor.open("/account")
    with visitor.client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
    visitor.submit(page, GOOD)

    with visitor.client.session_transaction() as cookie:
        assert "planted" not in cookie


def test_guessing_is_held_back_with_the_waiting_time(visit: Visit, noor: Person) -> None:
    visitor = visit(None)
    for _ in range(8):
        refuse(visitor, password="nog een keer raden")

    page = visitor.submit(visitor.open("/sign-in"), GOOD, status=429)

    assert "15 minutes" in page.text


def test_guessing_does_not_lock_anybody_else_out(visit: Visit, noor: Person) -> None:
    guesser = visit(None)
    for _ in range(8):
        refuse(guesser, email="sam@example.org")

    sign_in(visit(None))


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one address fail three times, so that no test has to do so sixty times."""
    fewer = replace(SIGN_IN_ADDRESS, tries=3)
    monkeypatch.setattr("feedbackpulse.web.account.sign_in.SIGN_IN_ADDRESS", fewer)


@pytest.mark.both_engines
@pytest.mark.usefixtures("three")
def test_an_office_behind_one_address_signs_in_on_one_morning(visit: Visit, noor: Person) -> None:
    for _ in range(5):
        sign_in(visit(None))


@pytest.mark.both_engines
@pytest.mark.usefixtures("three")
def test_signing_in_oneself_makes_no_room_for_guesses_at_others(visit: Visit, noor: Person) -> None:
    for other in ("sam", "kim"):
        refuse(visit(None), email=f"{other}@example.org")
        sign_in(visit(None))
    refuse(visit(None), email="lou@example.org")

    visitor = visit(None)
    guess = {**GOOD, "email": "pim@example.org"}
    assert "15 minutes" in visitor.submit(visitor.open("/sign-in"), guess, status=429).text
    visitor.submit(visitor.open("/sign-in"), GOOD, status=429)


def test_who_is_in_already_needs_no_form(visit: Visit, noor: Person) -> None:
    response = visit(noor.id).get("/sign-in?next=/account")

    assert response.location == "/account"
