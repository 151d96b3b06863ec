"""Can somebody seal their notebook, open it again, and lose nothing by it?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection import service as reflections
from feedbackpulse.reflection.domain import Reflection
from feedbackpulse.reflection.notebook import is_sealed, open_notebook
from feedbackpulse.web.employee.notebook import STAYS_OPEN
from tests.notebooks import notebook_of
from tests.pages import Visitor, words_of

Browse = Callable[[PersonId], Visitor]
PASSPHRASE = "seven herons under the bridge"
CHOSEN: dict[str, str | list[str]] = {
    "passphrase": PASSPHRASE,
    "again": PASSPHRASE,
    "understood": "y",
}
WRITTEN = "I interrupted a tenant on Tuesday"
DAY = date(2026, 3, 2)


@pytest.fixture
def noor(stores: Stores) -> PersonId:
    """Return somebody whose first reflection is under way."""
    with stores.main() as session, transaction(session):
        team = people.add_team(session, code="ALL", name="Everybody", parent_id=None)
        owner = people.add_person(
            session,
            name="Noor Demo",
            email="noor@example.org",
            team_id=team.id,
            at=datetime(2026, 1, 1, tzinfo=UTC),
        ).id
        notebook = open_notebook(session, keys=stores.keys, owner=owner)
        running = reflections.start_reflection(
            session, notebook=notebook, checkpoints=["M4"], today=DAY
        )
        prompt = load_catalogue().item("M4A-O1")
        reflections.write(
            session, notebook=notebook, reflection_id=running.id, prompt=prompt, text=WRITTEN
        )
    return owner


@pytest.fixture
def running(stores: Stores, noor: PersonId) -> Reflection:
    notebook = notebook_of(stores, noor)
    with stores.main() as session:
        [found] = reflections.list_reflections(session, notebook=notebook)
    return found


def step(running: Reflection) -> str:
    return f"/reflect/{running.id}/1"


def seal(browser: Visitor) -> str:
    """Seal a notebook, and return its recovery code."""
    page = browser.submit(browser.open("/reflect/seal"), CHOSEN, form="form[action$=seal]")
    code = page.select_one("main .code")
    assert code is not None
    return code.text


def unlock(browser: Visitor, page: BeautifulSoup, passphrase: str = PASSPHRASE) -> BeautifulSoup:
    return browser.submit(page, {"passphrase": passphrase})


def test_who_seals_goes_on_here_and_is_asked_elsewhere(
    visit: Browse, noor: PersonId, running: Reflection
) -> None:
    here, elsewhere = visit(noor), visit(noor)

    seal(here)

    assert WRITTEN in here.open(step(running)).text
    asked = elsewhere.open(step(running))
    assert "Open my notebook" in words_of(asked)
    assert WRITTEN not in asked.text
    assert WRITTEN in unlock(elsewhere, asked).text


def test_the_recovery_code_is_shown_once_and_kept_by_no_browser(
    visit: Browse, noor: PersonId
) -> None:
    browser = visit(noor)

    response = browser.send(browser.open("/reflect/seal"), CHOSEN, form="form[action$=seal]")

    assert response.headers["Cache-Control"] == "no-store"
    assert "We show it only now" in response.text
    assert "recovery code" not in words_of(browser.open("/reflect"))


@pytest.mark.parametrize(
    ("answers", "complaint"),
    [
        ({"again": "another one here"}, "not the same passphrase"),
        ({"passphrase": "short", "again": "short"}, "at least 12 characters"),
        ({"passphrase": "aaaaaaaaaaaaaa", "again": "aaaaaaaaaaaaaa"}, "easy to guess"),
        ({"understood": []}, "so that we know you read it"),
    ],
)
def test_nothing_is_sealed_by_mistake(
    visit: Browse,
    stores: Stores,
    noor: PersonId,
    answers: dict[str, str | list[str]],
    complaint: str,
) -> None:
    browser = visit(noor)

    page = browser.submit(
        browser.open("/reflect/seal"), CHOSEN | answers, form="form[action$=seal]", status=422
    )

    assert complaint in words_of(page)
    with stores.main() as session:
        assert not is_sealed(session, owner=noor)


def test_it_closes_by_itself_and_what_was_just_written_waits(
    visit: Browse, noor: PersonId, running: Reflection
) -> None:
    browser = visit(noor)
    seal(browser)
    page = browser.open(step(running))

    with time_machine.travel(clock.now() + STAYS_OPEN + timedelta(minutes=1), tick=False):
        asked = browser.submit(page, {"value": "4", "words": "Typed at length"}, status=409)
        assert "What you filled in is still here" in words_of(asked)
        wrong = browser.submit(asked, {"passphrase": "not this one at all"}, status=422)
        browser.submit(unlock(browser, wrong))
        kept = browser.open(step(running))

    assert "Typed at length" in kept.text
    assert kept.select_one("input[name=value][value='4'][checked]")


def test_it_stays_open_while_it_is_used(visit: Browse, noor: PersonId, running: Reflection) -> None:
    browser = visit(noor)
    seal(browser)
    begin = clock.now()

    for turn in range(1, 4):
        with time_machine.travel(begin + turn * STAYS_OPEN * 0.9, tick=False):
            assert WRITTEN in browser.open(step(running)).text


def test_it_can_be_closed_at_once(visit: Browse, noor: PersonId, running: Reflection) -> None:
    browser = visit(noor)
    seal(browser)

    browser.submit(browser.open("/reflect/seal"), form="form[action$=close]")

    assert "Open my notebook" in words_of(browser.open(step(running)))


def test_signing_out_closes_it(visit: Browse, noor: PersonId, running: Reflection) -> None:
    browser = visit(noor)
    seal(browser)
    stolen = browser.client.get_cookie("feedbackpulse")
    assert stolen is not None

    browser.submit(browser.open("/account"), form="form[action$=sign-out]")
    browser.client.set_cookie("feedbackpulse", stolen.value)

    assert browser.get(step(running)).headers["Location"].startswith("/sign-in")


def test_what_opens_it_is_of_no_use_in_the_session_of_somebody_else(
    visit: Browse, stores: Stores, noor: PersonId, running: Reflection
) -> None:
    here, elsewhere = visit(noor), visit(noor)
    seal(here)
    with here.client.session_transaction() as cookie:
        ticket = cookie["notebook"]

    with elsewhere.client.session_transaction() as cookie:
        cookie["notebook"] = ticket

    assert "Open my notebook" in words_of(elsewhere.open(step(running)))


def test_the_recovery_code_opens_it_and_asks_for_a_new_passphrase(
    visit: Browse, noor: PersonId, running: Reflection
) -> None:
    here, elsewhere = visit(noor), visit(noor)
    code = seal(here)

    page = elsewhere.submit(
        elsewhere.open("/reflect/unlock/code"), {"code": code.lower().replace("-", "")}
    )

    assert "Choose another passphrase" in words_of(page)
    assert WRITTEN in elsewhere.open(step(running)).text


def test_guessing_is_held_back(visit: Browse, noor: PersonId) -> None:
    seal(visit(noor))
    guesser = visit(noor)
    page = guesser.open("/reflect/unlock")

    statuses = [guesser.send(page, {"passphrase": f"guess {n}"}).status_code for n in range(9)]

    assert statuses == [422] * 8 + [429]
    assert guesser.send(page, {"passphrase": PASSPHRASE}).status_code == 429


def test_the_seal_can_be_taken_off(visit: Browse, noor: PersonId, running: Reflection) -> None:
    here, elsewhere = visit(noor), visit(noor)
    seal(here)

    here.submit(here.open("/reflect/unseal"))

    assert WRITTEN in elsewhere.open(step(running)).text


def test_who_lost_both_can_begin_anew_after_a_question(
    visit: Browse, stores: Stores, noor: PersonId, running: Reflection
) -> None:
    seal(visit(noor))
    browser = visit(noor)

    page = browser.open("/reflect/lost")
    assert "gone for good" in words_of(page)
    browser.submit(page)

    assert "Begin with one thing that went well" in words_of(browser.open("/reflect"))


def test_the_first_page_works_while_the_notebook_is_closed(visit: Browse, noor: PersonId) -> None:
    seal(visit(noor))

    page = visit(noor).open("/")

    assert "Your notebook is sealed" in words_of(page)


def test_when_the_server_lost_its_key_it_says_so_and_nothing_is_lost(
    visit: Browse, stores: Stores, noor: PersonId, running: Reflection
) -> None:
    browser, key = visit(noor), stores.keys / "notebooks-0001.key"
    content = key.read_bytes()
    for broken in (None, bytes(32)):
        key.unlink() if broken is None else key.write_bytes(broken)

        assert "put the key back" in words_of(browser.open(step(running), status=503))
        assert "Good " in browser.open("/").text

    key.write_bytes(content)
    assert WRITTEN in browser.open(step(running)).text
