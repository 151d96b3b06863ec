"""The page that lays two rounds beside each other."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, render_template, request, url_for
from flask_babel import get_locale

from feedbackpulse.charts.drawing import Width
from feedbackpulse.charts.dumbbell import Dumbbell, Pair, dumbbell_height, dumbbell_svg
from feedbackpulse.charts.palette import Shade
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles.domain import Round
from feedbackpulse.extensions import current_settings, db
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Part, TeamId, UnitKey
from feedbackpulse.web.hr.blueprint import blueprint
from feedbackpulse.web.hr.compare_page import Compared, ComparePage
from feedbackpulse.web.hr.compare_view import earlier_to_compare, find_comparison, find_units
from feedbackpulse.web.pictures import VARIANTS, Picture, send_published_svg
from feedbackpulse.web.portion import portion_of
from feedbackpulse.web.team.units import released_rounds
from feedbackpulse.web.team.words import name_of


@blueprint.get("/results/compare")
def compare_rounds() -> str:
    """Show two rounds beside each other, of the whole organisation or of one unit."""
    page = _find()
    if page is None:
        return render_template("hr/compare/nothing_yet.html")
    portion = portion_of(page.units, name=name_of)
    units = find_units(db.session(), page, told_of=portion.lines)
    return render_template(
        "hr/compare/rounds.html", page=page, units=units, portion=portion, picture=_picture(page)
    )


@blueprint.get("/results/compare/" + VARIANTS)
def compare_picture(shade: str, width: str) -> Response:
    """Send the picture of two rounds beside each other."""
    page = _find()
    if page is None or not page.topics:
        abort(404)
    drawn = _drawn(page)
    return send_published_svg(
        ("compare", drawn, shade, width),
        lambda: dumbbell_svg(drawn, shade=Shade(shade), width=Width(width)),
    )


def _find() -> ComparePage | None:
    """Return what the address asks for; None with fewer than two rounds."""
    session = db.session()
    rounds = released_rounds(session)
    if len(rounds) < 2:  # noqa: PLR2004  (two rounds can be compared)
        return None
    before, after = _chosen(rounds)
    page = find_comparison(
        session,
        rounds=rounds,
        before=before,
        after=after,
        unit=_unit(),
        catalogue=load_catalogue(),
        locale=str(get_locale()),
        zone=current_settings().zone,
    )
    return page or abort(404)


def _chosen(rounds: tuple[Round, ...]) -> tuple[Round, Round]:
    """Return the two rounds of the address, the earlier one first."""
    after = _round(rounds, "after") or rounds[-1]
    before = _round(rounds, "before") or earlier_to_compare(rounds, after) or rounds[0]
    if before == after:
        before = earlier_to_compare(rounds, after) or rounds[1]
    return min(before, after, key=rounds.index), max(before, after, key=rounds.index)


def _round(rounds: tuple[Round, ...], field: str) -> Round | None:
    wanted = request.args.get(field)
    if not wanted:
        return None
    return next((found for found in rounds if str(found.id) == wanted), None) or abort(404)


def _unit() -> UnitKey:
    """Return the unit of the address, such as "<id>.whole"; else the whole organisation."""
    wanted = request.args.get("unit")
    if not wanted:
        return UnitKey(team_id=people.team_tree(db.session()).root.id)
    team_id, _dot, part = wanted.partition(".")
    try:
        return UnitKey(team_id=TeamId(UUID(team_id)), part=Part(part))
    except ValueError:
        abort(404)


def _picture(page: ComparePage) -> Picture:
    return Picture(
        address=lambda shade, width: url_for(
            ".compare_picture",
            shade=shade,
            width=width,
            before=page.before.id,
            after=page.after.id,
            unit=page.code,
        ),
        height=lambda width: dumbbell_height(_drawn(page), width=Width(width)),
    )


def _drawn(page: ComparePage) -> Dumbbell:
    first, second = page.labels
    return Dumbbell(first=first, second=second, pairs=tuple(_pair(one) for one in page.topics))


def _pair(one: Compared) -> Pair:
    return Pair(
        title=one.title,
        first=one.before,
        second=one.after,
        shown=one.numbers,
        said=one.verdict,
        verdict=one.change.verdict,
    )
