"""How one's own ratings moved over the reflections, as small pictures beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import dropwhile, groupby
from types import MappingProxyType

from flask import Response, abort, url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from feedbackpulse.charts.drawing import Width
from feedbackpulse.charts.growth import Growth, Panel, Step, growth_height, growth_svg
from feedbackpulse.charts.palette import Shade
from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.extensions import db
from feedbackpulse.reflection import service as reflections
from feedbackpulse.reflection.change import Direction, changes_since
from feedbackpulse.reflection.domain import Reflection
from feedbackpulse.reflection.plan_course import begun_on
from feedbackpulse.reflection.plans import list_plans
from feedbackpulse.reflection.profile import FacetProfile, Profile, profile_of
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.notebook import my_notebook
from feedbackpulse.web.employee.reflect_dots import BAR
from feedbackpulse.web.employee.reflect_profile import days_of
from feedbackpulse.web.page import day, sentence
from feedbackpulse.web.pictures import VARIANTS, Picture
from feedbackpulse.web.team.words import say_list

FEWEST_REFLECTIONS = 2
MOST_PANELS = 9
_SPOKEN = (Direction.GREW, Direction.LOWER, Direction.STABLE, Direction.TOO_EARLY, None)
"""What is told first; None: not in the last reflection."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GrowthView:
    """The picture, the parts in it, and how many parts are in the profile only."""

    growth: Growth
    facets: tuple[FacetProfile, ...]
    days: tuple[date, ...]
    left_out: int

    @property
    def rows(self) -> tuple[tuple[Panel, FacetProfile], ...]:
        """Each small picture with the numbers that it is drawn from."""
        return tuple(zip(self.growth.panels, self.facets, strict=True))

    def is_begun(self, facet: FacetProfile, index: int) -> bool:
        """Say whether a part was rated by that reflection, so that it has a level."""
        return any(rating is not None for rating in facet.ratings[: index + 1])

    @property
    def sentence(self) -> str:
        """What the picture shows, for who does not see it."""
        found = ngettext(
            "Your growth in %(num)s reflection.",
            "Your growth in %(num)s reflections.",
            len(self.days),
        )
        said = groupby(self.growth.panels, key=lambda panel: panel.said)
        groups = [f"{sentence(words)}: {say_list(p.title for p in some)}." for words, some in said]
        plans = [
            _("Your plan about %(part)s began on %(day)s.", part=panel.title, day=day(panel.plan))
            for panel in self.growth.panels
            if panel.plan
        ]
        return " ".join((str(found), *groups, *plans))

    @property
    def has_plans(self) -> bool:
        """Say whether the beginning of a plan is marked anywhere."""
        return any(panel.plan for panel in self.growth.panels)


def growth_of(
    finished: Sequence[Reflection],
    catalogue: Catalogue,
    locale: str,
    *,
    begun: Mapping[str, date] = MappingProxyType({}),
) -> GrowthView | None:
    """Return the growth of one owner, or None while there is nothing to compare.

    The parts that clearly changed come first, then those that stand out, then those rated most
    often. *begun* is by facet when a plan began; that day is marked when it lies among the others.
    """
    rated = [one for one in finished if one.scores()]
    if len(rated) < FEWEST_REFLECTIONS:
        return None
    profile, directions = profile_of(rated), _directions(rated)
    often = [facet for facet in profile.facets if _times(facet) >= FEWEST_REFLECTIONS]
    shown = sorted(often, key=lambda facet: _place(facet, profile, directions))[:MOST_PANELS]
    if not shown:
        return None
    panels = [
        Panel(
            title=catalogue.facet(facet.facet).title.in_(locale),
            said=_said(directions.get(facet.facet)),
            steps=_steps(facet, days_of(rated)),
            stands_out=directions.get(facet.facet) is Direction.GREW,
            plan=_among(days_of(rated), begun.get(facet.facet)),
        )
        for facet in shown
    ]
    return GrowthView(
        growth=_drawn(panels, days_of(rated)),
        facets=tuple(shown),
        days=days_of(rated),
        left_out=len(profile.facets) - len(shown),
    )


def _among(days: Sequence[date], plan: date | None) -> date | None:
    return plan if plan and days[0] <= plan <= days[-1] else None


def _drawn(panels: Sequence[Panel], days: Sequence[date]) -> Growth:
    return Growth(
        panels=tuple(panels),
        marks=(str(_("starting out")), str(_("on the way")), str(_("habit"))),
        first_day=day(days[0], "MMM ’yy"),
        last_day=day(days[-1], "MMM ’yy"),
        plan=str(_("plan began")),
    )


def _steps(facet: FacetProfile, days: Sequence[date]) -> tuple[Step, ...]:
    """Return what there is since this part was first rated."""
    known = zip(days, facet.ratings, facet.path, strict=True)
    began = dropwhile(lambda step: step[1] is None, known)
    return tuple(
        Step(day=on, rating=rating, level=level.mean, error=BAR * level.variance**0.5)
        for on, rating, level in began
    )


def _said(direction: Direction | None) -> str:
    if direction is None:
        return str(_("not in your last reflection"))
    known = {
        Direction.GREW: _("clear growth"),
        Direction.STABLE: _("about the same"),
        Direction.LOWER: _("less often lately"),
        Direction.TOO_EARLY: _("too early to see a change"),
    }
    return str(known[direction])


def _directions(rated: Sequence[Reflection]) -> dict[str, Direction]:
    return {one.facet: one.direction for one in changes_since(rated, earlier=rated[0].id)}


def _times(facet: FacetProfile) -> int:
    return sum(rating is not None for rating in facet.ratings)


def _place(
    facet: FacetProfile, profile: Profile, directions: Mapping[str, Direction]
) -> tuple[int, bool, int, str]:
    first = _SPOKEN.index(directions.get(facet.facet))
    named = facet in profile.strengths or facet in profile.improvement_areas
    return first, not named, -_times(facet), facet.facet


@blueprint.get("/reflect/growth-" + VARIANTS)
def growth_picture(shade: str, width: str) -> Response:
    """Draw my growth, for me; it is kept nowhere, neither here nor in the browser."""
    drawn = (_find() or abort(404)).growth
    svg = growth_svg(drawn, shade=Shade(shade), width=Width(width))
    return Response(svg, mimetype="image/svg+xml")


def _find() -> GrowthView | None:
    mine = reflections.list_reflections(db.session(), notebook=my_notebook())
    finished = [one for one in mine if one.is_finished]
    return growth_of(finished, load_catalogue(), str(get_locale()), begun=my_beginnings())


def my_beginnings() -> dict[str, date]:
    """Return by facet when my last plan on it began."""
    return begun_on(list_plans(db.session(), notebook=my_notebook()))


def picture_of(view: GrowthView) -> Picture:
    """Return where the page finds the picture."""
    return Picture(
        address=lambda shade, width: url_for(".growth_picture", shade=shade, width=width),
        height=lambda width: growth_height(view.growth, width=Width(width)),
    )
