"""A page in a real browser on which nothing happens but what a test asks of our modules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route

from tests.browser.servers import ROOT

ORIGIN = "https://modules.example"
"""Of no server: every file comes from a folder. WebCrypto needs https, or this machine's name."""


@contextmanager
def page_with(browser: Browser, **folders: Path) -> Iterator[Page]:
    """Open an empty page that can import from static/, and from other folders by their names."""
    context = browser.new_context()
    places = {"static": ROOT / "static", **folders}
    context.route(f"{ORIGIN}/**", lambda route: _serve(route, places))
    page = context.new_page()
    page.goto(f"{ORIGIN}/")
    yield page
    context.close()


def run(page: Page, script: str, **given: object) -> Any:
    """Return what a script makes of the given values, all bytes written as hexadecimal digits."""
    values = {name: _written(value) for name, value in given.items()}
    names = ", ".join(given)
    return page.evaluate(_FRAME % {"names": names, "script": script}, values)


_FRAME = """async ({ %(names)s }) => {
  const rsa = await import("/static/js/ballot/blindrsa.js");
  const hpke = await import("/static/js/ballot/hpke.js");
  const { toHex, fromHex, toBase64url, fromBase64url, utf8 } =
    await import("/static/js/ballot/bytes.js");
  %(script)s
}"""


def _written(value: object) -> object:
    return value.hex() if isinstance(value, bytes) else value


def _serve(route: Route, places: Mapping[str, Path]) -> None:
    place, _, rest = route.request.url.removeprefix(f"{ORIGIN}/").partition("/")
    if place in places and (places[place] / rest).is_file():
        route.fulfill(path=places[place] / rest, content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html><title>Modules</title>", content_type="text/html")
