"""Statistics as a page writes them: where the release cuts one off, the page says so."""

from __future__ import annotations

from flask_babel import gettext as _

from feedbackpulse.web.page import number


def at_an_end(value: float, *, lowest: float, highest: float) -> str:
    """Return a number in two decimals; at an end of what is published, what it can also be."""
    shown = number(value, 2)
    if value >= highest:
        return str(_("%(number)s or higher", number=shown))
    return str(_("%(number)s or lower", number=shown)) if value <= lowest else shown
