"""A level beside another one, in the reader's words."""

from __future__ import annotations

from flask_babel import gettext as _

from feedbackpulse.insight.change import Verdict
from feedbackpulse.web.team.moments import Comparison, Moment


def beside_before(comparison: Comparison) -> str:
    """Return what changed since an earlier time, or that this cannot be said."""
    words = {
        Verdict.UP: _("Up from %(level)s since %(round)s."),
        Verdict.DOWN: _("Down from %(level)s since %(round)s."),
        Verdict.STEADY: _("About the same as in the round of %(round)s (%(level)s)."),
        Verdict.CANNOT_TELL: _(
            "It was %(level)s in the round of %(round)s. The difference can be chance."
        ),
    }
    if comparison.change.p is None:
        return str(
            _(
                "We cannot compare with the round of %(round)s (%(level)s).",
                round=comparison.since,
                level=comparison.said.text,
            )
        )
    return str(words[comparison.verdict]) % {
        "level": comparison.said.text,
        "round": comparison.since,
    }


def beside_organisation(moment: Moment) -> str:
    """Return whether a level differs from the organisation's, or that this cannot be said."""
    if moment.organisation is None or moment.beside is None:
        return ""
    words = {
        Verdict.UP: _("Higher than the whole organisation (%(level)s)."),
        Verdict.DOWN: _("Lower than the whole organisation (%(level)s)."),
        Verdict.STEADY: _("About the same as the whole organisation (%(level)s)."),
        Verdict.CANNOT_TELL: _(
            "The whole organisation has %(level)s. The difference can be chance."
        ),
    }
    if moment.beside.change.p is None:
        return str(_("We cannot compare with the whole organisation this time."))
    return str(words[moment.beside.verdict]) % {"level": moment.organisation.text}


def beside_in_short(moment: Moment) -> str:
    """Return the same in a word or two; nothing when it cannot be said."""
    if moment.beside is None:
        return ""
    words = {
        Verdict.UP: _("higher here"),
        Verdict.DOWN: _("lower here"),
        Verdict.STEADY: _("about the same"),
        Verdict.CANNOT_TELL: "",
    }
    return str(words[moment.beside.verdict])
