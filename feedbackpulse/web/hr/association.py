"""The page about what goes together with listening well."""

from __future__ import annotations

from flask import Response, abort, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from feedbackpulse.charts.association import Associations, Tie, association_height, association_svg
from feedbackpulse.charts.drawing import Width
from feedbackpulse.charts.palette import Shade
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.extensions import db
from feedbackpulse.release.coherence import STATISTICS_FROM
from feedbackpulse.web.hr.association_view import AssociationPage, find_associations
from feedbackpulse.web.hr.blueprint import blueprint
from feedbackpulse.web.pictures import VARIANTS, Picture, send_published_svg
from feedbackpulse.web.team.units import released_rounds


@blueprint.get("/results/association")
def association() -> str:
    """Show which topics go together with the question that is always asked."""
    page = _find()
    return render_template(
        "hr/association/association.html",
        page=page,
        picture=_picture(page),
        fewest_answers=STATISTICS_FROM,
    )


@blueprint.get("/results/association/" + VARIANTS)
def association_picture(shade: str, width: str) -> Response:
    """Send the picture of what goes together."""
    page = _find()
    if not page.rows:
        abort(404)
    drawn = _drawn(page)
    return send_published_svg(
        ("association", drawn, shade, width),
        lambda: association_svg(drawn, shade=Shade(shade), width=Width(width)),
    )


def _find() -> AssociationPage:
    session = db.session()
    return find_associations(
        session,
        rounds=released_rounds(session),
        catalogue=load_catalogue(),
        locale=str(get_locale()),
    )


def _picture(page: AssociationPage) -> Picture:
    return Picture(
        address=lambda shade, width: url_for(".association_picture", shade=shade, width=width),
        height=lambda width: association_height(_drawn(page), width=Width(width)),
    )


def _drawn(page: AssociationPage) -> Associations:
    return Associations(
        ties=tuple(
            Tie(
                title=row.title,
                association=row.found,
                shown=row.shown,
                stands_out=row.stands_out,
            )
            for row in page.rows
        ),
        marks=(str(_("none")), str(_("weak")), str(_("clear")), str(_("strong")), ""),
        average=page.average,
        average_label=str(_("average")),
    )
