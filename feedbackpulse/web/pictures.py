"""Pictures on pages: drawn when somebody looks; what was published is drawn once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Response, current_app, request

from feedbackpulse.charts.drawing import Width
from feedbackpulse.charts.edition import edition
from feedbackpulse.web.shelf import Shelf

VARIANTS = "<any(light,dark):shade>-<any(phone,wide):width>.svg"
"""The end of every picture's address."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """Where a page finds a picture in each shade and width, and how large it is there."""

    address: Callable[[str, str], str]
    height: Callable[[str], int]

    def width(self, width: str) -> int:
        """Return how wide it is drawn."""
        return Width(width).pixels


def send_svg(contents: object, draw: Callable[[], bytes]) -> Response:
    """Return a picture of these contents; a browser that has it already is told so.

    It is kept nowhere here: for what people write about themselves, and what may still change.
    """
    return _answer(_mark(contents), draw)


def send_published_svg(contents: object, draw: Callable[[], bytes]) -> Response:
    """Return a picture of published figures; it is drawn once, for every reader and process."""
    mark, shelf = _mark(contents), Shelf(folder=Path(current_app.instance_path) / "pictures")

    def found_or_drawn() -> bytes:
        svg = shelf.find(mark)
        if svg is None:
            svg = draw()
            shelf.put(mark, svg)
        return svg

    return _answer(mark, found_or_drawn)


def _mark(contents: object) -> str:
    return hashlib.sha256(f"{edition()} {contents!r}".encode()).hexdigest()


def _answer(mark: str, svg: Callable[[], bytes]) -> Response:
    response = Response(mimetype="image/svg+xml")
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Cookie")
    response.set_etag(mark[:32])
    if not request.if_none_match.contains(mark[:32]):
        response.set_data(svg())
    response.make_conditional(request)
    return response
