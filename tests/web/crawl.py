"""Opens every kind of page that somebody can reach."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup

from tests.pages import Visitor

_NUMBER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
SOME = 1
"""How many pages of a kind are opened, and pictures as well."""


def reached(visitor: Visitor) -> Iterator[tuple[str, BeautifulSoup]]:
    """Open what can be reached from the start page by links and pictures, some of each kind."""
    waiting, kinds, seen = ["/"], dict[str, int](), set[str]()
    while waiting:
        path = waiting.pop()
        kind = _NUMBER.sub("#", path)
        if path in seen or kinds.get(kind, 0) == SOME:
            continue
        seen.add(path)
        kinds[kind] = kinds.get(kind, 0) + 1
        answer = visitor.client.get(path, follow_redirects=True)
        assert answer.status_code == 200, path
        if answer.mimetype not in {"text/html", "image/svg+xml"}:
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            continue
        page = BeautifulSoup(answer.text, "html.parser")
        yield path, page
        for element in page.select("[href], [src], [srcset]"):
            target = element.get("href") or element.get("src") or element.get("srcset")
            if str(target).startswith("/") and not str(target).startswith("/static"):
                waiting.append(str(target))
