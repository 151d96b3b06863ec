"""The address through which everybody can bring something up without a name: a poster, and a new one."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from feedbackpulse.database import transaction
from feedbackpulse.extensions import db
from feedbackpulse.reports.poster import PosterText
from feedbackpulse.signals.door import renew_door
from feedbackpulse.web.hr.blueprint import blueprint
from feedbackpulse.web.hr.cycle_forms import ConfirmForm
from feedbackpulse.web.hr.posters import poster_file
from feedbackpulse.web.links import absolute
from feedbackpulse.web.qr import qr_code
from feedbackpulse.web.signal_door import door_path


@blueprint.route("/signals/door", methods=["GET", "POST"])
def signal_door() -> ResponseReturnValue:
    """Show the address for sending without a name, or make a new one in its place."""
    form = ConfirmForm()
    if form.validate_on_submit():
        with transaction(db.session()) as session:
            renew_door(session)
        flash(_("There is a new address. The old one, and its poster, work no longer."), "success")
        return redirect(url_for(".signal_door"))
    address, label = absolute(door_path()), _("The address as a picture for a phone")
    return render_template(
        "hr/signal_door/door.html",
        form=form,
        address=address,
        tablet=absolute(door_path(is_kiosk=True)),
        picture=qr_code(address, label=str(label)) if "://" in address else None,
    )


@blueprint.get("/signals/door/poster")
def signal_door_poster() -> Response:
    """Return the poster to print."""
    address = absolute(door_path())
    if "://" not in address:
        abort(404)
    return poster_file(_text, address=address)


def _text() -> PosterText:
    return PosterText(
        heading=str(_("An idea? A concern? Something in the way?")),
        steps=(
            str(_("Scan this with your phone, or type the address.")),
            str(_("Choose who reads it. You do not have to give your name.")),
            str(_("Keep the code that you get. With it you read the answer.")),
        ),
        scan=str(_("Everybody here has the same address. It says nothing about you.")),
    )
