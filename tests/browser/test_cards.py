"""Does a card work on a phone, scanned or typed, with JavaScript and without, and leave nothing?"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect
from sqlalchemy import func, select
from werkzeug.serving import make_server

from feedbackpulse.ballots.tables import BallotRow
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.roster.cards import make_cards
from tests.web.employee.rounds import open_now, plan_round

THANKS = "Thank you. Your answers are sent."
REMEMBERED = "() => [localStorage.length, sessionStorage.length, document.cookie]"


@pytest.fixture
def code(stores: Stores) -> str:
    """Return the code of one card of an open round."""
    asked = plan_round(stores)
    with stores.main() as session, transaction(session):
        for person in asked.people:
            people.choose_paper(session, person_id=person, on_paper=True)
    open_now(stores, asked)
    [sheet] = make_cards(stores, round_id=asked.round_id)
    return sheet.codes[0]


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


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def phone(
    browser: Browser, address: str, request: pytest.FixtureRequest
) -> Iterator[BrowserContext]:
    """Return a phone, once with JavaScript and once without."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": 390, "height": 844},
        locale="en",
        java_script_enabled=request.param,
    )
    yield context
    context.close()


def answer_all(page: Page) -> None:
    for question in page.locator("#ballot fieldset:has(input[name^=answer])").all():
        question.locator("label.opt").nth(3).click()


def fits(page: Page) -> bool:
    return bool(page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))


def test_a_card_is_scanned_and_answered(
    phone: BrowserContext, request: pytest.FixtureRequest, code: str, stores: Stores
) -> None:
    page = phone.new_page()
    asked_for: list[str] = []
    page.on("request", lambda one: asked_for.append(one.url))
    page.goto(f"/ballot#{code}")
    if "without" in request.node.callspec.id:
        page.get_by_label("The code on your card").fill(code.lower())
    else:
        expect(page.get_by_label("The code on your card")).to_have_value(code)
        assert page.url.endswith("/ballot")
    assert fits(page)

    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How we listen")
    assert fits(page)
    answer_all(page)
    page.get_by_role("button", name="Nederlands").click()
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="Send my answers").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(THANKS)
    assert fits(page)
    assert phone.cookies() == []
    assert page.evaluate(REMEMBERED) == [0, 0, ""]
    assert not [url for url in asked_for if code.split("-", maxsplit=1)[0] in url.partition("#")[0]]
    with stores.box() as box:
        assert box.scalar(select(func.count()).select_from(BallotRow)) == 1


def test_after_sending_the_way_back_shows_no_answers(phone: BrowserContext, code: str) -> None:
    page = phone.new_page()
    page.goto("/ballot")
    page.get_by_label("The code on your card").fill(code)
    page.get_by_role("button", name="Begin").click()
    answer_all(page)
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(THANKS)
    page.get_by_role("link", name="Close this page").click()

    with pytest.raises(Error, match="ERR_CACHE_MISS"):  # "send the form again?"
        page.go_back()

    assert page.locator("#ballot input:checked").count() == 0
