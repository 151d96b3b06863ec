"""Do pictures look the same on every machine, inside a page and opened by themselves?"""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page, Route

from feedbackpulse.charts.drawing import Width
from feedbackpulse.charts.palette import Shade
from feedbackpulse.charts.trend import TREND_HEIGHT, Column, trend_svg
from feedbackpulse.insight.trend import Link
from feedbackpulse.web.headers import PAGE_POLICY, PICTURE_POLICY
from tests.insight.figures import figure, item_level

HERE = "http://pulse.test"
SIZE = (Width.WIDE.pixels, TREND_HEIGHT)
PAGE = f"""<!doctype html><html lang="en"><title>A picture</title>
<link rel="stylesheet" href="/page.css"><img alt="" src="/picture.svg" width="{SIZE[0]}"
 height="{SIZE[1]}">"""
REFUSING = "default-src 'none'"
"""The policy of somebody who allows a picture nothing at all."""
MEASURE = """() => [...document.querySelectorAll('text')].map(text => {
  const given = Number(text.getAttribute('textLength')), box = text.getBBox();
  text.removeAttribute('textLength');
  return [given, box.width, text.getComputedTextLength()];
})"""


@pytest.fixture(scope="module")
def picture() -> str:
    """Return a trend with a note and names."""
    columns = [
        Column(
            label=label,
            caption="9 van 11",
            level=item_level(figure(level)),
            link=Link.SOLID,
            organisation=item_level(figure(3.5, n=90, invited=120)),
            shown=f"{level}".replace(".", ","),
        )
        for label, level in (("jan", 3.1), ("feb", 3.4), ("mrt", 3.8))
    ]
    svg = trend_svg(
        columns,
        shade=Shade.LIGHT,
        width=Width.WIDE,
        note="hoger dan in januari",
        name="Klantenservice",
        beside="hele organisatie",
    )
    return svg.decode()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return a page of a size that the picture fits on exactly."""
    context = browser.new_context(viewport={"width": SIZE[0], "height": SIZE[1]})
    yield context.new_page()
    context.close()


def serve(page: Page, svg: str, *, policy: str) -> None:
    """Answer for our host: the picture with a policy, and a page around it with its own."""
    told = {
        "/picture.svg": ("image/svg+xml", svg, policy),
        "/page": ("text/html", PAGE, PAGE_POLICY),
        "/page.css": ("text/css", "body{margin:0} img{display:block}", PAGE_POLICY),
    }

    def answer(route: Route) -> None:
        kind, body, said = told[route.request.url.removeprefix(HERE)]
        route.fulfill(content_type=kind, body=body, headers={"Content-Security-Policy": said})

    page.route(f"{HERE}/**", answer)


def look(page: Page, path: str) -> Image.Image:
    """Open something and return what is seen."""
    page.goto(f"{HERE}{path}")
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def test_a_picture_in_a_page_looks_as_when_it_is_opened_by_itself(page: Page, picture: str) -> None:
    serve(page, picture, policy=PICTURE_POLICY)

    alone = look(page, "/picture.svg")
    faces = page.evaluate("[...document.fonts].map(face => [face.family, face.status])")
    inside = look(page, "/page")

    assert faces == [["fp", "loaded"], ["fp", "loaded"]]
    assert ImageChops.difference(alone, inside).getbbox() is None


def test_words_are_as_long_as_we_reckoned(page: Page, picture: str) -> None:
    serve(page, picture, policy=PICTURE_POLICY)
    page.goto(f"{HERE}/picture.svg")

    for given, _drawn, by_itself in page.evaluate(MEASURE):
        assert by_itself == pytest.approx(given, abs=0.3)


def test_letters_of_another_machine_keep_to_the_same_room(page: Page, picture: str) -> None:
    serve(page, picture, policy=REFUSING)
    page.goto(f"{HERE}/picture.svg")

    found = page.evaluate(MEASURE)

    assert page.evaluate("document.fonts.size") == 0
    assert any(by_itself > given + 1 for given, _drawn, by_itself in found)
    for given, drawn, _by_itself in found:
        assert drawn <= given + 1
