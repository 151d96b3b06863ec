"""The pictures of a page for files: as on the page, on white paper."""

from __future__ import annotations

from flask_babel import gettext as _

from feedbackpulse.charts.drawing import Width, as_png
from feedbackpulse.charts.options import options_height, options_svg
from feedbackpulse.charts.palette import Shade
from feedbackpulse.charts.topics import topics_height, topics_svg
from feedbackpulse.charts.trend import TREND_HEIGHT, trend_svg
from feedbackpulse.reports.document import Picture
from feedbackpulse.web.team.topic import Topic
from feedbackpulse.web.team.view import TeamPage
from feedbackpulse.web.team.whole import Whole

_WIDE = Width.WIDE


def trend_picture(page: TeamPage, topic: Topic) -> Picture:
    """Return how the level of a topic went."""
    drawn = trend_svg(
        topic.course.columns(),
        shade=Shade.LIGHT,
        width=_WIDE,
        smoothed=topic.course.smoothed,
        note=topic.course.note,
        name=page.name,
        beside="" if page.is_whole_organisation else str(_("whole organisation")),
        out=as_png,
    )
    return _picture(drawn, alt=topic.sentence, height=TREND_HEIGHT)


def topics_picture(page: TeamPage) -> Picture:
    """Return where the topics of the round stand."""
    rows = page.rows()
    drawn = topics_svg(rows, shade=Shade.LIGHT, width=_WIDE, out=as_png)
    return _picture(drawn, alt=page.topics_sentence, height=topics_height(len(rows), width=_WIDE))


def options_picture(whole: Whole) -> Picture:
    """Return how the answers of the whole organisation are spread."""
    bars = whole.bars()
    drawn = options_svg(bars, shade=Shade.LIGHT, width=_WIDE, out=as_png)
    height = options_height([bar.title for bar in bars], width=_WIDE)
    return _picture(drawn, alt=whole.sentence, height=height)


def _picture(png: bytes, *, alt: str, height: int) -> Picture:
    return Picture(png=png, alt=alt, width=_WIDE.pixels, height=height)
