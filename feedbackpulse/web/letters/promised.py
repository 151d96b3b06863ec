"""That something which somebody keeps is due: not what it is."""

from __future__ import annotations

from flask_babel import gettext as _

from feedbackpulse.programme.domain import QuietHours
from feedbackpulse.web.letters.addresses import address_of
from feedbackpulse.web.letters.message import Message
from feedbackpulse.web.letters.occasion import when_we_write


def due_promise(quiet: QuietHours) -> Message:
    """Tell somebody that the day of something they keep is near, and not what it is."""
    return Message(
        subject=_("Something that you keep is due soon"),
        heading=_("A promise is due soon"),
        says=(
            _("Something that you keep for others is due within a week."),
            _("Say that it is done, choose another day, or say why it will not be done."),
        ),
        button=_("To the promises"),
        link=address_of("employee.promises"),
        promise=_("This mail does not say what it is. Those whom it concerns can read it."),
        rest=(_("You get this mail once for each day that was set."), when_we_write(quiet)),
    )
