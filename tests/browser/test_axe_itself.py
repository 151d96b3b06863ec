"""Does the axe that looks at our pages find just what axe finds as it comes?"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.axe import ALL_RULES, AS_IT_COMES, AXE

ALL_IT_FINDS = """rules => axe.run(document, { runOnly: rules })
    .then(({ timestamp, ...found }) => JSON.stringify(found))"""
A_BAD_PAGE = """<!DOCTYPE html><html lang="en"><title>Colours</title><main><h1>Colours</h1>
<p style="color: #999">Too light <a href="/" style="color: #888">to read</a></p>
<p style="color: rgb(0 0 0 / 40%); background: oklch(80% 0.1 200)">Half there</p>
<p style="color: color(display-p3 1 0 0); background: red">More than sRGB</p>
<p style="opacity: 0.5; background: linear-gradient(#fff, #000)">On a gradient</p>
<p style="text-shadow: 0 0 2px #123456; mix-blend-mode: multiply; background: #ace">Blended</p>
<p style="position: relative; background: #fff">Below
<span style="position: absolute; left: 0; background: #123a; color: hsl(200 50% 40%)">Above</span></p>
<table><tr><th style="background: white"><td style="color: #777">Seven</table><img src="data:,">
<button style="outline: 1px solid transparent"></button></main></html>"""


def found_by(browser: Browser, axe: str, theme: Any) -> list[str]:
    """Return all that an axe says of a bad page, twice, since it may remember things."""
    page = browser.new_page(color_scheme=theme)
    page.set_content(A_BAD_PAGE)
    page.evaluate(axe)
    said = [page.evaluate(ALL_IT_FINDS, ALL_RULES) for _ in range(2)]
    page.close()
    return said


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_says_the_same_to_the_letter(browser: Browser, theme: str) -> None:
    said = found_by(browser, AXE, theme)

    assert said == found_by(browser, AS_IT_COMES, theme)
    assert all(f'"id":"{rule}"' in said[0] for rule in ("color-contrast", "image-alt"))
    assert said[0].count("insufficient color contrast") > 3
