"""Can everybody use every page: in both languages and themes, on a phone and on a desk?

What depends on the theme is looked at in both; what does not, in one. What several people see
to the letter is looked at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Literal

import pytest
from flask import Flask
from playwright.sync_api import APIResponse, Browser, ConsoleMessage, Page

from tests.browser.addresses import addresses
from tests.browser.alike import is_new
from tests.browser.axe import (
    ALL_RULES,
    AXE,
    OVERFLOW,
    RULES_OF_A_THEME,
    RUN_AXE,
    WIDEST,
)
from tests.browser.conftest import WHO

Theme = Literal["light", "dark"]
DESK, PHONE, NARROWEST = (1280, 900), (390, 844), (320, 640)
LOOKS: Final[tuple[tuple[tuple[int, int], Theme, Mapping[str, object]], ...]] = (
    (DESK, "light", ALL_RULES),
    (DESK, "dark", RULES_OF_A_THEME),
    (PHONE, "dark", RULES_OF_A_THEME),
    (PHONE, "light", ALL_RULES),
)
"""How every page is looked at, with as little change as can be from one look to the next."""
NO_PAGE = "no page"
# Pictures have tests of their own; drawing eight of them for every team page takes minutes.
SVG, A_PICTURE = "image/svg+xml", '<svg xmlns="http://www.w3.org/2000/svg"/>'
LANGUAGES = {"nl": "nl-NL", "en": "en-GB"}
PATIENCE = {"hr": 700}
"""Seconds for whoever has the most pages; those tests begin first."""


@pytest.fixture
def seen(made_demo: Path) -> Path:
    """Return the folder in which all workers note what they looked at."""
    folder = made_demo.with_name("seen")
    folder.mkdir(exist_ok=True)
    return folder


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "who", [pytest.param(who, marks=pytest.mark.timeout(PATIENCE.get(who, 300))) for who in WHO]
)
def test_every_page_is_accessible(
    who: str,
    language: str,
    browser: Browser,
    demo: str,
    demo_app: Flask,
    signed_in: Callable[[str], Any],
    seen: Path,
) -> None:
    context = browser.new_context(
        base_url=demo,
        locale=LANGUAGES[language],
        reduced_motion="reduce",
        storage_state=signed_in(who),
    )
    context.route("**/*.svg*", lambda route: route.fulfill(body=A_PICTURE, content_type=SVG))
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(_complaint(message)))
    page.on("pageerror", lambda error: said.append(str(error)))
    looked_at = {NO_PAGE}
    problems: list[str] = []

    for path in addresses(demo_app):
        answer = context.request.get(path)
        final = _kind(answer)
        if answer.status >= 500:
            problems.append(f"{path}: {answer.status}")
        elif final not in looked_at:
            looked_at.add(final)
            if not is_new(seen, language, answer.text()):
                continue
            said.clear()
            problems += [
                f"{path}: {one}" for one in (*_look(page, answer.url), *filter(None, said))
            ]
    context.close()

    assert not problems, "\n".join(problems)


def _kind(answer: APIResponse) -> str:
    """Return where a request ended; one refusal of a kind is like the next."""
    if "html" not in answer.headers.get("content-type", ""):
        return NO_PAGE
    return answer.url.partition("?")[0] if answer.ok else str(answer.status)


def _complaint(message: ConsoleMessage) -> str:
    """Return an error on the console, but for the browser's note that a page was refused."""
    refused = "Failed to load resource: the server responded with a status of 4"
    return "" if message.type != "error" or message.text.startswith(refused) else message.text


def _look(page: Page, address: str) -> Iterator[str]:
    """Yield what is wrong with one page: in both themes, at every size."""
    page.goto(address)
    page.evaluate(AXE)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    for size, theme, rules in LOOKS:
        show(page, size, theme)
        yield from (f"{size[0]} {theme} {one}" for one in page.evaluate(RUN_AXE, rules))
    show(page, NARROWEST, "light")
    if (beyond := page.evaluate(OVERFLOW)) > 0:
        yield f"{NARROWEST[0]} scrolls sideways by {beyond}: {page.evaluate(WIDEST)}"


def show(page: Page, size: tuple[int, int], theme: Theme) -> None:
    """Show a page at a size, in a theme."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=theme)
