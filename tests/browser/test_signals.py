"""Does a phone send without a name, bring only the hash of its code, and open the answer with it?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import segno
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect
from sqlalchemy import select

from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.domain import Role
from feedbackpulse.receipt_codes import mailbox_of
from feedbackpulse.signals.conversations import reply
from feedbackpulse.signals.domain import SignalId
from feedbackpulse.signals.door import find_door
from feedbackpulse.signals.tables import SignalRow
from tests.browser.axe import ALL_RULES, AXE, OVERFLOW, RUN_AXE
from tests.browser.modules import page_with
from tests.browser.served import become, served
from tests.organisations import Organisation, found

WORDS = "A fictional idea: begin the shift with one question."
REMEMBERED = "() => [localStorage.length, sessionStorage.length, document.cookie]"
SENT = "It is sent, without your name"


@pytest.fixture
def company(stores: Stores) -> Organisation:
    with stores.main() as session, transaction(session):
        return found(session, "Company 6", at=datetime(2020, 1, 1, tzinfo=UTC))


@pytest.fixture
def door(stores: Stores, company: Organisation) -> str:
    with stores.main() as session, transaction(session):
        return find_door(session)


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with served(app) as where:
        yield where


def phone(browser: Browser, address: str, *, scripts: bool = True) -> BrowserContext:
    return browser.new_context(
        base_url=address,
        viewport={"width": 390, "height": 844},
        locale="en",
        java_script_enabled=scripts,
    )


def send(page: Page, path: str) -> str:
    """Bring something up; return the code that is shown."""
    page.goto(path)
    page.locator("[name=kind][value=idea]").check()
    page.locator("[name=reader][value=hr]").check()
    page.get_by_label("Your words").fill(WORDS)
    page.get_by_role("button", name="Look at it once more").click()
    expect(page.locator("h1")).to_have_text("Is this what you want to send?")
    page.wait_for_load_state()  # before its script is there, the server makes the code
    page.get_by_role("button", name="Send without my name").click()
    expect(page.locator("h1")).to_have_text(SENT, timeout=60_000)
    return page.locator("#new-code").inner_text()


def is_fine(page: Page) -> None:
    """Check a page as it is now: it fits, and axe finds nothing."""
    assert not page.evaluate(OVERFLOW)
    page.evaluate(AXE)
    assert page.evaluate(RUN_AXE, ALL_RULES) == []


@pytest.fixture
def row(stores: Stores) -> SignalRow:
    with stores.main() as session:
        [one] = session.scalars(select(SignalRow))
        session.expunge(one)
        return one


def answer(stores: Stores) -> None:
    with stores.main() as session, transaction(session):
        [one] = session.scalars(select(SignalRow))
        reply(
            session,
            keys=stores.keys,
            signal_id=SignalId(one.id),
            body="A fictional thank you.",
            role=Role.HR,
            on=one.sent_on,
        )


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_phone_sends_and_its_code_opens_the_answer(
    browser: Browser, address: str, door: str, stores: Stores, *, scripts: bool
) -> None:
    context = phone(browser, address, scripts=scripts)
    page = context.new_page()
    asked: list[Request] = []
    page.on("request", lambda one: asked.append(one))  # noqa: PLW0108  (Playwright marks what it is given)
    code = send(page, f"/ballot/signal/{door}")
    if scripts:
        assert WORDS not in page.content()
        is_fine(page)
    answer(stores)
    brought = "".join(f"{one.url} {one.post_data or ''}" for one in asked)
    page.get_by_role("link", name="Where you fill in the code").click()
    if scripts:
        expect(page.get_by_label("Your code")).to_have_value(code)
    else:
        page.get_by_label("Your code").fill(code.lower())
    page.get_by_role("button", name="Open the conversation").click()

    expect(page.locator("main")).to_contain_text("A fictional thank you.")
    page.get_by_label("Write something more").fill("One thing more.")
    page.get_by_role("button", name="Send without my name").click()
    expect(page.locator("main")).to_contain_text("Readers see it from tomorrow on.")
    assert code not in brought
    assert not [one.url for one in asked if code in one.url.partition("#")[0]]
    assert context.cookies() == []
    if scripts:
        is_fine(page)
        assert page.evaluate(REMEMBERED) == [0, 0, ""]
    with stores.main() as session:
        [kept] = session.scalars(select(SignalRow.mailbox))
    assert kept == mailbox_of(code)
    context.close()


def test_somebody_who_is_signed_in_leaves_their_cookie_out(
    browser: Browser, app: Flask, address: str, door: str, stores: Stores, company: Organisation
) -> None:
    context = phone(browser, address)
    page = context.new_page()
    become(app, stores, page, address, company.people["Company"][1])
    sent: list[Request] = []
    page.on("request", lambda one: sent.append(one) if one.url.endswith("/send") else None)
    send(page, f"/ballot/signal/{door}")

    [one] = sent
    assert context.cookies() != []
    assert {"cookie", "referer"} & set(one.all_headers()) == set()
    context.close()


def test_a_browser_that_heard_nothing_sends_the_same_again(
    browser: Browser, address: str, door: str, stores: Stores
) -> None:
    context = phone(browser, address)
    page = context.new_page()
    lost: list[str] = []

    def lose(route, request: Request) -> None:  # type: ignore[no-untyped-def]  # Playwright's own
        if lost:
            route.continue_()
            return
        lost.append(str(request.post_data))
        route.fetch()
        route.abort()

    context.route("**/send", lose)
    page.goto(f"/ballot/signal/{door}")
    page.locator("[name=kind][value=idea]").check()
    page.locator("[name=reader][value=hr]").check()
    page.get_by_label("Your words").fill(WORDS)
    page.get_by_role("button", name="Look at it once more").click()
    expect(page.locator("h1")).to_have_text("Is this what you want to send?")
    page.wait_for_load_state()
    page.get_by_role("button", name="Send without my name").click()
    expect(page.locator("#problem")).to_contain_text("There is no connection.", timeout=60_000)
    expect(page.locator("main")).to_contain_text(WORDS)
    page.get_by_role("button", name="Send without my name").click()
    expect(page.locator("h1")).to_have_text(SENT)

    with stores.main() as session:
        [kept] = session.scalars(select(SignalRow.mailbox))
    assert kept == mailbox_of(page.locator("#new-code").inner_text())
    context.close()


ADDRESS = "https://pulse.example.org/ballot/reply#0123-4567-89AB-CDEF"
FULL = 106
"""How many bytes fill a code to its end. What comes after fewer, segno fills otherwise than the
standard says; readers do not look at it."""


def drawn(browser: Browser, text: str) -> list[list[bool]] | None:
    """Return the modules that the browser makes of a text."""
    with page_with(browser) as page:
        made: list[list[bool]] | None = page.evaluate(
            "async (text) => (await import('/static/js/ballot/qr.js')).modulesOf(text)", text
        )
        return made


def by_segno(text: str) -> segno.QRCode:
    return segno.make(
        text.encode(), version=5, error="l", mask=0, mode="byte", boost_error=False, micro=False
    )


def read(modules: list[list[bool]]) -> list[int]:
    """Return the codewords in a drawn code."""
    size, bits = len(modules), ""
    for turn, right in enumerate([*range(size - 1, 6, -2), 5, 3, 1]):
        for row in range(size) if turn % 2 else reversed(range(size)):
            for column in (right, right - 1):
                if not is_fixed(row, column, size):
                    bits += str(int(modules[row][column] != ((row + column) % 2 == 0)))
    return [int(bits[start : start + 8], 2) for start in range(0, len(bits) - 7, 8)]


def is_fixed(row: int, column: int, size: int) -> bool:
    """Say whether a module holds no data: it is of a finder, the alignment, or the timing."""
    low, high = 9, size - 8
    finders = (row < low and (column < low or column >= high)) or (row >= high and column < low)
    alignment = size - 9 <= row < size - 4 and size - 9 <= column < size - 4
    return finders or alignment or 6 in {row, column}


@pytest.mark.parametrize("text", ["x" * FULL, f"{ADDRESS:~>{FULL}}", "é" * 53])
def test_the_code_is_drawn_as_another_library_draws_it(browser: Browser, text: str) -> None:
    oracle = [[bool(cell) for cell in cells] for cells in by_segno(text).matrix]

    assert drawn(browser, text) == oracle


def test_a_short_text_is_read_back(browser: Browser) -> None:
    made = drawn(browser, ADDRESS)
    assert made is not None
    words = read(made)
    bits = "".join(f"{word:08b}" for word in words[:108])
    length = int(bits[4:12], 2)
    text = int(bits[12 : 12 + 8 * length], 2).to_bytes(length).decode()

    assert (bits[:4], text) == ("0100", ADDRESS)
    assert words[length + 2 : 108] == ([0xEC, 0x11] * FULL)[: 106 - length]


def test_a_text_that_does_not_fit_is_not_drawn(browser: Browser) -> None:
    assert drawn(browser, "x" * (FULL + 1)) is None
