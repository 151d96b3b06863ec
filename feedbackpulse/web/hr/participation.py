"""How many took part in a round, over all units, and what HR can do about it."""

from __future__ import annotations

from flask import Response, abort, render_template, url_for

from feedbackpulse import clock
from feedbackpulse.charts.drawing import Width
from feedbackpulse.charts.palette import Shade
from feedbackpulse.charts.participation import PARTICIPATION_HEIGHT, participation_svg
from feedbackpulse.cycles import extending
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import RoundState
from feedbackpulse.extensions import db
from feedbackpulse.web.hr.blueprint import blueprint
from feedbackpulse.web.pictures import VARIANTS, Picture, send_svg
from feedbackpulse.web.team.participation import ParticipationPage, find_days, find_participation


@blueprint.get("/participation")
def participation() -> str:
    """Show how many took part in a round, without showing anybody."""
    page = find_participation(db.session())
    if page is None:
        planned = [r for r in cycles.list_rounds(db.session()) if r.state is RoundState.PLANNED]
        return render_template("hr/participation/nothing_yet.html", planned=planned)
    room = extending.room_to_extend(db.session(), asked=page.round, now=clock.now())
    return render_template(
        "hr/participation/round.html",
        page=page,
        days=() if page.is_released else find_days(db.session()),
        picture=_picture(page),
        may_extend=room.is_left,
    )


@blueprint.get("/participation/" + VARIANTS)
def participation_picture(shade: str, width: str) -> Response:
    """Send the picture of participation per working day."""
    days = find_days(db.session()) or abort(404)
    return send_svg(
        (days, shade, width),
        lambda: participation_svg(days, shade=Shade(shade), width=Width(width)),
    )


def _picture(page: ParticipationPage) -> Picture:
    return Picture(
        address=lambda shade, width: url_for(
            ".participation_picture", shade=shade, width=width, round=page.round.id
        ),
        height=lambda _width: PARTICIPATION_HEIGHT,
    )
