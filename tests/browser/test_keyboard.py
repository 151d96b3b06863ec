"""Can somebody without a mouse go everywhere, and see where they are?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

MOST_STOPS = 120
FOCUS = """() => {
    const one = document.activeElement;
    if (one === document.body) return null;
    const box = one.getBoundingClientRect(), style = getComputedStyle(one);
    const label = one.closest('label');
    const marks = [one, label].filter(Boolean).map(e => getComputedStyle(e));
    const middle = document.elementFromPoint(box.left + box.width / 2, Math.max(box.top, 0) + Math.min(box.height / 2, 20));
    return {
        what: one.outerHTML.slice(0, 120),
        inView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        marked: marks.some(s => s.outlineStyle !== 'none' || s.boxShadow !== 'none'),
        covered: middle !== null && !one.contains(middle) && !middle.contains(one),
    };
}"""
PAGES = {
    "nobody": ("/sign-in", "/privacy"),
    "employee": ("/", "/account", "/reflect/strengths"),
    "lead": ("/team",),
    "hr": ("/org", "/org/cycles", "/org/participation", "/org/results"),
    "admin": ("/admin/people",),
}


@pytest.fixture
def page_of(browser: Browser, demo: str, signed_in: Callable[[str], Any]) -> Callable[[str], Page]:
    """Return a function that opens a phone's browser for somebody of the demo."""

    def page(who: str) -> Page:
        context = browser.new_context(
            base_url=demo,
            locale="en-GB",
            viewport={"width": 390, "height": 844},
            reduced_motion="reduce",
            storage_state=signed_in(who),
        )
        return context.new_page()

    return page


@pytest.mark.parametrize(("who", "path"), [(who, p) for who, paths in PAGES.items() for p in paths])
def test_every_stop_can_be_seen_and_left(
    page_of: Callable[[str], Page], who: str, path: str
) -> None:
    page = page_of(who)
    page.goto(path)
    stops: list[dict[str, Any]] = []

    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop is None or (stops and stop["what"] == stops[0]["what"]):
            break
        stops.append(stop)
    page.context.close()

    assert 3 < len(stops) < MOST_STOPS
    assert [one["what"] for one in stops if not one["inView"]] == []
    assert [one["what"] for one in stops if not one["marked"]] == []
    assert [one["what"] for one in stops if one["covered"]] == []


def test_the_first_stop_leads_past_the_navigation(page_of: Callable[[str], Page]) -> None:
    page = page_of("hr")
    page.goto("/org/cycles")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    expect(page.locator("main :focus")).to_have_count(1)
    page.context.close()


def test_signing_in_needs_no_mouse(page_of: Callable[[str], Page]) -> None:
    page = page_of("nobody")
    page.goto("/account")
    page.locator("input[name=email]").focus()
    page.keyboard.type("noor.libel@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type("vlonder-demo")
    page.keyboard.press("Enter")

    page.wait_for_url("**/account")
    page.context.close()
