"""How somebody sees themselves, beside the mean of the colleagues they invited."""

from __future__ import annotations

from dataclasses import dataclass

from feedbackpulse.charts.drawing import WayOut, Width, as_svg
from feedbackpulse.charts.palette import Shade
from feedbackpulse.charts.two_views import Tone, View, Views, draw_views, views_height


@dataclass(frozen=True, kw_only=True, slots=True)
class PeerRow:
    """One part: both views, a word for what they mean together, and a question that follows.

    Only the mean of the others is drawn: beside three answers, a spread would tell each of them.
    """

    title: str
    own: float | None
    others: float | None
    headline: str
    said: str = ""
    tone: Tone = Tone.NONE


@dataclass(frozen=True, kw_only=True, slots=True)
class PeerView:
    """All parts, in the order they are drawn; `marks` are the words at 1, 3 and 5."""

    own: str
    others: str
    rows: tuple[PeerRow, ...]
    marks: tuple[str, str, str]


def peer_view_height(view: PeerView, *, width: Width) -> int:
    """Return how high the picture is, in pixels."""
    return views_height(_views(view), width=width)


def peer_view_svg(view: PeerView, *, shade: Shade, width: Width, out: WayOut = as_svg) -> bytes:
    """Return the picture of these parts."""
    return draw_views(_views(view), shade=shade, width=width, out=out)


def _views(view: PeerView) -> Views:
    first, middle, last = view.marks
    return Views(
        own=view.own,
        others=view.others,
        rows=tuple(
            View(
                title=row.title,
                own=row.own,
                others=row.others,
                headline=row.headline,
                said=row.said,
                tone=row.tone,
            )
            for row in view.rows
        ),
        marks=(first, "", middle, "", last),
        joined=True,
    )
