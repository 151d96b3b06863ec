"""How to set up a tablet that people share, and a poster to put beside it."""

from __future__ import annotations

from flask import Response, abort, render_template, url_for
from flask_babel import gettext as _

from feedbackpulse.reports.poster import PosterText
from feedbackpulse.web.cards import card_address
from feedbackpulse.web.hr.blueprint import blueprint
from feedbackpulse.web.hr.posters import poster_file
from feedbackpulse.web.links import absolute


@blueprint.get("/kiosk")
def kiosk() -> str:
    """Tell how a tablet becomes one on which people answer in turn."""
    address = absolute(url_for("ballot.kiosk"))
    return render_template("hr/kiosk/index.html", address=address, has_poster=bool(card_address()))


@blueprint.get("/kiosk/poster")
def kiosk_poster() -> Response:
    """Return the poster to print."""
    return poster_file(_text, address=card_address() or abort(404))


def _text() -> PosterText:
    return PosterText(
        heading=str(_("Have your say")),
        steps=(
            str(_("Take the card that you drew.")),
            str(_("Type its code on this tablet.")),
            str(_("Answer the questions and press Send. Nobody sees who answered what.")),
        ),
        scan=str(_("Or on your phone: scan this, or the code on your card.")),
    )
