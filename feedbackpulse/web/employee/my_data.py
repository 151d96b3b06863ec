"""My data: what is linked to me, to take along or to delete, and where to write to if I leave."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField

from feedbackpulse.database import transaction
from feedbackpulse.extensions import current_settings, db, stores
from feedbackpulse.jobs.erasing import erase_all_of
from feedbackpulse.people.domain import BadAddressError
from feedbackpulse.reflection import leaving
from feedbackpulse.reflection.everything import pages_and_seal
from feedbackpulse.web.employee.blueprint import blueprint
from feedbackpulse.web.employee.linked_data import linked_facts, said_of
from feedbackpulse.web.employee.notebook import close_notebook, my_notebook
from feedbackpulse.web.employee.take_along import send_everything
from feedbackpulse.web.identity import me, today


class AddressForm(FlaskForm):
    """Where to write to once I left."""

    address = StringField(_l("My own e-mail address"))


@blueprint.route("/account/data", methods=["GET", "POST"])
def my_data() -> ResponseReturnValue:
    """Show what is linked to me, and remember where to write to if I leave."""
    form = AddressForm(data={"address": _address()})
    if form.validate_on_submit() and _keep(form):
        return redirect(url_for(".my_data"))
    session = db.session()
    pages, sealed = pages_and_seal(session, owner=me().id)
    page = render_template(
        "employee/my_data/index.html",
        form=form,
        linked=said_of(linked_facts(session, me())),
        pages=pages,
        is_sealed=sealed,
        days=leaving.HANDOVER_LASTS.days,
        has_mail=bool(current_settings().smtp_host),
    )
    return page, 422 if form.is_submitted() else 200


def _address() -> str:
    found = leaving.find_private_address(db.session(), keys=stores().keys, owner=me().id)
    return found or ""


def _keep(form: Any) -> bool:
    """Keep the address or, when the field was emptied, forget it; say whether that went well."""
    owner, wanted = me().id, (form.address.data or "").strip()
    try:
        with transaction(db.session()) as session:
            if wanted:
                leaving.keep_private_address(
                    session, keys=stores().keys, owner=owner, address=wanted
                )
            else:
                leaving.forget_private_address(session, owner=owner)
    except BadAddressError:
        form.address.errors = [_("This is not an e-mail address.")]
        return False
    flash(_("Saved."), "success")
    return True


@blueprint.get("/account/data/everything.<any(json,pdf):file_kind>")
def take_along(file_kind: str) -> Response:
    """Hand me everything as a file."""
    notebook = my_notebook()
    return send_everything(db.session(), person=me(), notebook=notebook, ending=file_kind)


@blueprint.route("/account/data/delete", methods=["GET", "POST"])
def delete_everything() -> ResponseReturnValue:
    """Ask whether to delete everything that I wrote for myself, and do it."""
    owner, day = me().id, today()
    if FlaskForm().validate_on_submit():
        with transaction(db.session()) as session:
            erase_all_of(session, owner=owner, today=day)
        close_notebook()
        flash(_("Everything you wrote for yourself is deleted."), "success")
        return redirect(url_for(".my_data"))
    return render_template("employee/my_data/delete.html")
