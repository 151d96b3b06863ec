"""That somebody has something to read of a colleague, or to take along: nothing of what it is."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _

from feedbackpulse.programme.domain import QuietHours
from feedbackpulse.web.letters.addresses import address_of
from feedbackpulse.web.letters.message import Message
from feedbackpulse.web.letters.occasion import when_we_write
from feedbackpulse.web.page import day


def shared(quiet: QuietHours) -> Message:
    """Tell somebody that a colleague shares something with them, and not who."""
    return Message(
        subject=_("A colleague shares something with you"),
        heading=_("A colleague shares something with you"),
        says=(
            _("A colleague wants to show you something of their own."),
            _("Sign in to read it. It is there until a day that they chose."),
        ),
        button=_("To “Shared with me”"),
        link=address_of("employee.shared_with_me"),
        promise=_(
            "This mail does not say who it is or what it is. They see on which days you open it."
        ),
        rest=(when_we_write(quiet),),
    )


def handover(link: str, until: date) -> Message:
    """Bring who left a link to what they wrote for themselves."""
    return Message(
        subject=_("What you wrote for yourself"),
        heading=_("Take along what you wrote"),
        says=(
            _("Your account is closed. What you wrote for yourself is still yours."),
            _("You can take it along or erase it until %(day)s.", day=day(until)),
            _("Then we erase all of it. Nobody has to do anything for that."),
        ),
        button=_("Take it along"),
        link=link,
        promise=_("This link is for you only: do not pass it on."),
        rest=(_("You get this mail once, because your account was closed."),),
        has_settings=False,
    )
