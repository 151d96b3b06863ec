"""On which days nothing opens: public holidays, and days the organisation closes itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID, uuid4

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedbackpulse import clock
from feedbackpulse.cycles.closed_days import (
    Move,
    close_period,
    follow_holidays,
    moves_under,
    reopen_period,
    without,
)
from feedbackpulse.database import transaction
from feedbackpulse.extensions import current_settings, db
from feedbackpulse.programme.closures import Closures, coming_holidays
from feedbackpulse.programme.domain import ClosedPeriod, ClosedPeriodId
from feedbackpulse.programme.service import get_closures
from feedbackpulse.web.countries import country_name
from feedbackpulse.web.hr.blueprint import blueprint
from feedbackpulse.web.hr.closed_days_form import HolidaysForm, PeriodForm
from feedbackpulse.web.hr.cycle_forms import ConfirmForm

SAVE = "save"


@blueprint.get("/closed-days")
def closed_days() -> ResponseReturnValue:
    """Show the holidays of the coming year and the days of one's own."""
    closures, today = get_closures(db.session()), _today(clock.now())
    return render_template(
        "hr/closed_days/index.html",
        country=country_name(closures.country),
        follows=bool(closures.country),
        holidays=coming_holidays(closures.country, today),
        periods=[period for period in closures.periods if period.last_day >= today],
        over=[period for period in closures.periods if period.last_day < today],
    )


@blueprint.route("/closed-days/holidays", methods=["GET", "POST"])
def choose_holidays() -> ResponseReturnValue:
    """Choose whose public holidays count; what that moves is shown before."""
    closures, now = get_closures(db.session()), clock.now()
    form, moves = HolidaysForm.of(closures.country), None
    if form.validate_on_submit():
        country, today = form.country.data, _today(now)
        if request.form.get("action") == SAVE:
            with transaction(db.session()) as session:
                follow_holidays(session, country=country, on=today, now=now)
            return _done(_("Saved."))
        moves = _moves(replace(closures, country=country), now)
        closures = replace(closures, country=country)
    page = render_template(
        "hr/closed_days/holidays.html",
        form=form,
        moves=moves,
        holidays=coming_holidays(closures.country, _today(now)),
    )
    return page, 422 if form.errors else 200


@blueprint.route("/closed-days/new", methods=["GET", "POST"])
def add_closed_days() -> ResponseReturnValue:
    """Close some days; what that moves is shown before."""
    closures, now = get_closures(db.session()), clock.now()
    form, moves = PeriodForm(), None
    if form.validate_on_submit():
        if request.form.get("action") == SAVE:
            with transaction(db.session()) as session:
                close_period(session, **form.chosen(), on=_today(now), now=now)
            return _done(_("The days are closed."))
        period = ClosedPeriod(id=ClosedPeriodId(uuid4()), **form.chosen())
        moves = _moves(replace(closures, periods=(*closures.periods, period)), now)
    page = render_template("hr/closed_days/new.html", form=form, moves=moves)
    return page, 422 if form.errors else 200


@blueprint.route("/closed-days/<uuid:period_id>/remove", methods=["GET", "POST"])
def remove_closed_days(period_id: UUID) -> ResponseReturnValue:
    """Open some days again, after asking."""
    closures, now, form = get_closures(db.session()), clock.now(), ConfirmForm()
    period = next((one for one in closures.periods if one.id == period_id), None) or abort(404)
    if form.validate_on_submit():
        with transaction(db.session()) as session:
            reopen_period(session, period=period, on=_today(now), now=now)
        return _done(_("The days are open again."))
    moves = _moves(without(closures, period.id), now)
    return render_template("hr/closed_days/remove.html", form=form, period=period, moves=moves)


def _moves(closures: Closures, now: datetime) -> tuple[Move, ...]:
    return moves_under(db.session(), closures=closures, now=now)


def _today(now: datetime) -> date:
    return clock.local_day(now, current_settings().zone)


def _done(message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(url_for(".closed_days"))
