"""How answers become numbers: in plain words for everybody, and in full for a statistician."""

from __future__ import annotations

import math
from dataclasses import dataclass

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from feedbackpulse.charts.drawing import Width
from feedbackpulse.charts.palette import Shade
from feedbackpulse.charts.trend import TREND_HEIGHT, trend_svg
from feedbackpulse.cycles.domain import Privacy
from feedbackpulse.insight import change, estimates, long_trend, shrinkage, smoothing, strictness
from feedbackpulse.web.account.blueprint import blueprint
from feedbackpulse.web.account.mine import mine
from feedbackpulse.web.account.simulated import Simulated, simulated
from feedbackpulse.web.account.sources import SOURCES
from feedbackpulse.web.account.worked_example import worked_example
from feedbackpulse.web.pictures import VARIANTS, Picture, send_published_svg


@dataclass(frozen=True, kw_only=True, slots=True)
class Plain:
    """What the simulations found, as times out of a hundred."""

    held: int
    """How often an interval held the level, in the teams where it did so least."""
    arrows: int
    """How often a plain arrow would be wrong in a team of 20."""
    sizes: tuple[float, ...]
    found: tuple[tuple[int, tuple[int, ...]], ...]
    """Per size of a team, how many changes of these sizes are found."""


@blueprint.get("/methods")
@mine
def methods() -> ResponseReturnValue:
    """Explain in plain words how numbers are made, and how sure they are."""
    return render_template(
        "account/methods/index.html",
        example=worked_example(),
        picture=Picture(address=_address, height=lambda _width: TREND_HEIGHT),
        numbers=Privacy(),
        estimates=estimates,
        long_trend=long_trend,
        plain=_in_plain_words(simulated()),
    )


@blueprint.get("/methods/full")
@mine
def methods_in_full() -> ResponseReturnValue:
    """Give every formula, and what came of trying it."""
    return render_template(
        "account/methods/full.html",
        estimates=estimates,
        change=change,
        long_trend=long_trend,
        smoothing=smoothing,
        shrinkage=shrinkage,
        strictness=strictness,
        found=simulated(),
        sources=SOURCES,
    )


@blueprint.get("/methods/example-" + VARIANTS)
@mine
def methods_example(shade: str, width: str) -> ResponseReturnValue:
    """Draw the rounds of the team that is made up."""
    example, drawn, wide = worked_example(), Shade(shade), Width(width)
    columns, smoothed = example.columns(), example.smoothed
    return send_published_svg(
        ("example", columns, smoothed, drawn, wide),
        lambda: trend_svg(columns, shade=drawn, width=wide, smoothed=smoothed),
    )


def _address(shade: str, width: str) -> str:
    return url_for("account.methods_example", shade=shade, width=width)


def _in_plain_words(found: Simulated) -> Plain:
    usual = {(row[0], row[1], row[2]): row[5] for row in found.tables["flags"].rows}
    nobody_new = [row for row in found.tables["power"].rows if not row[1]]
    return Plain(
        held=math.floor(100 * found.tables["coverage"].least()),
        arrows=round(100 * usual[20, 1.0, 0.0]),
        sizes=(0.4, 0.7, 1.0),
        found=tuple(
            (round(row[0]), tuple(round(100 * share) for share in row[3:])) for row in nobody_new
        ),
    )
