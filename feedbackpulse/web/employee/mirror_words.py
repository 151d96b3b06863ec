"""What the mirror says in a few words: of a gap, and of what was expected."""

from __future__ import annotations

from flask_babel import gettext as _

from feedbackpulse.reflection.mirror import Foresight, Sight


def say_sight(sight: Sight) -> str:
    """Return in a few words how a lead's picture lies beside the team's."""
    known = {
        Sight.SAME: _("about the same"),
        Sight.SELF_HIGHER: _("I see more"),
        Sight.SELF_LOWER: _("team sees more"),
    }
    return str(known[sight])


def say_foresight(foresight: Foresight) -> str:
    """Return in a few words where an expectation lies."""
    known = {
        Foresight.WITHIN: _("as I expected"),
        Foresight.TOO_LOW: _("higher than I expected"),
        Foresight.TOO_HIGH: _("lower than I expected"),
    }
    return str(known[foresight])
