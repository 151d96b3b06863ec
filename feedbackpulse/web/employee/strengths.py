"""My strengths, where I can grow and what changed: for me only."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.extensions import db
from feedbackpulse.reflection import service as reflections
from feedbackpulse.reflection.domain import ReflectionKind
from feedbackpulse.reflection.own_words import list_own_words
from feedbackpulse.reflection.profile import profile_of
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.notebook import my_notebook
from feedbackpulse.web.employee.reflect_dots import view_of
from feedbackpulse.web.employee.reflect_growth import growth_of, my_beginnings, picture_of
from feedbackpulse.web.employee.reflect_profile import compare, days_of, labels_of
from feedbackpulse.web.employee.reflect_team import beside_team, say_places
from feedbackpulse.web.employee.rhythm import asks_about_reminders
from feedbackpulse.web.identity import me
from feedbackpulse.web.page import number

ALMOST = 0.99


@blueprint.get("/reflect/strengths")
def strengths() -> ResponseReturnValue:
    """Show my strengths, where I can grow, and what changed."""
    catalogue, locale = load_catalogue(), str(get_locale())
    mine = reflections.list_reflections(db.session(), notebook=my_notebook())
    finished = [one for one in mine if one.is_finished]
    profile = profile_of(finished)
    growth = growth_of(finished, catalogue, locale, begun=my_beginnings())
    own = list_own_words(db.session(), notebook=my_notebook())
    return render_template(
        "employee/strengths/index.html",
        profile=profile,
        large=[one for one in finished if one.scores() and one.kind is ReflectionKind.LARGE],
        has_running=len(finished) < len(mine),
        asks_about_reminders=asks_about_reminders(my_notebook()),
        labels=labels_of(profile, own, catalogue),
        comparison=compare(finished, catalogue, request.args.get("since", type=int)),
        view=view_of(profile, catalogue, locale),
        team=beside_team(db.session(), person=me(), profile=profile, catalogue=catalogue),
        say_places=say_places,
        growth=growth,
        growth_picture=picture_of(growth) if growth else None,
        days=days_of(finished),
        catalogue=catalogue,
        say_ratings=_say_ratings,
        say_chance=_say_chance,
        brief_chance=_brief_chance,
    )


def _say_ratings(ratings: Sequence[float]) -> str:
    """Return ratings as a row; the mean of two questions may have a decimal."""
    return ", ".join(number(rating, 1 if rating % 1 else 0) for rating in ratings)


def _say_chance(chance: float) -> str:
    """Return a chance as a percentage: none is ever all or nothing."""
    if chance > ALMOST:
        return str(_("more than %(share)s", share="99%"))
    if chance < 1 - ALMOST:
        return str(_("less than %(share)s", share="1%"))
    return f"{number(chance * 100, 0)}%"


def _brief_chance(chance: float, digits: int = 0) -> str:
    """Return the same where there is little room, with the last digit as the end."""
    least = 10.0**-digits
    if chance * 100 < least:
        return f"< {number(least, digits)}"
    if chance * 100 > 100 - least:
        return f"> {number(100 - least, digits)}"
    return number(chance * 100, digits)
