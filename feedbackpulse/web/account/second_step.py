"""My second step at signing in: setting an app up, spare codes, and turning it off again."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedbackpulse import clock
from feedbackpulse.accounts import second_factor
from feedbackpulse.accounts.proving import GUARDED
from feedbackpulse.database import transaction
from feedbackpulse.extensions import current_settings, db, proving, stores
from feedbackpulse.notices.second_step import tell_of_second_step
from feedbackpulse.web import identity
from feedbackpulse.web.account.blueprint import blueprint
from feedbackpulse.web.account.forms import CodeForm
from feedbackpulse.web.account.mine import mine
from feedbackpulse.web.identity import me
from feedbackpulse.web.proving import recently_proved
from feedbackpulse.web.qr import qr_code

_ONCE = {"Cache-Control": "no-store"}


@blueprint.get("/account/second-step")
@mine
def second_step() -> str:
    """Show whether I have a second step, and what I can do about it."""
    session, person_id = db.session(), me().id
    return render_template(
        "account/second_step/index.html",
        is_on=second_factor.has_second_factor(session, person_id=person_id),
        spare=second_factor.count_spare_codes(session, person_id=person_id),
        needed=_is_needed(),
        waits=bool(identity.waiting_roles()),
    )


@blueprint.post("/account/second-step/begin")
@mine
@recently_proved
def begin_second_step() -> ResponseReturnValue:
    """Make a secret for an app, beside the one that is in use."""
    with transaction(db.session()) as session:
        second_factor.offer_secret(session, keys=stores().keys, person_id=me().id)
    return redirect(url_for(".second_step_app"))


@blueprint.route("/account/second-step/app", methods=["GET", "POST"])
@mine
@recently_proved
def second_step_app() -> ResponseReturnValue:
    """Show the secret, and use it from its first code on; spare codes are shown once."""
    secret = second_factor.find_offer(db.session(), keys=stores().keys, person_id=me().id)
    if secret is None:
        return redirect(url_for(".second_step"))
    form = CodeForm()
    if form.validate_on_submit():
        if codes := _confirm(form.code.data or ""):
            return _show_spare(codes, is_new=True)
        form.code.errors = [_("This code is not right. Wait for the next one and try again.")]
    address = second_factor.address_for_app(
        secret, name=me().email, organisation=current_settings().organisation
    )
    page = render_template(
        "account/second_step/app.html",
        form=form,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        picture=qr_code(address, label=_("The key for your app, as a QR code")),
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/account/second-step/spare")
@mine
@recently_proved
def new_spare_codes() -> ResponseReturnValue:
    """Make new spare codes, and show them once."""
    if not second_factor.has_second_factor(db.session(), person_id=me().id):
        return redirect(url_for(".second_step"))
    with transaction(db.session()) as session:
        codes = second_factor.new_spare_codes(session, person_id=me().id)
        tell_of_second_step(session, person_id=me().id, now=clock.now())
    return _show_spare(codes, is_new=False)


@blueprint.post("/account/second-step/off")
@mine
@recently_proved
def end_second_step() -> ResponseReturnValue:
    """Ask me for no code any more, unless my role needs one."""
    if _is_needed():
        flash(_("Your role needs a second step. You can use another app."), "error")
        return redirect(url_for(".second_step"))
    with transaction(db.session()) as session:
        if second_factor.forget_second_factor(session, person_id=me().id):
            tell_of_second_step(session, person_id=me().id, now=clock.now())
    flash(_("The second step is off."), "success")
    return redirect(url_for(".second_step"))


def _is_needed() -> bool:
    roles = me().roles | identity.waiting_roles()
    return proving().twice and bool(GUARDED & roles)


def _confirm(code: str) -> tuple[str, ...] | None:
    """Use the offered secret from now on, and count this browser as having passed."""
    with transaction(db.session()) as session:
        codes = second_factor.confirm_offer(
            session, keys=stores().keys, person_id=me().id, code=code, now=clock.now()
        )
        if codes is not None:
            tell_of_second_step(session, person_id=me().id, now=clock.now())
    if codes is not None:
        identity.prove_again(twice=True)
    return codes


def _show_spare(codes: tuple[str, ...], *, is_new: bool) -> ResponseReturnValue:
    page = render_template("account/second_step/spare.html", codes=codes, is_new=is_new)
    return page, 200, _ONCE
