"""Somebody's own profile as a picture: where they stand on each part, compared with themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from flask import Response, abort, url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from feedbackpulse.charts.drawing import Width
from feedbackpulse.charts.palette import Shade
from feedbackpulse.charts.profile_picture import (
    HIGHEST,
    LOWEST,
    Dot,
    Mark,
    ProfilePicture,
    profile_height,
    profile_svg,
)
from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.extensions import db
from feedbackpulse.reflection import service as reflections
from feedbackpulse.reflection.profile import MARGIN, FacetProfile, Profile, profile_of
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.notebook import my_notebook
from feedbackpulse.web.page import number
from feedbackpulse.web.pictures import VARIANTS, Picture
from feedbackpulse.web.team.words import say_list

BAR = NormalDist().inv_cdf(0.9)
"""How many errors a bar or an area reaches to both sides, to hold a level 8 times out of 10."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ProfileView:
    """The picture, what it shows in words, and the parts in it, in the same order."""

    drawn: ProfilePicture
    facets: tuple[FacetProfile, ...]
    sentence: str

    @property
    def rows(self) -> tuple[tuple[Dot, FacetProfile], ...]:
        """Each dot with the numbers that it is drawn from."""
        return tuple(zip(self.drawn.dots, self.facets, strict=True))

    @property
    def has_earlier(self) -> bool:
        """Say whether an earlier level is drawn for any part."""
        return any(dot.before is not None for dot in self.drawn.dots)

    @property
    def picture(self) -> Picture:
        """Where the page finds the picture."""
        return Picture(
            address=lambda shade, width: url_for(".profile_picture", shade=shade, width=width),
            height=lambda width: profile_height(self.drawn, width=Width(width)),
        )


def view_of(profile: Profile, catalogue: Catalogue, locale: str) -> ProfileView | None:
    """Return how a profile is shown, or None while there is nothing in it."""
    if not profile.facets:
        return None
    titles = {one.facet: catalogue.facet(one.facet).title.in_(locale) for one in profile.facets}
    ordered = sorted(profile.facets, key=lambda one: (-one.level.mean, titles[one.facet]))
    drawn = ProfilePicture(
        dots=tuple(_dot(one, titles[one.facet], _mark(one, profile)) for one in ordered),
        own_mean=profile.own_mean,
        margin=MARGIN,
        mean_said=str(_("your own mean %(mean)s", mean=number(profile.own_mean))),
        marks=(str(_("starting out")), str(_("on the way")), str(_("habit"))),
    )
    sentence = _sentence(profile, drawn.dots)
    return ProfileView(drawn=drawn, facets=tuple(ordered), sentence=sentence)


def _dot(facet: FacetProfile, title: str, mark: Mark) -> Dot:
    level, reach = facet.level.mean, BAR * facet.level.variance**0.5
    said = {Mark.NONE: "", Mark.STRENGTH: _("your strength"), Mark.GROWTH: _("you can grow here")}
    return Dot(
        title=title,
        level=level,
        low=max(LOWEST, level - reach),
        high=min(HIGHEST, level + reach),
        before=facet.previous.mean if facet.previous else None,
        mark=mark,
        said=str(said[mark]),
    )


def _mark(facet: FacetProfile, profile: Profile) -> Mark:
    if facet in profile.strengths:
        return Mark.STRENGTH
    return Mark.GROWTH if facet in profile.improvement_areas else Mark.NONE


def _sentence(profile: Profile, dots: Sequence[Dot]) -> str:
    """Return what the picture shows, for who does not see it."""
    found = ngettext(
        "Your profile of %(num)s part, compared with your own mean of %(mean)s.",
        "Your profile of %(num)s parts, compared with your own mean of %(mean)s.",
        len(dots),
        mean=number(profile.own_mean),
    )
    said = [str(found)]
    if strong := [dot.title for dot in dots if dot.mark is Mark.STRENGTH]:
        said.append(str(_("Your strengths: %(parts)s.", parts=say_list(strong))))
    if growing := [dot.title for dot in dots if dot.mark is Mark.GROWTH]:
        said.append(str(_("Here you can grow: %(parts)s.", parts=say_list(growing))))
    if not strong and not growing:
        said.append(str(_("Nothing stands out.")))
    return " ".join(said)


@blueprint.get("/reflect/profile-" + VARIANTS)
def profile_picture(shade: str, width: str) -> Response:
    """Draw my profile, for me; it is kept nowhere, neither here nor in the browser."""
    mine = reflections.list_reflections(db.session(), notebook=my_notebook())
    profile = profile_of([one for one in mine if one.is_finished])
    view = view_of(profile, load_catalogue(), str(get_locale())) or abort(404)
    svg = profile_svg(view.drawn, shade=Shade(shade), width=Width(width))
    return Response(svg, mimetype="image/svg+xml")
