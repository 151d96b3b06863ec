"""The page about learning: what people would like to learn, and how many looked back."""

from __future__ import annotations

from flask import Response, abort, render_template, url_for
from flask_babel import get_locale

from feedbackpulse.charts.demand import demand_height, demand_svg
from feedbackpulse.charts.drawing import Width
from feedbackpulse.charts.palette import Shade
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.extensions import db
from feedbackpulse.programme.usage import SHOWS_FROM
from feedbackpulse.release.cuts import CUT_SHOWS_FROM, DISTRIBUTION_FROM
from feedbackpulse.release.noise import REACH
from feedbackpulse.web.hr.blueprint import blueprint
from feedbackpulse.web.hr.learning_view import LearningPage, find_learning, quarter_label
from feedbackpulse.web.pictures import VARIANTS, Picture, send_published_svg


@blueprint.get("/results/learning")
def learning() -> str:
    """Show what people would like to learn more about, and how many used reflection."""
    page = _find()
    return render_template(
        "hr/learning/learning.html",
        page=page,
        picture=_picture(page),
        quarter_label=quarter_label,
        answers_from=DISTRIBUTION_FROM,
        theme_from=CUT_SHOWS_FROM,
        people_from=SHOWS_FROM,
        reach=REACH,
    )


@blueprint.get("/results/learning/" + VARIANTS)
def learning_picture(shade: str, width: str) -> Response:
    """Send the picture of what people chose."""
    page = _find()
    if not page.rows:
        abort(404)
    drawn = page.drawn
    return send_published_svg(
        ("learning", drawn, shade, width),
        lambda: demand_svg(drawn, shade=Shade(shade), width=Width(width)),
    )


def _find() -> LearningPage:
    return find_learning(db.session(), catalogue=load_catalogue(), locale=str(get_locale()))


def _picture(page: LearningPage) -> Picture:
    return Picture(
        address=lambda shade, width: url_for(".learning_picture", shade=shade, width=width),
        height=lambda width: demand_height(page.drawn, width=Width(width)),
    )
