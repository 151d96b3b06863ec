"""The code of a conversation as a picture, for a phone: behind the "#", where no server sees it."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from feedbackpulse.web.links import absolute
from feedbackpulse.web.qr import qr_code


def code_picture(code: str) -> Markup | None:
    """Return the picture, or None where nobody told us the address that phones can find us at."""
    address = absolute(url_for("ballot.reply"))
    if "://" not in address:
        return None
    label = str(_("A picture that brings a phone to the page for your code"))
    return qr_code(f"{address}#{code}", label=label)
