"""For who left: with the link from their mail they take along what they wrote, or erase it.

Work addresses are read by others once somebody left. So a link that went there asks for their
password as well, when they had one; and a notebook that is sealed opens with its passphrase only.
"""

from __future__ import annotations

import hmac
from contextlib import suppress
from uuid import UUID

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField

from feedbackpulse.accounts import service as accounts
from feedbackpulse.accounts.throttle import MAILED, PASSWORD, UNSEAL
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db, stores
from feedbackpulse.jobs.erasing import erase_all_of
from feedbackpulse.notices.domain import MailId
from feedbackpulse.notices.tokens import token_of
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Person
from feedbackpulse.reflection import leaving
from feedbackpulse.reflection.leaving import Handover
from feedbackpulse.reflection.notebook import Notebook, find_notebook, is_sealed
from feedbackpulse.reflection.sealing import WrongPassphraseError, unlock, unlock_with_code
from feedbackpulse.web.brake import address, hold_back
from feedbackpulse.web.employee.take_along import send_everything
from feedbackpulse.web.guards import OpenToAll
from feedbackpulse.web.identity import today
from feedbackpulse.web.mailed_codes import code_in

leaver = Blueprint("leaver", __name__, url_prefix="/leaving")
leaver.before_request(OpenToAll())


class HandoverForm(FlaskForm):
    """What proves that it is them, and that they mean it."""

    password = PasswordField(_l("Your password here"))
    passphrase = PasswordField(_l("The passphrase or the recovery code of your notebook"))
    sure = BooleanField(_l("Yes, erase all of it now"))


@leaver.route("", methods=["GET", "POST"])
def handover() -> ResponseReturnValue:
    """Ask for the link, show what can be done, and do it."""
    if request.method != "POST":
        return render_template("employee/leaving/index.html")
    code = code_in(request.form)
    found = _find(code)
    if found is None:
        wait = hold_back((MAILED, (address(),)))
        return wait or (render_template("employee/leaving/gone.html"), 410)
    return _answer(found, code, request.form.get("then", ""))


def _find(code: str) -> Handover | None:
    """Return the handover of a link that follows from its mail, as all mailed links do."""
    number, _dot, token = code.partition(".")
    try:
        link = UUID(hex=number)
    except ValueError:
        return None
    expected = token_of(str(current_app.secret_key).encode(), MailId(link))
    if not hmac.compare_digest(token.encode(), expected.encode()):
        return None
    return leaving.find_handover(db.session(), link=link)


def _answer(found: Handover, code: str, then: str) -> ResponseReturnValue:
    form = HandoverForm()
    if then not in {"json", "pdf", "erase"}:
        return _page(found, form, code)
    wait = hold_back((PASSWORD, (str(found.person),)), (UNSEAL, (str(found.person),)))
    if wait is not None:
        return wait
    if not _is_them(found, form):
        return _page(found, form, code), 422
    return _erase(found, form, code) if then == "erase" else _send(found, form, code, then)


def _is_them(found: Handover, form: HandoverForm) -> bool:
    if not _asks_password(found):
        return True
    typed = form.password.data or ""
    if accounts.is_password_of(db.session(), person_id=found.person, password=typed):
        return True
    form.password.errors = [_("This is not your password.")]
    return False


def _erase(found: Handover, form: HandoverForm, code: str) -> ResponseReturnValue:
    if not form.sure.data:
        form.sure.errors = [_("Tick this box first. What is erased nobody can bring back.")]
        return _page(found, form, code), 422
    day = today()
    with transaction(db.session()) as session:
        erase_all_of(session, owner=found.person, today=day)
    return render_template("employee/leaving/erased.html")


def _send(found: Handover, form: HandoverForm, code: str, ending: str) -> ResponseReturnValue:
    notebook = _open(found, form)
    if notebook is None:
        form.passphrase.errors = [_("This passphrase does not open your notebook.")]
        return _page(found, form, code), 422
    return send_everything(db.session(), person=_person(found), notebook=notebook, ending=ending)


def _open(found: Handover, form: HandoverForm) -> Notebook | None:
    session, keys, owner = db.session(), stores().keys, found.person
    if not is_sealed(session, owner=owner):
        return find_notebook(session, keys=keys, owner=owner)
    typed = form.passphrase.data or ""
    with suppress(WrongPassphraseError):
        return unlock(session, keys=keys, owner=owner, passphrase=typed)
    with suppress(WrongPassphraseError):
        return unlock_with_code(session, keys=keys, owner=owner, code=typed)
    return None


def _page(found: Handover, form: HandoverForm, code: str) -> str:
    return render_template(
        "employee/leaving/open.html",
        form=form,
        code=code,
        erase_on=found.erase_on,
        asks_password=_asks_password(found),
        is_sealed=is_sealed(db.session(), owner=found.person),
    )


def _person(found: Handover) -> Person:
    person = people.find_person(db.session(), person_id=found.person, on=today())
    assert person is not None, "people stay in the table when they leave"
    return person


def _asks_password(found: Handover) -> bool:
    session = db.session()
    is_private = leaving.has_private_address(session, owner=found.person)
    return not is_private and accounts.has_password(session, person_id=found.person)
