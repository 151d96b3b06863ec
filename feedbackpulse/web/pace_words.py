"""How often people reflect, in words: the same for who proposes it and for who decides."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_ngettext

from feedbackpulse.web.choices import options


def every_weeks(weeks: int) -> Any:
    """Say every how many weeks, in the language of whoever reads it."""
    return lazy_ngettext("Every %(num)s week", "Every %(num)s weeks", weeks)


def week_options(weeks: Iterable[int]) -> Any:
    """Return what a form lets somebody choose from."""
    return options((str(one), every_weeks(one)) for one in weeks)
