"""The pictures of a team page. The last ones drawn are kept in memory."""

from __future__ import annotations

from functools import lru_cache

from flask import Response

from feedbackpulse.charts.drawing import Width
from feedbackpulse.charts.palette import Shade
from feedbackpulse.charts.topics import Row, topics_svg
from feedbackpulse.charts.trend import Column, trend_svg
from feedbackpulse.web.pictures import VARIANTS, send_svg
from feedbackpulse.web.team.view import TeamPage

PATH = "/<any(trend,topics):picture>-" + VARIANTS
"""The end of a picture's address; what comes before says whose it is."""
_KEPT = 256


def send_picture(page: TeamPage, *, picture: str, shade: str, width: str) -> Response:
    """Return one of the pictures of a page."""
    what = page.columns() if picture == "trend" else page.rows()
    return send_svg((picture, what, shade, width), lambda: _drawn(what, Shade(shade), Width(width)))


@lru_cache(maxsize=_KEPT)
def _drawn(what: tuple[Column, ...] | tuple[Row, ...], shade: Shade, width: Width) -> bytes:
    columns = [each for each in what if isinstance(each, Column)]
    if columns:
        return trend_svg(columns, shade=shade, width=width)
    return topics_svg([each for each in what if isinstance(each, Row)], shade=shade, width=width)
