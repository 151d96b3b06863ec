"""How I am written to: quieter hours, reminders or none, and not before a day of my choice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.notices.domain import Preference
from feedbackpulse.notices.preferences import get_preference, save_preference, snooze
from feedbackpulse.programme.service import get_programme
from feedbackpulse.web.account.blueprint import blueprint
from feedbackpulse.web.account.mine import mine
from feedbackpulse.web.account.notices_form import NoticesForm
from feedbackpulse.web.identity import me, today
from feedbackpulse.web.returning import local_path


@blueprint.route("/account/notices", methods=["GET", "POST"])
@mine
def notices() -> ResponseReturnValue:
    """Show how I am written to, and change it."""
    usual = get_programme(db.session()).quiet
    form = NoticesForm(obj=_mine_now())
    if form.is_good(usual=usual, today=today()):
        with transaction(db.session()) as session:
            save_preference(session, person_id=me().id, preference=form.values())
        flash(_("Saved."), "success")
        return redirect(url_for(".notices"))
    page = render_template("account/notices/index.html", form=form, usual=usual)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/account/notices/tomorrow")
@mine
def not_today() -> ResponseReturnValue:
    """Leave me alone until tomorrow, unless I chose a later day."""
    tomorrow = today() + timedelta(days=1)
    chosen = _mine_now().snoozed_until
    with transaction(db.session()) as session:
        snooze(session, person_id=me().id, until=max(tomorrow, chosen or tomorrow))
    flash(_("You get no more mail from us today."), "success")
    return redirect(local_path(request.form.get("next")))


def _mine_now() -> Preference:
    """Return what I chose, without a day that is over."""
    chosen = get_preference(db.session(), person_id=me().id)
    is_over = chosen.snoozed_until is not None and chosen.snoozed_until <= today()
    return replace(chosen, snoozed_until=None) if is_over else chosen
