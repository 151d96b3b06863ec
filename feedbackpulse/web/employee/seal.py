"""Sealing my notebook with a passphrase of my own, and taking the seal off again."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from feedbackpulse.accounts.domain import check_password
from feedbackpulse.database import transaction
from feedbackpulse.extensions import current_settings, db, stores
from feedbackpulse.reflection.notebook import is_sealed
from feedbackpulse.reflection.sealing import seal_notebook, take_seal_off
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.notebook import close_notebook, hold_open, my_notebook
from feedbackpulse.web.employee.seal_forms import SealForm
from feedbackpulse.web.identity import me


@blueprint.route("/reflect/seal", methods=["GET", "POST"])
def seal() -> ResponseReturnValue:
    """Say what a seal means, and seal my notebook; the recovery code is shown once."""
    notebook, form = my_notebook(), SealForm()
    if form.validate_on_submit() and form.are_the_same() and _is_good(form):
        keys = stores().keys
        with transaction(db.session()) as session:
            sealed, code = seal_notebook(
                session, keys=keys, notebook=notebook, passphrase=form.chosen()
            )
        hold_open(sealed)
        return render_template("employee/seal/code.html", code=code), {"Cache-Control": "no-store"}
    page = render_template(
        "employee/seal/seal.html", form=form, sealed=is_sealed(db.session(), owner=me().id)
    )
    return page, 422 if form.is_submitted() else 200


def _is_good(form: SealForm) -> bool:
    person = me()
    about = (current_settings().organisation, person.name, person.email)
    problem = check_password(form.chosen(), about=about)
    if problem is not None:
        form.refuse(problem)
    return problem is None


@blueprint.route("/reflect/unseal", methods=["GET", "POST"])
def unseal() -> ResponseReturnValue:
    """Ask whether to take the seal off, and do it."""
    notebook = my_notebook()
    if not is_sealed(db.session(), owner=notebook.owner):
        return redirect(url_for(".seal"))
    if FlaskForm().validate_on_submit():
        keys = stores().keys
        with transaction(db.session()) as session:
            take_seal_off(session, keys=keys, notebook=notebook)
        close_notebook()
        flash(_("The seal is off. The server can open your notebook by itself again."), "success")
        return redirect(url_for(".seal"))
    return render_template("employee/seal/unseal.html")


@blueprint.post("/reflect/close")
def close() -> ResponseReturnValue:
    """Close my sealed notebook in this browser, before it closes by itself."""
    if FlaskForm().validate_on_submit():
        close_notebook()
        flash(_("Your notebook is closed."), "success")
    return redirect(url_for(".home"))
