"""Does a shared tablet let people answer in turn and clear itself, with and without JavaScript?"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import func, select
from werkzeug.serving import make_server

from feedbackpulse.ballots.tables import BallotRow
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.roster.cards import make_cards
from feedbackpulse.web.ballot import way
from tests.browser.axe import ALL_RULES, AXE, OVERFLOW, RULES_OF_A_THEME, RUN_AXE
from tests.browser.test_cards import REMEMBERED, THANKS, answer_all
from tests.web.employee.rounds import open_now, plan_round

SIZES = {"tablet": (820, 1180), "phone": (390, 844)}
ASKED = "The code on your card"


@pytest.fixture
def codes(stores: Stores) -> tuple[str, ...]:
    """Return the codes of an open round."""
    asked = plan_round(stores)
    with stores.main() as session, transaction(session):
        for person in asked.people:
            people.choose_paper(session, person_id=person, on_paper=True)
    open_now(stores, asked)
    [sheet] = make_cards(stores, round_id=asked.round_id)
    return sheet.codes


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


def device(
    browser: Browser, address: str, size: str, *, scripts: bool = True, locale: str = "en"
) -> BrowserContext:
    width, height = SIZES[size]
    return browser.new_context(
        base_url=address,
        viewport={"width": width, "height": height},
        locale=locale,
        java_script_enabled=scripts,
    )


@pytest.fixture
def tablet(browser: Browser, address: str) -> Iterator[Page]:
    """Return the start page of a tablet with JavaScript, whose clock the test moves."""
    context = device(browser, address, "tablet")
    page = context.new_page()
    page.clock.install()
    page.goto("/ballot/kiosk")
    page.wait_for_url("**/ballot/kiosk?script=yes")
    yield page
    context.close()


def begin(page: Page, code: str) -> None:
    page.get_by_label(ASKED).fill(code)
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How we listen")


def in_the_box(stores: Stores) -> int:
    with stores.box() as box:
        return box.scalar(select(func.count()).select_from(BallotRow)) or 0


@pytest.mark.parametrize(
    ("size", "scripts"),
    [("tablet", True), ("tablet", False), ("phone", False)],
    ids=["a tablet", "a tablet without JavaScript", "a phone without JavaScript"],
)
def test_two_people_answer_in_turn(
    browser: Browser,
    address: str,
    codes: tuple[str, ...],
    stores: Stores,
    size: str,
    scripts: bool,  # noqa: FBT001  (a parameter of the test)
) -> None:
    context = device(browser, address, size, scripts=scripts)
    page = context.new_page()
    page.goto("/ballot/kiosk")
    for code in codes[:2]:
        expect(page.get_by_label(ASKED)).to_have_value("")
        begin(page, code.lower())
        assert page.evaluate(OVERFLOW) <= 0
        answer_all(page)
        page.get_by_role("button", name="Send my answers").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(THANKS)
        page.get_by_role("link", name="Ready: on to the next person").click()

    assert context.cookies() == []
    assert page.evaluate(REMEMBERED) == [0, 0, ""]
    assert in_the_box(stores) == 2
    begin_again(page, codes[0])
    context.close()


def begin_again(page: Page, code: str) -> None:
    page.get_by_label(ASKED).fill(code)
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you! This card is used.")


def test_who_walks_away_leaves_nothing(tablet: Page, codes: tuple[str, ...]) -> None:
    begin(tablet, codes[0])
    answer_all(tablet)
    clock = tablet.locator("#kiosk-clock")

    tablet.clock.fast_forward(55_000)
    expect(clock).to_be_hidden()
    tablet.clock.fast_forward(10_000)
    expect(clock).to_be_visible()
    expect(tablet.locator("#kiosk-words")).to_contain_text("clears itself soon")
    tablet.clock.fast_forward(26_000)

    expect(tablet.get_by_label(ASKED)).to_have_value("")
    tablet.go_back()
    expect(tablet.get_by_label(ASKED)).to_have_value("")


def test_more_time_is_one_touch_away_and_can_be_had_again(
    tablet: Page, codes: tuple[str, ...]
) -> None:
    begin(tablet, codes[0])
    answer_all(tablet)

    for _ in range(3):
        tablet.clock.fast_forward(80_000)
        tablet.get_by_role("button", name="More time").click()
        expect(tablet.locator("#kiosk-clock")).to_be_hidden()

    assert tablet.locator("#ballot input:checked").count() > 0


def test_a_code_that_was_left_in_the_field_is_cleared(tablet: Page, codes: tuple[str, ...]) -> None:
    tablet.get_by_label(ASKED).fill(codes[0])

    tablet.clock.fast_forward(91_000)

    expect(tablet.get_by_label(ASKED)).to_have_value("")


def test_after_thanks_the_next_person_starts_clean(tablet: Page, codes: tuple[str, ...]) -> None:
    tablet.get_by_role("link", name="Nederlands").click()
    expect(tablet.locator("html")).to_have_attribute("lang", "nl")
    tablet.locator("#code").fill(codes[0])
    tablet.locator("form button[type=submit]").click()
    answer_all(tablet)
    tablet.locator("#ballot button.block[type=submit]").click()
    expect(tablet.locator("#kiosk-clock")).to_be_visible()

    tablet.clock.fast_forward(21_000)

    expect(tablet.locator("html")).to_have_attribute("lang", "en")
    expect(tablet.get_by_label(ASKED)).to_have_value("")


def test_without_javascript_the_screen_clears_itself_too(
    browser: Browser, address: str, codes: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    context = device(browser, address, "tablet", scripts=False)
    page = context.new_page()
    page.goto("/ballot/kiosk")
    monkeypatch.setattr(way, "CLEARS_AFTER", 2)
    begin(page, codes[0])
    expect(page.get_by_role("button", name="I need more time")).to_be_visible()

    expect(page.get_by_label(ASKED)).to_have_value("")

    context.close()


def test_a_scanned_card_speaks_the_language_of_the_phone(
    browser: Browser, address: str, codes: tuple[str, ...], stores: Stores
) -> None:
    for locale, size, code in (("nl-NL", "phone", codes[0]), ("en-GB", "tablet", codes[1])):
        context = device(browser, address, size, locale=locale)
        page = context.new_page()
        page.goto(f"/ballot#{code}")
        expect(page.locator("html")).to_have_attribute("lang", locale[:2])
        page.locator("main form button[type=submit]").click()
        answer_all(page)
        page.locator("#ballot button.block[type=submit]").click()
        expect(page.locator(".thanks .bigcheck")).to_be_visible()
        context.close()

    assert in_the_box(stores) == 2


def test_every_screen_of_the_tablet_is_accessible(tablet: Page, codes: tuple[str, ...]) -> None:
    problems: list[str] = []

    def look() -> None:
        tablet.evaluate(AXE)
        tablet.emulate_media(color_scheme="light", reduced_motion="reduce")
        problems.extend(tablet.evaluate(RUN_AXE, ALL_RULES))
        tablet.emulate_media(color_scheme="dark", reduced_motion="reduce")
        problems.extend(tablet.evaluate(RUN_AXE, RULES_OF_A_THEME))
        assert tablet.evaluate(OVERFLOW) <= 0

    look()
    tablet.get_by_label(ASKED).fill("2222-2222-2222")
    tablet.get_by_role("button", name="Begin").click()
    expect(tablet.locator(".errors")).to_be_visible()
    look()
    begin(tablet, codes[0])
    answer_all(tablet)
    tablet.clock.fast_forward(70_000)
    expect(tablet.locator("#kiosk-clock")).to_be_visible()
    look()
    tablet.get_by_role("button", name="Send my answers").click()
    expect(tablet.get_by_role("heading", level=1)).to_have_text(THANKS)
    look()
    tablet.get_by_role("link", name="Ready: on to the next person").click()
    begin_again(tablet, codes[0])
    look()

    assert problems == []
