"""What a test of two levels found, in a word and in a sign."""

from __future__ import annotations

from flask_babel import gettext as _

from feedbackpulse.insight.change import Verdict

_SIGNS = {Verdict.UP: "▲", Verdict.DOWN: "▼"}


def say_verdict(verdict: Verdict) -> str:
    """Return what may be said about a difference."""
    known = {
        Verdict.UP: _("higher"),
        Verdict.DOWN: _("lower"),
        Verdict.STEADY: _("about the same"),
        Verdict.CANNOT_TELL: _("cannot tell"),
    }
    return str(known[verdict])


def sign(verdict: Verdict) -> str:
    """Return a triangle for a change that was found, and nothing for the rest."""
    return _SIGNS.get(verdict, "")
