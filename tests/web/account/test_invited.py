"""Does an invitation let its owner answer, and does it do nothing else, for nobody else?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from feedbackpulse import clock
from feedbackpulse.accounts.domain import new_token, token_hash
from feedbackpulse.accounts.tables import SessionRow
from feedbackpulse.cycles.tables import RoundRow
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.roster.tables import InvitationRow
from tests.pages import Visitor, words_of
from tests.web.employee.rounds import Asked, ask

Visit = Callable[[PersonId | None], Visitor]


@pytest.fixture
def asked(stores: Stores) -> Asked:
    """Return a round that is open now."""
    return ask(stores)


def invite(stores: Stores, asked: Asked, *, person: int = 0) -> str:
    """Return the code in somebody's mail."""
    code = new_token()
    with stores.main() as session, transaction(session):
        session.add(
            InvitationRow(
                token_hash=token_hash(code),
                round_id=asked.round_id,
                person_id=asked.people[person],
            )
        )
    return code


def go_on(visitor: Visitor, code: str, *, status: int = 200) -> str:
    page = visitor.submit(visitor.open("/i"), {"code": code}, status=status)
    return words_of(page)


def scopes(stores: Stores) -> list[str]:
    with stores.main() as session:
        return list(session.scalars(select(SessionRow.scope).order_by(SessionRow.scope)))


@pytest.mark.both_engines
def test_an_invitation_leads_to_the_questions(visit: Visit, stores: Stores, asked: Asked) -> None:
    visitor = visit(None)

    shown = go_on(visitor, invite(stores, asked))

    assert "Before you begin" in shown
    assert "by the invitation of" in shown
    assert scopes(stores) == ["pulse"]
    assert visitor.get(asked.path).status_code == 200
    assert "/sign-in" in visitor.get("/").headers["Location"]
    assert "/sign-in" in visitor.get("/account").headers["Location"]


def test_looking_changes_nothing_and_says_what_to_do_without_a_script(
    visit: Visit, stores: Stores, asked: Asked
) -> None:
    code, visitor = invite(stores, asked), visit(None)

    for _ in range(3):
        assert visitor.get(f"/i?{code}").status_code == 200
        assert visitor.client.head("/i").status_code == 200
    page = visitor.open("/i")

    assert "sign in, and you find the pulse on your start page" in words_of(page)
    assert "Press the button" not in words_of(page)
    assert scopes(stores) == []
    assert "Before you begin" in go_on(visitor, code)


def test_an_invitation_works_as_often_as_its_owner_wants(
    visit: Visit, stores: Stores, asked: Asked
) -> None:
    code = invite(stores, asked)

    for _ in range(3):
        assert "Before you begin" in go_on(visit(None), code)


@pytest.mark.both_engines
def test_what_does_not_work_gets_one_friendly_answer(
    visit: Visit, stores: Stores, asked: Asked
) -> None:
    code, left = invite(stores, asked), invite(stores, asked, person=1)
    made_up = go_on(visit(None), "made-up", status=410)
    with stores.main() as session, transaction(session):
        people.deactivate_person(session, person_id=asked.people[1], at=clock.now())
    of_who_left = go_on(visit(None), left, status=410)
    with stores.main() as session, transaction(session):
        session.get_one(RoundRow, asked.round_id).closes_at = clock.now()
    closed = go_on(visit(None), code, status=410)

    assert "Sign in: on your start page" in made_up
    assert made_up == of_who_left == closed
    assert scopes(stores) == []


def test_codes_that_do_not_work_are_held_back_and_good_ones_are_not(
    visit: Visit, stores: Stores, asked: Asked
) -> None:
    visitor = visit(None)
    page, code = visitor.open("/i"), invite(stores, asked)
    for _ in range(60):
        assert visitor.send(page, {"code": "made-up"}).status_code == 410

    assert visitor.send(page, {"code": "made-up"}).status_code == 429
    assert "Before you begin" in go_on(visit(None), code)


@pytest.mark.both_engines
def test_whoever_is_signed_in_stays_signed_in(visit: Visit, stores: Stores, asked: Asked) -> None:
    visitor = visit(asked.people[0])

    assert "Before you begin" in go_on(visitor, invite(stores, asked))

    assert scopes(stores) == ["full"]
    assert visitor.get("/account").status_code == 200


def test_on_a_shared_device_the_one_before_is_signed_out(
    visit: Visit, stores: Stores, asked: Asked
) -> None:
    visitor = visit(asked.people[1])

    go_on(visitor, invite(stores, asked))

    assert scopes(stores) == ["pulse"]


def test_after_two_hours_or_when_somebody_leaves_it_is_over(
    visit: Visit, stores: Stores, asked: Asked
) -> None:
    visitor, other = visit(None), visit(None)
    go_on(visitor, invite(stores, asked))
    go_on(other, invite(stores, asked, person=1))
    with stores.main() as session, transaction(session):
        people.deactivate_person(session, person_id=asked.people[1], at=clock.now())

    assert other.get(asked.path).status_code == 302
    with time_machine.travel(clock.now() + timedelta(minutes=109), tick=False):
        assert visitor.get(asked.path).status_code == 200
    with time_machine.travel(clock.now() + timedelta(hours=2), tick=False):
        assert visitor.get(asked.path).status_code == 302


def test_the_cookie_of_a_visitor_goes_with_the_window(
    app: Flask, visit: Visit, stores: Stores, asked: Asked
) -> None:
    visitor = visit(None)
    go_on(visitor, invite(stores, asked))

    cookie = visitor.client.get_cookie(str(app.config["SESSION_COOKIE_NAME"]))
    assert cookie is not None
    assert cookie.expires is None
    assert cookie.http_only
    assert cookie.same_site == "Lax"


def test_the_session_of_a_visitor_names_no_round_and_is_not_touched_again(
    visit: Visit, stores: Stores, asked: Asked
) -> None:
    visitor = visit(None)
    go_on(visitor, invite(stores, asked))

    def row() -> tuple[object, ...]:
        with stores.main() as session:
            found = session.scalars(select(SessionRow)).one()
            return tuple(getattr(found, column.name) for column in SessionRow.__table__.columns)

    before = row()
    with time_machine.travel(clock.now() + timedelta(minutes=59)):
        visitor.get(asked.path)
        visitor.get(f"{asked.path}/check")

    assert row() == before
    assert asked.round_id not in before


def test_a_visitor_sends_answers_and_stops(visit: Visit, stores: Stores, asked: Asked) -> None:
    visitor = visit(None)
    go_on(visitor, invite(stores, asked))
    page = visitor.open(asked.path)

    thanks = visitor.submit(page, form="form#ballot")

    assert "Thank you. Your answers are sent." in words_of(thanks)
    assert "Look at yourself" not in words_of(thanks)
    visitor.submit(thanks, form="main form[action='/sign-out']")
    assert scopes(stores) == []


def test_a_visitor_can_sign_in_in_full(visit: Visit, stores: Stores, asked: Asked) -> None:
    visitor = visit(None)
    go_on(visitor, invite(stores, asked))

    assert visitor.open("/sign-in").h1.text == "Sign in"  # type: ignore[union-attr]  # it has one
