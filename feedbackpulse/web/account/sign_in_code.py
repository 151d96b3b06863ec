"""The second step at signing in: a code from an app, or a spare one."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from feedbackpulse.accounts.second_factor import count_spare_codes
from feedbackpulse.accounts.throttle import PROOF, forget_attempts
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.people.domain import PersonId
from feedbackpulse.web import identity
from feedbackpulse.web.account.blueprint import blueprint
from feedbackpulse.web.account.forms import CodeForm
from feedbackpulse.web.brake import hold_back
from feedbackpulse.web.proving import mistake_in_code
from feedbackpulse.web.returning import local_path

_FEW = 3


def let_in(person_id: PersonId, target: str, *, says: str = "") -> ResponseReturnValue:
    """Let in who has no second step, and ask all others for their code first."""
    if identity.begin_sign_in(person_id):
        if says:
            flash(says, "success")
        return redirect(target)
    return redirect(url_for("account.sign_in_code", next=target if target != "/" else None))


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
def sign_in_code() -> ResponseReturnValue:
    """Let in whoever passed the first step, once the code is right."""
    target, person = local_path(request.args.get("next")), identity.find_halfway()
    if person is None:
        return redirect(url_for(".sign_in", next=target if target != "/" else None))
    form = CodeForm()
    if form.validate_on_submit():
        if (wait := hold_back((PROOF, (str(person.id),)))) is not None:
            return wait
        mistake = mistake_in_code(person.id, form.code.data or "")
        if not mistake:
            _welcome(person.id)
            return redirect(target)
        form.code.errors = [mistake]
    page = render_template("account/sign_in_code/index.html", form=form, target=target)
    return page, 422 if form.is_submitted() else 200


def _welcome(person_id: PersonId) -> None:
    with transaction(db.session()) as session:
        forget_attempts(session, PROOF, of=(str(person_id),))
        left = count_spare_codes(session, person_id=person_id)
    identity.sign_in(person_id, twice=True)
    if left < _FEW:
        flash(
            ngettext(
                "You have one spare code left. Make new ones in your account.",
                "You have %(num)s spare codes left. Make new ones in your account.",
                left,
            ),
            "info",
        )
