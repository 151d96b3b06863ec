"""What came of it: results are in, what changed, and what leads can read. Without any figure."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from feedbackpulse.programme.domain import QuietHours
from feedbackpulse.web.letters.addresses import address_of
from feedbackpulse.web.letters.message import Message
from feedbackpulse.web.letters.occasion import Occasion, because_of_you, when_we_write


def results(occasion: Occasion) -> Message:
    """Say that the outcome of a round is there."""
    return Message(
        subject=_("%(title)s: the outcome is in", title=occasion.title),
        heading=_("The outcome is in"),
        says=(
            _("The outcome of “%(title)s” is there to read.", title=occasion.title),
            _("Reading takes about %(num)s minutes. It stays there as long as you want.", num=5),
            *because_of_you(occasion),
        ),
        items=occasion.changed,
        button=_("Read the outcome"),
        link=address_of("employee.home"),
        promise=_(
            "You see exactly the same figures as your lead and HR. A group with fewer than"
            " %(count)s answers shows nothing; its answers count in a larger group.",
            count=occasion.smallest_group,
        ),
        rest=(when_we_write(occasion.quiet),),
    )


def changes(lines: Sequence[str], quiet: QuietHours) -> Message:
    """Say what changed in how the organisation listens."""
    return Message(
        subject=_("What changed in how we listen"),
        heading=_("What changed"),
        says=(
            ngettext(
                "%(num)s thing changed in how we listen to each other.",
                "%(num)s things changed in how we listen to each other.",
                len(lines),
            ),
        ),
        items=tuple(lines),
        button=_("Read all changes"),
        link=address_of("employee.programme"),
        promise=_("Everybody in the organisation reads the same list. It names nobody."),
        rest=(when_we_write(quiet),),
    )


def digest(titles: Sequence[str], quiet: QuietHours) -> Message:
    """Tell a lead that there is something to read about their teams."""
    return Message(
        subject=_("Your teams: there is something to read"),
        heading=_("There is something to read"),
        says=(
            _("New about the teams that you lead. Reading takes about %(num)s minutes.", num=5),
            _("There are no figures in this mail: you read them together with your team."),
        ),
        items=tuple(_("The outcome of “%(title)s”", title=title) for title in titles),
        button=_("To my teams"),
        link=address_of("lead.teams"),
        promise=_("Your team sees the same figures as you do. Nobody sees one person’s answers."),
        rest=(_("This mail comes only when there is something new."), when_we_write(quiet)),
    )
