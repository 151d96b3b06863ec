"""The page that lays units side by side, topic by topic."""

from __future__ import annotations

from itertools import pairwise
from uuid import UUID

from flask import Response, abort, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from feedbackpulse.charts.drawing import Width
from feedbackpulse.charts.heat_cell import Cell
from feedbackpulse.charts.heat_key import STEPS, Key
from feedbackpulse.charts.heatmap import Head, Heatmap, Line, heatmap_height, heatmap_svg
from feedbackpulse.charts.palette import Shade
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.extensions import db
from feedbackpulse.insight.estimates import Missing, Unclear
from feedbackpulse.people.domain import TeamId, UnitKey
from feedbackpulse.people.trees import top_team
from feedbackpulse.release.domain import Reason
from feedbackpulse.web.hr.blueprint import blueprint
from feedbackpulse.web.hr.heat_view import HeatCell, HeatLine, HeatPage, find_heat
from feedbackpulse.web.hr.results import links
from feedbackpulse.web.page import number
from feedbackpulse.web.pictures import VARIANTS, Picture, send_published_svg
from feedbackpulse.web.team.links import wanted_round
from feedbackpulse.web.team.units import released_rounds


@blueprint.get("/results/departments")
def departments() -> str:
    """Show the units below the organisation, or below one of them, on every topic."""
    page = _find()
    if page is None:
        return render_template("hr/departments/nothing_yet.html")
    return render_template(
        "hr/departments/departments.html",
        page=page,
        links=links(),
        picture=_picture(page),
        steps=heat_steps(),
    )


@blueprint.get("/results/departments/" + VARIANTS)
def departments_picture(shade: str, width: str) -> Response:
    """Send the picture of units side by side."""
    drawn = _drawn(_find() or abort(404))
    return send_published_svg(
        ("departments", drawn, shade, width),
        lambda: heatmap_svg(drawn, shade=Shade(shade), width=Width(width)),
    )


def _find() -> HeatPage | None:
    """Return what the address asks for; None while there is nothing to lay side by side."""
    session = db.session()
    rounds, wanted = released_rounds(session), wanted_round()
    chosen = next((found for found in reversed(rounds) if wanted in {None, found.id}), None)
    if chosen is None:
        return None if wanted is None else abort(404)
    below = _wanted_unit()
    top = below or top_team(session) or abort(404)
    page = find_heat(
        session,
        rounds=rounds[: rounds.index(chosen) + 1],
        top=UnitKey(team_id=top),
        catalogue=load_catalogue(),
        locale=str(get_locale()),
    )
    return page if page or below is None else abort(404)


def _wanted_unit() -> TeamId | None:
    wanted = request.args.get("below")
    try:
        return TeamId(UUID(wanted)) if wanted else None
    except ValueError:
        abort(404)


def _picture(page: HeatPage) -> Picture:
    drawn = _drawn(page)
    heights = {width.value: heatmap_height(drawn, width=width) for width in Width}
    return Picture(
        address=lambda shade, width: url_for(
            ".departments_picture",
            shade=shade,
            width=width,
            round=page.round.id,
            below=page.top.unit.team_id,
        ),
        height=heights.__getitem__,
    )


def _drawn(page: HeatPage) -> Heatmap:
    return Heatmap(
        columns=tuple(
            Head(title=column.topic.title, caption=column.label) for column in page.columns
        ),
        rows=tuple(_line(line) for line in page.lines),
        whole=_line(page.top),
        key=_key(),
    )


def _line(line: HeatLine) -> Line:
    return Line(title=line.name, caption=line.count, cells=tuple(map(_cell, line.cells)))


def _cell(cell: HeatCell) -> Cell:
    if cell.level is None or cell.said is None:
        alike = str(_("units too alike"))
        return Cell(level=Missing(reason=Reason.NOT_ASKED), shown=alike, short="–")
    short = "?" if isinstance(cell.level, Unclear) else cell.said.short
    return Cell(level=cell.level, shown=cell.said.text, short=short, is_coloured=cell.is_coloured)


def _key() -> Key:
    return Key(
        steps=heat_steps(),
        withheld=str(_("not shown")),
    )


def heat_steps() -> tuple[str, ...]:
    """Return what each of the six colours means, from low to high."""
    lasts = [float(step) for step in STEPS]
    between = [f"{number(low + 0.1)}–{number(high)}" for low, high in pairwise(lasts)]
    first, last = number(lasts[0]), number(lasts[-1] + 0.1)
    return (str(_("up to %(mark)s", mark=first)), *between, str(_("from %(mark)s", mark=last)))
