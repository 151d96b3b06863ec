"""Does the box take a stamped ballot from anybody, once, and learn nothing about who brought it?"""

from __future__ import annotations

import logging
import sys

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, func, select

from feedbackpulse.ballots.domain import receipt_of
from feedbackpulse.ballots.service import number_hash
from feedbackpulse.ballots.tables import BallotRow
from feedbackpulse.database import Stores
from feedbackpulse.web.encoding import decoded
from tests.web.ballot.stamped import stamped_ballot
from tests.web.employee.rounds import Asked, ask, close

pytestmark = pytest.mark.both_engines


@pytest.fixture
def asked(stores: Stores) -> Asked:
    return ask(stores)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def ballot(stores: Stores, asked: Asked) -> dict[str, str]:
    return stamped_ballot(stores, round_id=asked.round_id, person_id=asked.people[0])


def in_the_box(stores: Stores) -> int:
    with stores.box() as box:
        return box.scalar(select(func.count()).select_from(BallotRow)) or 0


def changed(text: str) -> str:
    return ("B" if text[0] == "A" else "A") + text[1:]


def test_a_stamped_ballot_is_taken_and_gets_its_receipt(
    client: FlaskClient, ballot: dict[str, str], stores: Stores
) -> None:
    answer = client.post("/ballot/cast", data=ballot)

    message = decoded(ballot["message"])
    assert message is not None
    assert answer.status_code == 200
    assert answer.get_json() == {"receipt": receipt_of(number_hash(message[32:]))}
    assert in_the_box(stores) == 1


def test_the_same_ballot_again_gets_the_same_receipt_also_after_closing(
    client: FlaskClient, ballot: dict[str, str], stores: Stores, asked: Asked
) -> None:
    first = client.post("/ballot/cast", data=ballot)

    again = client.post("/ballot/cast", data=ballot)

    assert again.get_json() == first.get_json()
    assert in_the_box(stores) == 1


@pytest.mark.parametrize("field", ["signature", "message"])
def test_what_is_not_stamped_is_refused(
    client: FlaskClient, ballot: dict[str, str], stores: Stores, field: str
) -> None:
    answer = client.post("/ballot/cast", data={**ballot, field: changed(ballot[field])})

    assert (answer.status_code, answer.get_json()) == (403, {"problem": "refused"})
    assert in_the_box(stores) == 0


def test_a_stamp_is_good_for_one_ballot(
    client: FlaskClient, ballot: dict[str, str], stores: Stores
) -> None:
    client.post("/ballot/cast", data=ballot)

    answer = client.post("/ballot/cast", data={**ballot, "sealed": changed(ballot["sealed"])})

    assert (answer.status_code, answer.get_json()) == (409, {"problem": "spent"})
    assert in_the_box(stores) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"round": "no-round"},
        {"stamp": "\0"},
        {"stamp": ""},
        {"message": "AAAA"},
        {"message": "=?="},
        {"sealed": "AAAA"},
        {"sealed": ""},
        {"signature": "A"},
    ],
    ids=str,
)
def test_what_is_no_ballot_is_told_so(
    client: FlaskClient, ballot: dict[str, str], wrong: dict[str, str]
) -> None:
    answer = client.post("/ballot/cast", data=ballot | wrong)

    assert (answer.status_code, answer.get_json()) == (422, {"problem": "malformed"})


def test_json_is_not_read(client: FlaskClient, ballot: dict[str, str]) -> None:
    answer = client.post("/ballot/cast", json=ballot)

    assert (answer.status_code, answer.get_json()) == (400, {"problem": "malformed"})


def test_after_closing_nothing_is_taken(
    client: FlaskClient, ballot: dict[str, str], stores: Stores, asked: Asked
) -> None:
    close(stores, asked)

    answer = client.post("/ballot/cast", data=ballot)

    assert (answer.status_code, answer.get_json()) == (409, {"problem": "closed"})


def test_no_cookie_comes_back_even_when_one_is_sent(
    client: FlaskClient, ballot: dict[str, str]
) -> None:
    client.get("/sign-in")
    with client.session_transaction() as cookie:
        cookie.permanent = True
        cookie["_user_id"] = "somebody"

    answer = client.post("/ballot/cast", data=ballot)

    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "Vary" not in answer.headers
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"


def test_only_the_box_is_used(client: FlaskClient, ballot: dict[str, str], app: Flask) -> None:
    used: list[str] = []

    def note(connection: object, *_rest: object) -> None:
        used.append(str(connection.engine.url.database))  # type: ignore[attr-defined]  # the event's own type

    event.listen(Engine, "before_cursor_execute", note)
    try:
        client.post("/ballot/cast", data=ballot)
    finally:
        event.remove(Engine, "before_cursor_execute", note)

    box = app.extensions["feedbackpulse"].stores.box.kw["bind"].url.database
    assert set(used) == {box}


def test_nothing_is_logged_whatever_comes(
    client: FlaskClient, ballot: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    client.post("/ballot/cast", data=ballot)
    client.post("/ballot/cast", data={**ballot, "signature": changed(ballot["signature"])})
    client.post("/ballot/cast", data={})
    client.post("/ballot/cast", json=ballot)

    assert caplog.records == []


def test_a_failure_is_not_logged_and_says_nothing_of_what_was_sent(
    app: Flask,
    client: FlaskClient,
    ballot: dict[str, str],
    stores: Stores,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.INFO)
    with stores.box() as box:
        BallotRow.__table__.drop(box.get_bind())  # type: ignore[attr-defined]  # a Table, says SQLAlchemy's own page

    answer = client.post("/ballot/cast", data=ballot)

    written = capfd.readouterr()
    assert answer.status_code in {500, 503}
    assert answer.get_json() == {"problem": "busy"}
    assert caplog.records == []
    assert written.out + written.err == ""
    assert sys.exc_info() == (None, None, None)
