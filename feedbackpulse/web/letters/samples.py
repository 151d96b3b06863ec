"""Mails to look at before anybody gets one: the same words, with a round that exists or might."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from flask_babel import force_locale, get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedbackpulse.accounts.domain import INVITATION_LASTS, SIGN_IN_LASTS
from feedbackpulse.cycles.domain import Privacy, Round, RoundState
from feedbackpulse.cycles.service import list_rounds
from feedbackpulse.notices.domain import Letter, MailKind
from feedbackpulse.programme.service import get_programme
from feedbackpulse.roster.words import eight_words
from feedbackpulse.web.letters import access, news
from feedbackpulse.web.letters.addresses import address_of
from feedbackpulse.web.letters.colleagues import asked_by_colleague, colleagues_looked_back
from feedbackpulse.web.letters.invitation import invitation, reminder
from feedbackpulse.web.letters.looking_back import look_back
from feedbackpulse.web.letters.message import Message, letter
from feedbackpulse.web.letters.occasion import Occasion, occasion_of
from feedbackpulse.web.letters.promised import due_promise
from feedbackpulse.web.letters.shared import handover, shared
from feedbackpulse.web.letters.signals import answer_waits, something_waits

CODE: Final = "example"
_WRITTEN_ABOUT: Final = (RoundState.OPEN, RoundState.PLANNED)
_WINDOW: Final = timedelta(days=7)
_HANDOVER: Final = timedelta(days=30)


def example_round(session: Session) -> Round | None:
    """Return the round that mails will be about: one that is open, else the next one."""
    found = [one for one in list_rounds(session) if one.state in _WRITTEN_ABOUT]
    return min(found, key=lambda one: (_WRITTEN_ABOUT.index(one.state), one.opens_at), default=None)


def sample(session: Session, *, kind: MailKind, locale: str, now: datetime) -> Letter:
    """Return a mail of a kind in a language, with a link that leads nowhere."""
    with force_locale(locale):
        message = _SAMPLES[kind](_occasion(session, now), now)
        return letter(message, to="noor@example.org")


def _occasion(session: Session, now: datetime) -> Occasion:
    """Return what mails would say of a round; eight words of nothing while there are no others."""
    asked = example_round(session)
    words = eight_words(sha256().hexdigest(), str(get_locale()))
    if asked is not None:
        found = occasion_of(session, asked)
        return found if found.words else replace(found, words=words)
    return Occasion(
        title=_("Pulse"),
        minutes=2,
        closes_at=now + _WINDOW,
        smallest_group=Privacy().smallest_group,
        words=words,
        reminders=1,
        quiet=get_programme(session).quiet,
    )


def _changes(occasion: Occasion, _now: datetime) -> Message:
    return news.changes(
        [_("“%(title)s” comes at other moments.", title=occasion.title)], occasion.quiet
    )


_SAMPLES: Final[Mapping[MailKind, Callable[[Occasion, datetime], Message]]] = {
    MailKind.INVITATION: lambda found, _: invitation(found, address_of("account.invited", CODE)),
    MailKind.REMINDER: lambda found, _: reminder(found, address_of("account.invited", CODE)),
    MailKind.RESULTS: lambda found, _: news.results(found),
    MailKind.CHANGES: _changes,
    MailKind.DIGEST: lambda found, _: news.digest([found.title], found.quiet),
    MailKind.LOOK_BACK: lambda found, _: look_back(found.quiet),
    MailKind.COLLEAGUE: lambda found, _: asked_by_colleague(found.quiet),
    MailKind.COLLEAGUES: lambda found, _: colleagues_looked_back(found.quiet),
    MailKind.SHARED: lambda found, _: shared(found.quiet),
    MailKind.SIGNALS: lambda found, _: something_waits(found.quiet),
    MailKind.ANSWER: lambda found, _: answer_waits(found.quiet),
    MailKind.PROMISE: lambda found, _: due_promise(found.quiet),
    MailKind.HANDOVER: lambda _, now: handover(
        address_of("leaver.handover", CODE), now.date() + _HANDOVER
    ),
    MailKind.PASSWORD: lambda _, now: access.password(
        address_of("account.choose_password", CODE), now + INVITATION_LASTS
    ),
    MailKind.SIGN_IN: lambda _, now: access.sign_in(
        address_of("account.sign_in_by_link", CODE), now + SIGN_IN_LASTS
    ),
    MailKind.SECOND_STEP: lambda _found, _now: access.second_step(
        address_of("account.second_step")
    ),
}
