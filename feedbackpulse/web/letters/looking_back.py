"""The reminder that somebody asked for, of a moment for themselves. It says nothing of what is in it."""

from __future__ import annotations

from flask_babel import gettext as _

from feedbackpulse.programme.domain import QuietHours
from feedbackpulse.web.letters.addresses import address_of
from feedbackpulse.web.letters.message import Message
from feedbackpulse.web.letters.occasion import when_we_write


def look_back(quiet: QuietHours) -> Message:
    """Remind somebody that they wanted to look back about now."""
    return Message(
        subject=_("A moment for yourself"),
        heading=_("Do you want to look back?"),
        says=(
            _("You asked us to tell you when it is time for a moment of your own."),
            _("Does it not suit you now? Then leave it: we do not ask twice."),
        ),
        button=_("To my own page"),
        link=address_of("employee.reflect"),
        promise=_("Only you can see that page. Nobody is told whether you open it."),
        rest=(
            _("This mail comes because you chose so. On the same page you can stop it."),
            when_we_write(quiet),
        ),
    )
