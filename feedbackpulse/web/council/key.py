"""Make a second key in the browser: only its public half comes here."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField
from wtforms.validators import ValidationError

from feedbackpulse.cycles.domain import SecondKey
from feedbackpulse.cycles.holders import InvalidKeyError, key_of, list_keys, replace_key
from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.web.council.blueprint import blueprint
from feedbackpulse.web.council.holders import area, only_holder
from feedbackpulse.web.encoding import decoded
from feedbackpulse.web.identity import today


class KeyForm(FlaskForm):
    """The public half of a key, and that it may take the place of another."""

    public_key = HiddenField()
    two_copies = BooleanField(_l("I keep the file in two safe places"))
    replace = BooleanField(_l("Use this key from now on, instead of the key there is"))

    replaces = False

    def validate_public_key(self, field: Any) -> None:
        """Ask for a key that was made and looked up again."""
        if not decoded(field.data or ""):
            raise ValidationError(_("Make a key first, and choose the file that you saved."))

    def validate_two_copies(self, field: Any) -> None:
        """Ask for two copies."""
        if not field.data:
            raise ValidationError(_("Keep the file in two places. Without it, rounds lapse."))

    def validate_replace(self, field: Any) -> None:
        """Ask before a key takes the place of another."""
        if self.replaces and not field.data:
            raise ValidationError(_("Confirm that this key takes the place of the other."))


@blueprint.route("/key/<any(council,admin):holder>", methods=["GET", "POST"])
def key(holder: str) -> ResponseReturnValue:
    """Show the state of the key, and take the public half of a new one."""
    chosen = SecondKey(holder)
    only_holder(chosen)
    form = KeyForm()
    form.replaces = key_of(db.session(), holder=chosen) is not None
    if form.validate_on_submit() and _use(chosen, form):
        flash(_("The key is in use. The next rounds are sealed with it."), "success")
        return redirect(url_for(".home"))
    page = render_template(
        "council/key/key.html",
        area=area(),
        form=form,
        holder=chosen,
        keys=list_keys(db.session(), holder=chosen),
    )
    return page, 422 if form.is_submitted() else 200


def _use(holder: SecondKey, form: KeyForm) -> bool:
    public_key = decoded(form.public_key.data or "") or b""
    try:
        with transaction(db.session()) as session:
            replace_key(session, holder=holder, public_key=public_key, on=today())
    except InvalidKeyError:
        form.form_errors.append(_("This is no key. Make it again."))
        return False
    return True
