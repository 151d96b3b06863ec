"""Can everybody use every page: in both languages and themes, on a phone and on a desk?

What depends on the theme is looked at in both; what does not, in one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from flask import Flask
from playwright.sync_api import APIResponse, Browser, ConsoleMessage, Page

from tests.browser.addresses import addresses
from tests.browser.conftest import WHO

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = ((1280, 900), (390, 844))
NARROWEST = 320
NO_PAGE = "no page"
# Pictures have tests of their own; drawing eight of them for every team page takes minutes.
SVG, A_PICTURE = "image/svg+xml", '<svg xmlns="http://www.w3.org/2000/svg"/>'
LANGUAGES = {"nl": "nl-NL", "en": "en-GB"}
ALL_RULES = {"type": "tag", "values": RULES}
RULES_OF_A_THEME = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
RUN_AXE = """rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})
    .then(found => found.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.html.slice(0, 160)} ${n.failureSummary}`)))"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WIDEST = """Array.from(document.querySelectorAll('main *, header *, footer *'))
    .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .slice(0, 3).map(e => e.outerHTML.slice(0, 120)).join(' | ')"""


@pytest.mark.timeout(420)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", WHO)
def test_every_page_is_accessible(
    who: str,
    language: str,
    browser: Browser,
    demo: str,
    demo_app: Flask,
    signed_in: Callable[[str], Any],
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
            said.clear()
            problems += [f"{path}: {one}" for one in (*_look(page, path), *filter(None, said))]
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


def _look(page: Page, path: str) -> Iterator[str]:
    """Yield what is wrong with one page: in both themes, at every size."""
    page.goto(path)
    page.evaluate(AXE)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="light")
        yield from (f"{width} light {one}" for one in page.evaluate(RUN_AXE, ALL_RULES))
        page.emulate_media(color_scheme="dark")
        yield from (f"{width} dark {one}" for one in page.evaluate(RUN_AXE, RULES_OF_A_THEME))
    page.set_viewport_size({"width": NARROWEST, "height": 640})
    if (beyond := page.evaluate(OVERFLOW)) > 0:
        yield f"{NARROWEST} scrolls sideways by {beyond}: {page.evaluate(WIDEST)}"
