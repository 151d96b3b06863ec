"""The pictures of a team page. The last ones drawn are kept in memory."""

from __future__ import annotations

from functools import lru_cache

from flask import Response, abort

from feedbackpulse.charts.drawing import Width
from feedbackpulse.charts.options import OptionBar, options_svg
from feedbackpulse.charts.palette import Shade
from feedbackpulse.charts.topics import Row, topics_svg
from feedbackpulse.charts.trend import Column, trend_svg
from feedbackpulse.web.pictures import VARIANTS, send_svg
from feedbackpulse.web.team.links import wanted_course
from feedbackpulse.web.team.view import TeamPage

PATH = "/<any(trend,topics,options):picture>-" + VARIANTS
"""The end of a picture's address; what comes before says whose it is."""
_KEPT = 256
_Contents = tuple[Column, ...] | tuple[Row, ...] | tuple[OptionBar, ...]


def send_picture(page: TeamPage, *, picture: str, shade: str, width: str) -> Response:
    """Return one of the pictures of a page."""
    what = _contents(page, picture)
    return send_svg((picture, what, shade, width), lambda: _drawn(what, Shade(shade), Width(width)))


def _contents(page: TeamPage, picture: str) -> _Contents:
    if picture == "trend":
        return wanted_course(page).columns()
    if picture == "topics":
        return page.rows()
    return (page.whole and page.whole.bars()) or abort(404)


@lru_cache(maxsize=_KEPT)
def _drawn(what: _Contents, shade: Shade, width: Width) -> bytes:
    columns = [each for each in what if isinstance(each, Column)]
    if columns:
        return trend_svg(columns, shade=shade, width=width)
    bars = [each for each in what if isinstance(each, OptionBar)]
    if bars:
        return options_svg(bars, shade=shade, width=width)
    return topics_svg([each for each in what if isinstance(each, Row)], shade=shade, width=width)
