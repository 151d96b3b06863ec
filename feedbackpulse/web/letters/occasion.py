"""What there is to say about the round that a mail is about, and about when we write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Round
from feedbackpulse.cycles.slowing import is_first_since_slowed
from feedbackpulse.programme.domain import QuietHours
from feedbackpulse.programme.service import get_programme
from feedbackpulse.roster.words import eight_words
from feedbackpulse.web.identity import today
from feedbackpulse.web.letters.changed import changed_lines
from feedbackpulse.web.page import clock
from feedbackpulse.web.pulse_form import minutes_for_one


@dataclass(frozen=True, kw_only=True, slots=True)
class Occasion:
    """A round, as far as a mail speaks of it, and when the organisation writes."""

    title: str
    minutes: int
    closes_at: datetime
    smallest_group: int
    words: tuple[str, ...]
    reminders: int
    quiet: QuietHours
    changed: tuple[str, ...] = ()
    """What changed lately in the whole organisation because of what people said, a line each."""
    slowed: bool = False
    """It is the first round since fewer answers made the cycle ask half as often."""


def occasion_of(session: Session, asked: Round) -> Occasion:
    """Return what a mail says about a round, its words in the language that is in force."""
    fingerprint = asked.manifest_sha256
    cycle = cycles.get_cycle(session, cycle_id=asked.cycle_id)
    return Occasion(
        title=asked.title,
        minutes=minutes_for_one(asked, cycle, load_catalogue()),
        closes_at=asked.closes_at,
        smallest_group=asked.privacy.smallest_group,
        words=eight_words(fingerprint, str(get_locale())) if fingerprint else (),
        reminders=cycle.reminders,
        quiet=get_programme(session).quiet,
        changed=changed_lines(session, today=today()),
        slowed=is_first_since_slowed(session, asked=asked),
    )


def about_minutes(occasion: Occasion) -> str:
    """Say how long it takes."""
    return str(
        ngettext(
            "It takes about %(num)s minute.", "It takes about %(num)s minutes.", occasion.minutes
        )
    )


def because_of_you(occasion: Occasion) -> tuple[str, ...]:
    """Say that the lines below are what changed; nothing where nothing did."""
    if not occasion.changed:
        return ()
    return (str(_("What changed in the whole organisation because of what people said:")),)


def who_sees(occasion: Occasion) -> str:
    """Say who sees what of an answer."""
    return str(
        _(
            "Nobody sees your answers. You, your colleagues, your lead and HR see the same figures of a"
            " group, and only from %(count)s answers.",
            count=occasion.smallest_group,
        )
    )


def when_we_write(quiet: QuietHours) -> str:
    """Say when mails come."""
    return str(
        _(
            "We write on working days between %(first)s and %(last)s, at most one mail a day.",
            first=clock(quiet.end),
            last=clock(quiet.begin),
        )
    )
