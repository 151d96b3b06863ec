"""Does one question at a time behave like pages, and keep everything in the tab until Send?"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import func, select
from werkzeug.serving import make_server

from feedbackpulse import clock
from feedbackpulse.accounts import service as accounts
from feedbackpulse.ballots.tables import BallotRow
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.domain import PersonId
from tests.web.employee.rounds import Asked, ask

PHONE = {"width": 390, "height": 844}
SHOWN = "section[data-step]:not([hidden])"


@pytest.fixture
def asked(stores: Stores) -> Asked:
    return ask(stores)


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
def sign_in(app: Flask, stores: Stores, address: str) -> Callable[[Page, PersonId], None]:
    """Return a function that makes somebody the one who is signed in in this browser."""

    def become(page: Page, person_id: PersonId) -> None:
        with stores.main() as session, transaction(session):
            token = accounts.start_session(session, person_id=person_id, now=clock.now())
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = token, True
        kept = client.get_cookie("feedbackpulse")
        assert kept is not None
        page.context.add_cookies([{"name": kept.key, "value": kept.value, "url": address}])

    return become


@pytest.fixture
def page(
    browser: Browser, sign_in: Callable[[Page, PersonId], None], address: str, asked: Asked
) -> Iterator[Page]:
    """Return the round on the phone of the first person, who has pressed Begin."""
    context = browser.new_context(viewport=PHONE, base_url=address, locale="en")  # type: ignore[arg-type]  # a plain dict is one
    page = context.new_page()
    page.set_default_timeout(10_000)
    sign_in(page, asked.people[0])
    page.goto(asked.path)
    page.click(f"{SHOWN} [data-go=next]")
    yield page
    context.close()


def question(page: Page) -> str:
    return page.locator(f"{SHOWN} h2").inner_text()


def progress(page: Page) -> str:
    return page.locator("#progress").inner_text()


def choose(page: Page, value: str) -> None:
    page.locator(f"{SHOWN} input[value='{value}']").check()


def onward(page: Page) -> None:
    page.click(f"{SHOWN} [data-go=next]")


def to_the_check(page: Page) -> None:
    while page.locator(f"{SHOWN} [data-go=next]").count():
        onward(page)


def in_the_box(stores: Stores) -> int:
    with stores.box() as box:
        return box.scalar(select(func.count()).select_from(BallotRow)) or 0


def test_one_question_is_shown_with_how_far_it_is(page: Page) -> None:
    assert page.locator(SHOWN).count() == 1
    assert progress(page) == "Question 1 of 7"
    assert "minutes to go" in page.locator("#left").inner_text()


def test_the_next_button_is_on_the_first_screen_of_a_phone(page: Page) -> None:
    box = page.locator(f"{SHOWN} [data-go=next]").bounding_box()

    assert box is not None
    assert box["y"] + box["height"] <= PHONE["height"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_focus_goes_to_the_question_and_the_title_names_it(page: Page) -> None:
    onward(page)

    assert page.evaluate("document.activeElement.textContent").strip() == question(page)
    assert page.title().startswith(question(page))


def test_the_keyboard_is_enough(page: Page) -> None:
    first = question(page)

    page.keyboard.press("Tab")  # who sees it
    page.keyboard.press("Tab")  # into the answers
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    assert question(page) == first, "choosing an answer must not go on by itself"
    page.keyboard.press("Enter")

    assert progress(page) == "Question 2 of 7"
    page.click("#steps button")
    assert page.locator(f"{SHOWN} input:checked").get_attribute("value") == "2"


def test_the_browsers_own_back_and_forward_go_between_questions(page: Page) -> None:
    onward(page)
    onward(page)

    page.go_back()
    assert progress(page) == "Question 2 of 7"
    page.go_back()
    assert progress(page) == "Question 1 of 7"
    page.go_forward()
    assert progress(page) == "Question 2 of 7"


def test_skipping_takes_an_answer_away(page: Page) -> None:
    choose(page, "4")
    page.click(f"{SHOWN} [data-go=skip]")

    page.go_back()

    assert page.locator(f"{SHOWN} input:checked").count() == 0


def test_the_check_says_what_is_answered_and_comes_back_after_a_change(page: Page) -> None:
    choose(page, "4")
    onward(page)
    choose(page, "unknown")
    to_the_check(page)
    answers = page.locator("[data-answer]").all_inner_texts()
    assert answers[:3] == ["Often", "I don’t know or not applicable", "Skipped"]

    page.click("[data-change='3']")
    choose(page, "5")
    onward(page)

    assert page.locator("#send").is_visible()
    assert page.locator("[data-answer]").all_inner_texts()[2] == "(Almost) always"


def test_a_reload_keeps_the_answers_the_place_and_the_ballot_number(page: Page) -> None:
    number = page.input_value("input[name=ballot]")
    choose(page, "4")
    onward(page)

    page.reload()

    assert progress(page) == "Question 2 of 7"
    assert page.input_value("input[name=ballot]") == number
    page.click("#steps button")
    assert page.locator(f"{SHOWN} input:checked").get_attribute("value") == "4"


def test_changing_the_language_keeps_the_answers(page: Page) -> None:
    choose(page, "4")

    page.click("form.language button")

    page.wait_for_selector("html[lang=nl] form.by-step")
    assert page.locator(f"{SHOWN} input:checked").get_attribute("value") == "4"


def test_nothing_leaves_the_browser_before_send(page: Page) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))

    choose(page, "4")
    to_the_check(page)

    assert sent == []


def test_another_tab_starts_empty(page: Page, asked: Asked) -> None:
    choose(page, "4")

    other = page.context.new_page()
    other.goto(asked.path)

    assert other.locator("form#ballot input[name^=answer-]:checked").count() == 0
    assert other.evaluate("localStorage.length") == 0
    assert not [c for c in page.context.cookies() if "pulse." in str(c.get("name"))]


def test_the_draft_is_gone_after_the_thank_you(page: Page, stores: Stores) -> None:
    choose(page, "4")
    to_the_check(page)

    page.click("#send")
    page.wait_for_url("**/thanks")

    kept = page.evaluate("Object.keys(sessionStorage)")
    assert [name.split(".")[1] for name in kept] == ["receipt"]
    assert page.evaluate("localStorage.length") == 0
    assert in_the_box(stores) == 1
    page.go_back()
    assert page.url.endswith("/thanks")


def test_a_double_click_on_send_counts_once(page: Page, stores: Stores) -> None:
    to_the_check(page)

    page.dblclick("#send", no_wait_after=True)
    page.wait_for_url("**/thanks")

    assert in_the_box(stores) == 1


def test_who_signs_in_next_in_the_same_tab_does_not_get_the_draft(
    page: Page, asked: Asked, sign_in: Callable[[Page, PersonId], None]
) -> None:
    choose(page, "4")
    sign_in(page, asked.people[1])

    page.goto(asked.path)

    assert page.locator("form#ballot input[name^=answer-]:checked").count() == 0
    kept = page.evaluate("Object.values(sessionStorage).join()")
    assert '"4"' not in kept
