"""Every picture the product draws, with the data of the reference pictures, to look at.

python -m tests.charts.gallery OUT [REFERENCE [NAME ...]]

Writes files in OUT, and one page that shows them all beside the pictures in REFERENCE.
"""

from __future__ import annotations

import html
import sys
from collections.abc import Sequence
from itertools import product
from pathlib import Path

from feedbackpulse import _tools
from feedbackpulse.charts.drawing import Width
from feedbackpulse.charts.palette import Shade
from tests.charts.gallery.pictures import PICTURES, Drawn
from tests.charts.gallery.words import DUTCH, ENGLISH, Words

_LANGUAGES = (DUTCH, ENGLISH)
_HEAD = (
    "<!doctype html><meta charset=utf-8><title>Gallery</title><style>"
    "body{font:14px sans-serif;margin:16px;width:1800px}section{padding:16px 0}"
    "div{display:flex;gap:16px;align-items:start;padding:8px}"
    ".light{background:#fff}.dark{background:#1a211e}.ref{width:640px}</style>"
)


def main(arguments: list[str]) -> None:
    """Draw everything, and picture the page when a browser is there."""
    out = Path(arguments[0])
    reference = Path(arguments[1]) if len(arguments) > 1 else None
    out.mkdir(parents=True, exist_ok=True)
    names = arguments[2:] or list(PICTURES)
    sections = [_section(name, PICTURES[name], out, reference) for name in names]
    page = out / "index.html"
    page.write_text(_HEAD + "".join(sections), encoding="utf-8")
    sys.stdout.write(f"{page}\n")
    _photograph(page, names)


def _section(name: str, drawn: Drawn, out: Path, reference: Path | None) -> str:
    rows = [
        _row(name, drawn, words, shade, out, reference)
        for words, shade in product(_LANGUAGES, Shade)
    ]
    return f'<section id="{name}"><h2>{html.escape(name)}</h2>{"".join(rows)}</section>'


def _row(
    name: str, drawn: Drawn, words: Words, shade: Shade, out: Path, reference: Path | None
) -> str:
    pictures = []
    if reference and drawn.like and words is DUTCH:
        picture = reference / f"{drawn.like}_{shade}.png"
        pictures.append(f'<img class="ref" src="{picture.resolve().as_uri()}">')
    for width in (Width.WIDE, Width.PHONE):
        file = out / f"{name}-{words.locale}-{shade}-{width}.svg"
        file.write_bytes(drawn.draw(words, shade, width))
        pictures.append(f'<img src="{file.name}">')
    return f'<div class="{shade}">{"".join(pictures)}</div>'


def _photograph(page: Path, names: Sequence[str]) -> None:
    """Picture each section with a browser, when there is one."""
    if not (browser_path := _tools.find_browser()):
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path)
        tab = browser.new_page(viewport={"width": 1840, "height": 900})
        tab.goto(page.resolve().as_uri())
        for name in names:
            tab.locator(f"#{name}").screenshot(path=page.parent / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
