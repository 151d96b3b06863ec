"""Opening my sealed notebook: with my passphrase, with my recovery code, or never again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from feedbackpulse.accounts.throttle import UNSEAL, forget_attempts
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db, stores
from feedbackpulse.jobs.erasing import erase_all_of
from feedbackpulse.reflection import sealing
from feedbackpulse.reflection.notebook import Notebook, SealedError, is_sealed
from feedbackpulse.reflection.sealing import WrongPassphraseError
from feedbackpulse.reflection.server_keys import BrokenSealError, LostServerKeyError
from feedbackpulse.web.brake import hold_back
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.notebook import close_notebook, hold_open
from feedbackpulse.web.employee.seal_forms import RecoveryForm, UnlockForm
from feedbackpulse.web.identity import me, today
from feedbackpulse.web.returning import local_path

_log = logging.getLogger(__name__)
_KEPT: Final = "kept:"
"""Before the names of fields that somebody filled in when their notebook had closed."""


@blueprint.errorhandler(SealedError)
def ask_for_passphrase(_error: SealedError) -> ResponseReturnValue:
    """Ask for the passphrase; what was just sent waits in the page, and not on the server."""
    if request.method != "POST":
        return redirect(url_for(".unlock", next=request.full_path.rstrip("?")))
    kept = {
        _KEPT + name: request.form.getlist(name) for name in request.form if name != "csrf_token"
    }
    return _ask(UnlockForm(formdata=None), request.full_path.rstrip("?"), kept), 409


@blueprint.errorhandler(LostServerKeyError)
@blueprint.errorhandler(BrokenSealError)
def tell_of_lost_key(_error: Exception) -> ResponseReturnValue:
    """Say that the server has lost what opens the notebooks, and who can help."""
    _log.exception(
        "notebooks cannot be opened: `feedbackpulse doctor` says which key is missing",
        extra={"event": "notebook_key_missing"},
    )
    return render_template("employee/unlock/no_key.html"), 503


@blueprint.route("/reflect/unlock", methods=["GET", "POST"])
def unlock() -> ResponseReturnValue:
    """Ask for my passphrase, and open my notebook in this browser."""
    form, wanted = UnlockForm(), local_path(request.values.get("next"))
    if not is_sealed(db.session(), owner=me().id):
        return redirect(wanted)
    if form.validate_on_submit():
        if wait := _hold_back():
            return wait
        try:
            return _go_on(_unlock(sealing.unlock, passphrase=form.passphrase.data or ""), wanted)
        except WrongPassphraseError:
            form.refuse()
    return _ask(form, wanted, _kept()), 422 if form.is_submitted() else 200


@blueprint.route("/reflect/unlock/code", methods=["GET", "POST"])
def unlock_with_code() -> ResponseReturnValue:
    """Ask for my recovery code, open my notebook, and let me choose another passphrase."""
    form = RecoveryForm()
    if not is_sealed(db.session(), owner=me().id):
        return redirect(url_for(".reflect"))
    if form.validate_on_submit():
        if wait := _hold_back():
            return wait
        try:
            return _recovered(_unlock(sealing.unlock_with_code, code=form.code.data or ""))
        except WrongPassphraseError:
            form.refuse()
    page = render_template("employee/unlock/recover.html", form=form)
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/reflect/lost", methods=["GET", "POST"])
def lost() -> ResponseReturnValue:
    """Ask whether to give up a notebook that cannot be opened any more, and begin a new one."""
    owner = me().id
    if not is_sealed(db.session(), owner=owner):
        return redirect(url_for(".reflect"))
    if FlaskForm().validate_on_submit():
        with transaction(db.session()) as session:
            erase_all_of(session, owner=owner, today=today())
        close_notebook()
        flash(_("Your old notebook is gone. You can begin a new one."), "success")
        return redirect(url_for(".reflect"))
    return render_template("employee/unlock/lost.html")


def _hold_back() -> ResponseReturnValue | None:
    return hold_back((UNSEAL, (str(me().id),)))


def _unlock(open_it: Callable[..., Notebook], **secret: str) -> Notebook:
    return open_it(db.session(), keys=stores().keys, owner=me().id, **secret)


def _go_on(notebook: Notebook, wanted: str) -> ResponseReturnValue:
    _hold(notebook)
    kept = _kept()
    if kept:
        fields = {name.removeprefix(_KEPT): values for name, values in kept.items()}
        return render_template("employee/unlock/again.html", action=wanted, fields=fields)
    return redirect(wanted)


def _recovered(notebook: Notebook) -> ResponseReturnValue:
    _hold(notebook)
    flash(_("Your notebook is open. Choose a new passphrase now: you get a new code too."))
    return redirect(url_for(".seal"))


def _hold(notebook: Notebook) -> None:
    with transaction(db.session()) as session:
        forget_attempts(session, UNSEAL, of=(str(notebook.owner),))
    hold_open(notebook)


def _kept() -> dict[str, list[str]]:
    return {name: request.form.getlist(name) for name in request.form if name.startswith(_KEPT)}


def _ask(form: UnlockForm, wanted: str, kept: Mapping[str, list[str]]) -> str:
    return render_template("employee/unlock/unlock.html", form=form, wanted=wanted, kept=kept)
