"""Pages that are the same for many people: put together once, and filled in for each reader.

Such a page is written by nobody: in a request of its own, without a cookie and without a person,
so that nothing of a reader can be in what is kept. Where something of a reader or of their group
belongs, it gets a mark; the marks are random, so that no text can look like one. What is kept is
found by everything that the page depends on, which is read from the database at every request:
no process shows anything older than another would.
"""

from __future__ import annotations

import re
import secrets
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final

from flask import Flask, current_app, request, session
from flask_babel import force_locale, get_locale
from flask_wtf.csrf import generate_csrf
from markupsafe import escape

MOST: Final = 200
"""How many are kept in a process, some 60 kB each; what was shown last stays longest."""
_FORM: Final = "form"


@dataclass(frozen=True, kw_only=True, slots=True)
class Prepared:
    """A page in pieces, with the name of what belongs between each two of them."""

    pieces: tuple[str, ...]
    names: tuple[str, ...]

    def filled_in(self, values: Mapping[str, str]) -> str:
        """Return the page of one reader; what is filled in is escaped like everything else."""
        safe = {name: str(escape(value)) for name, value in values.items()}
        between = (*(safe[name] for name in self.names), "")
        return "".join(part for pair in zip(self.pieces, between, strict=True) for part in pair)


@dataclass(kw_only=True, slots=True)
class PreparedPages:
    """The pages that one application has at hand, of which it never keeps more than a few."""

    most: int = MOST
    _kept: OrderedDict[Hashable, Prepared] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def __len__(self) -> int:
        """Return how many are kept now."""
        return len(self._kept)

    def find(self, key: Hashable) -> Prepared | None:
        """Return a page that was put together before, if it is still there."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: Hashable, page: Prepared) -> None:
        """Keep a page; the one that nobody asked for longest makes room."""
        with self._lock:
            self._kept[key] = page
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)


def show_prepared(
    write: Callable[..., str],
    *,
    key: Hashable,
    shared: Callable[[], Mapping[str, Any]],
    own: Mapping[str, str],
) -> str:
    """Return a page for one reader: what is *shared* by many, and what is their *own*.

    Its template is rendered by *write*. The *key* has all that the shared variables follow from;
    they are worked out when there is no such page yet.
    """
    if "_flashes" in session:  # a message for this reader alone
        return write(**shared(), **own)
    known = (write, request.path, str(get_locale()), key)
    pages: PreparedPages = current_app.extensions["feedbackpulse.prepared"]
    page = pages.find(known)
    if page is None:
        page = _prepare(write, shared(), own)
        pages.keep(known, page)
    return page.filled_in({**own, _FORM: generate_csrf()})


def _prepare(
    write: Callable[..., str], shared: Mapping[str, Any], own: Collection[str]
) -> Prepared:
    """Write a page as nobody, and cut it where something of a reader belongs."""
    secret, locale = secrets.token_hex(16), str(get_locale())
    marks = {name: f"mark{secret}{name}end" for name in own}
    anew = current_app.app_context()  # else it would share what is known of the reader
    nobody = current_app.test_request_context(request.path, base_url=request.host_url)
    with anew, nobody, force_locale(locale):
        html = write(**shared, **marks)
        html = html.replace(generate_csrf(), f"mark{secret}{_FORM}end")
    return _cut(html, secret)


def _cut(html: str, secret: str) -> Prepared:
    parts = re.split(rf"mark{secret}([a-z_]+?)end", html)
    return Prepared(pieces=tuple(parts[::2]), names=tuple(parts[1::2]))


def register(app: Flask) -> None:
    """Give an application room for its pages."""
    app.extensions["feedbackpulse.prepared"] = PreparedPages()
