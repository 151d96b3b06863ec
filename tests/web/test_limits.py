"""Can nothing be guessed, and is every form either limited or of no use to a guesser?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import pytest
from flask import Flask, url_for

from feedbackpulse import clock
from feedbackpulse.accounts import service as accounts
from feedbackpulse.accounts.passwords import hash_password
from feedbackpulse.accounts.proofs import start_second_step
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection.notebook import open_notebook
from feedbackpulse.reflection.sealing import seal_notebook
from feedbackpulse.web.guards import OpenToAll
from tests.accounts.test_second_factor import set_up
from tests.pages import Visitor
from tests.web.released import World

Visit = Callable[[PersonId | None], Visitor]
BY_ADDRESS, BY_PERSON, BY_MAIL = 60, 8, 5

GUESSED: Final[Mapping[str, tuple[int, dict[str, str]]]] = {
    "account.ask_link": (BY_MAIL, {"email": "noor@example.org"}),
    "account.ask_sign_in_link": (BY_MAIL, {"email": "noor@example.org"}),
    "account.change_password": (BY_PERSON, {"current": "guessed", "password": "guessed"}),
    "account.choose_password": (BY_ADDRESS, {"code": "guessed"}),
    "account.confirm": (BY_PERSON, {"proof": "000000"}),
    "account.invited": (BY_ADDRESS, {"code": "guessed"}),
    "account.sign_in": (BY_PERSON, {"email": "noor@example.org", "password": "guessed"}),
    "account.sign_in_by_link": (BY_ADDRESS, {"code": "guessed"}),
    "account.sign_in_code": (BY_PERSON, {"code": "000000"}),
    "employee.unlock": (BY_PERSON, {"passphrase": "guessed"}),
    "employee.unlock_with_code": (BY_PERSON, {"code": "guessed"}),
    "leaver.handover": (BY_ADDRESS, {"code": "guessed"}),
}
"""What takes a secret: how often it may be tried, and a wrong one."""

OTHERWISE: Final[Mapping[str, str]] = {
    "account.begin_second_step": "asks first who it is, and makes nothing but a secret for oneself",
    "account.end_other_sessions": "ends sessions of one’s own",
    "account.end_second_step": "asks first who it is",
    "account.end_session": "ends a session of one’s own",
    "account.new_spare_codes": "asks first who it is",
    "account.not_today": "keeps one choice of one’s own",
    "account.notices": "keeps one choice of one’s own",
    "account.second_step_app": "whoever comes here sees the secret anyway",
    "account.set_locale": "keeps one choice of one’s own, or a cookie",
    "account.settings": "keeps one choice of one’s own",
    "account.sign_out": "ends a session of one’s own",
    "ballot.answer": "writes nothing: it shows questions again, or seals and casts as below",
    "ballot.cast": "takes a stamped number that is signed, and each counts once",
    "ballot.enter": "a code of 59 random bits: a count per address would note who came",
    "ballot.kiosk": "as ballot.enter",
    "ballot.kiosk_answer": "as ballot.answer",
    "ballot.kiosk_reply": "as ballot.reply",
    "ballot.kiosk_signal": "asks for the work of a browser, and an allowance for all together",
    "ballot.reply": "a code that a browser made by chance, and what is sent has an allowance",
    "ballot.signal": "shows what is like it; what is sent has an allowance",
    "ballot.signal_send": "asks for the work of a browser, and an allowance for all together",
    "ballot.vote": "the code opens statements that stand on a screen, for a day; a ticket votes once",
}
"""Why a form that is open to all has no limit. Below /ballot nothing may note who came from where,
so nothing there is counted per address."""


@pytest.fixture
def noor(world: World, stores: Stores) -> PersonId:
    """Return somebody with all secrets that there are."""
    person = world.member("Day")
    with stores.main() as session, transaction(session):
        accounts.set_password(
            session, person_id=person, password_hash=hash_password("zes eenden op een dak")
        )
        notebook = open_notebook(session, keys=stores.keys, owner=person)
        seal_notebook(session, keys=stores.keys, notebook=notebook, passphrase="acht zwanen")
    return person


def test_every_form_that_is_open_to_all_has_a_limit_or_a_reason(app: Flask) -> None:
    open_to_all = {
        name
        for name, guards in app.before_request_funcs.items()
        if any(isinstance(one, OpenToAll) for one in guards)
    }
    sent = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    theirs = {one for one in sent if one.partition(".")[0] in open_to_all}

    assert theirs - GUESSED.keys() == OTHERWISE.keys()
    assert GUESSED.keys() <= sent


def test_everything_else_needs_a_role_and_has_a_name_to_it(app: Flask) -> None:
    """A count per person would note when somebody works, and who brings what without a name."""
    for rule in app.url_map.iter_rules():
        audience, _dot, page = rule.endpoint.partition(".")
        if page and rule.endpoint not in {*GUESSED, *OTHERWISE}:
            assert app.before_request_funcs[audience], rule.endpoint


@pytest.mark.parametrize("endpoint", GUESSED)
def test_a_guesser_is_held_back(
    app: Flask, visit: Visit, noor: PersonId, stores: Stores, endpoint: str
) -> None:
    tries, wrong = GUESSED[endpoint]
    browser = browser_for(endpoint, visit, noor, stores)
    with app.test_request_context():
        path = url_for(endpoint)
    token = str(browser.open(path).select("[name=csrf_token]")[-1]["value"])

    got = [
        browser.client.post(path, data={**wrong, "csrf_token": token}).status_code
        for _ in range(tries + 1)
    ]

    assert 429 not in got[:-1]
    assert got[-1] == 429


def browser_for(endpoint: str, visit: Visit, person: PersonId, stores: Stores) -> Visitor:
    """Return a browser that gets as far as the secret is asked for."""
    if endpoint == "account.sign_in_code":
        set_up(stores, person)
        return halfway(visit(None), person, stores)
    signed_in = endpoint in {"account.change_password", "account.confirm"}
    return visit(person if signed_in or endpoint.startswith("employee.") else None)


def halfway(visitor: Visitor, person: PersonId, stores: Stores) -> Visitor:
    with stores.main() as session, transaction(session):
        token = start_second_step(session, person_id=person, now=clock.now(), browser="")
    with visitor.client.session_transaction() as cookie:
        cookie["_user_id"] = token
    return visitor
