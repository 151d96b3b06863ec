"""The pictures of a team page. Each is drawn once, for everybody who may read it."""

from __future__ import annotations

from flask import Response, abort
from flask_babel import gettext as _

from feedbackpulse.charts.drawing import Width
from feedbackpulse.charts.options import options_svg
from feedbackpulse.charts.palette import Shade
from feedbackpulse.charts.topics import topics_svg
from feedbackpulse.charts.trend import trend_svg
from feedbackpulse.web.pictures import VARIANTS, send_published_svg
from feedbackpulse.web.team.links import wanted_course
from feedbackpulse.web.team.view import TeamPage

PATH = "/<any(trend,topics,options):picture>-" + VARIANTS
"""The end of a picture's address; what comes before says whose it is."""


def send_picture(page: TeamPage, *, picture: str, shade: str, width: str) -> Response:
    """Return one of the pictures of a page."""
    drawn = {"trend": _trend, "topics": _topics, "options": _options}[picture]
    return drawn(page, Shade(shade), Width(width))


def _trend(page: TeamPage, shade: Shade, width: Width) -> Response:
    course = wanted_course(page)
    columns, smoothed, note = course.columns(), course.smoothed, course.note
    name = page.name
    beside = "" if page.is_whole_organisation else str(_("whole organisation"))
    return send_published_svg(
        ("trend", columns, smoothed, note, name, beside, shade, width),
        lambda: trend_svg(
            columns,
            shade=shade,
            width=width,
            smoothed=smoothed,
            note=note,
            name=name,
            beside=beside,
        ),
    )


def _topics(page: TeamPage, shade: Shade, width: Width) -> Response:
    rows = page.rows()
    return send_published_svg(
        ("topics", rows, shade, width), lambda: topics_svg(rows, shade=shade, width=width)
    )


def _options(page: TeamPage, shade: Shade, width: Width) -> Response:
    bars = (page.whole and page.whole.bars()) or abort(404)
    return send_published_svg(
        ("options", bars, shade, width), lambda: options_svg(bars, shade=shade, width=width)
    )
