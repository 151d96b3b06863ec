"""The pictures of a team page: drawn when somebody looks, kept in memory, never on disk."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache

from flask import Response, request

from feedbackpulse.charts.drawing import Width
from feedbackpulse.charts.palette import Shade
from feedbackpulse.charts.topics import Row, topics_svg
from feedbackpulse.charts.trend import Column, trend_svg
from feedbackpulse.web.team_view import TeamPage

PATH = "/<any(trend,topics):picture>-<any(light,dark):shade>-<any(phone,wide):width>.svg"
"""The end of a picture's address; what comes before says whose it is."""
_KEPT = 256


def send_picture(page: TeamPage, *, picture: str, shade: str, width: str) -> Response:
    """Return one of the pictures of a page."""
    what = page.columns() if picture == "trend" else page.rows()
    return send_svg((picture, what, shade, width), lambda: _drawn(what, Shade(shade), Width(width)))


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


@lru_cache(maxsize=_KEPT)
def _drawn(what: tuple[Column, ...] | tuple[Row, ...], shade: Shade, width: Width) -> bytes:
    columns = [each for each in what if isinstance(each, Column)]
    if columns:
        return trend_svg(columns, shade=shade, width=width)
    return topics_svg([each for each in what if isinstance(each, Row)], shade=shade, width=width)
