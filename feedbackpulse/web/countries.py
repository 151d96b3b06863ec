"""What countries are called."""

from __future__ import annotations

from babel import Locale
from flask_babel import get_locale
from flask_babel import gettext as _

from feedbackpulse.programme.closures import NO_COUNTRY


def country_name(code: str) -> str:
    """Return the name of a country, or what it means that there is none."""
    if code == NO_COUNTRY:
        return str(_("No country: holidays do not count"))
    names = Locale.parse(str(get_locale())).territories
    return str(names.get(code, code))
