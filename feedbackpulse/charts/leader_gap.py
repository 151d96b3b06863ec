"""How a lead sees their leading, beside the team's published level and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

from feedbackpulse.charts.drawing import WayOut, Width, as_svg
from feedbackpulse.charts.palette import Shade
from feedbackpulse.charts.two_views import Tone, View, Views, draw_views, views_height
from feedbackpulse.insight.estimates import Bounded, Known, Level


@dataclass(frozen=True, kw_only=True, slots=True)
class GapRow:
    """One topic: the lead's own level, the team's, and what the lead expected it to be.

    `headline` and `said` are what may be said about the difference, or why there is no level.
    """

    title: str
    own: float | None
    team: Level
    headline: str
    said: str = ""
    tone: Tone = Tone.NONE
    expected: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class LeaderGap:
    """All topics, in the order they are drawn, and what the signs mean."""

    own: str
    team: str
    expected: str
    rows: tuple[GapRow, ...]


def leader_gap_height(gap: LeaderGap, *, width: Width) -> int:
    """Return how high the picture is, in pixels."""
    return views_height(_views(gap), width=width)


def leader_gap_svg(gap: LeaderGap, *, shade: Shade, width: Width, out: WayOut = as_svg) -> bytes:
    """Return the picture of these topics."""
    return draw_views(_views(gap), shade=shade, width=width, out=out)


def _views(gap: LeaderGap) -> Views:
    is_expected = any(row.expected is not None for row in gap.rows)
    return Views(
        own=gap.own,
        others=gap.team,
        expected=gap.expected if is_expected else "",
        rows=tuple(_view(row) for row in gap.rows),
        marks=("1", "2", "3", "4", "5"),
    )


def _view(row: GapRow) -> View:
    is_known = isinstance(row.team, Known | Bounded)
    return View(
        title=row.title,
        own=row.own,
        others=row.team,
        headline=row.headline,
        said=row.said,
        is_withheld=not is_known,
        tone=row.tone if is_known else Tone.NONE,
        expected=row.expected,
    )
