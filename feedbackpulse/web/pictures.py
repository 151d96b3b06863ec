"""Pictures on pages: drawn when somebody looks, never kept on disk."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, request

from feedbackpulse.charts.drawing import Width

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
    """Return a picture of these contents; a browser that has it already is told so."""
    tag = hashlib.sha256(repr(contents).encode()).hexdigest()[:32]
    response = Response(mimetype="image/svg+xml")
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Cookie")
    response.set_etag(tag)
    if not request.if_none_match.contains(tag):
        response.set_data(draw())
    response.make_conditional(request)
    return response
