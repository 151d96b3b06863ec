"""Write each mail that is due, at the moment at which it goes out, for whoever gets it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from flask import Flask, current_app
from flask_babel import force_locale
from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.accounts import service as accounts
from feedbackpulse.accounts.domain import Purpose
from feedbackpulse.config import LOCALES
from feedbackpulse.cycles.domain import Round, RoundState
from feedbackpulse.cycles.rounds import find_round
from feedbackpulse.extensions import current_settings, stores
from feedbackpulse.notices.domain import TO_LEAVERS, Letter, MailKind, QueuedMail
from feedbackpulse.notices.tokens import token_of
from feedbackpulse.people import directory
from feedbackpulse.people.domain import Person
from feedbackpulse.programme.service import get_programme
from feedbackpulse.promises.domain import SOON
from feedbackpulse.promises.service import kept_by
from feedbackpulse.web.letters import access, news
from feedbackpulse.web.letters.addresses import address_of
from feedbackpulse.web.letters.colleagues import asked_by_colleague, colleagues_looked_back
from feedbackpulse.web.letters.invitation import invitation, reminder
from feedbackpulse.web.letters.looking_back import look_back
from feedbackpulse.web.letters.message import Message, letter
from feedbackpulse.web.letters.occasion import occasion_of
from feedbackpulse.web.letters.promised import due_promise
from feedbackpulse.web.letters.reading import new_changes, new_for_lead
from feedbackpulse.web.letters.shared import handover, shared
from feedbackpulse.web.letters.signals import answer_waits, something_waits

_Write = Callable[[Session, QueuedMail, Person], Message | None]


def composer(app: Flask) -> Callable[[QueuedMail], Letter | None]:
    """Return what writes the mails of an application, outside of any request."""

    def compose(mail: QueuedMail) -> Letter | None:
        with app.app_context(), stores().main() as session:
            return _compose(session, mail)

    return compose


def _compose(session: Session, mail: QueuedMail) -> Letter | None:
    """Write a mail; None when there is nothing to say any more."""
    today = clock.local_day(clock.now(), current_settings().zone)
    person = directory.find_person(session, person_id=mail.person_id, on=today)
    if person is None or person.active is (mail.kind in TO_LEAVERS):
        return None
    locale = person.locale if person.locale in LOCALES else current_settings().default_locale
    with force_locale(locale):
        message = _WRITERS[mail.kind](session, mail, person)
        return None if message is None else letter(message, to=_to(mail, person))


def _to(mail: QueuedMail, person: Person) -> str:
    """Return where a mail goes: who left may have told us another address for it."""
    return str(mail.details.get("to", person.email))


def _invitation(session: Session, mail: QueuedMail, _person: Person) -> Message | None:
    asked = _open_round(session, mail)
    if asked is None:
        return None
    write = invitation if mail.kind is MailKind.INVITATION else reminder
    return write(occasion_of(session, asked), address_of("account.invited", _code(mail)))


def _results(session: Session, mail: QueuedMail, _person: Person) -> Message | None:
    asked = _round_in(session, mail, RoundState.RELEASED)
    return None if asked is None else news.results(occasion_of(session, asked))


def _changes(session: Session, mail: QueuedMail, _person: Person) -> Message | None:
    asked = _round_in(session, mail, RoundState.RELEASED)
    lines = new_changes(session, asked=asked) if asked is not None else ()
    return news.changes(lines, get_programme(session).quiet) if lines else None


def _digest(session: Session, mail: QueuedMail, person: Person) -> Message | None:
    titles = new_for_lead(session, lead=person, rounds=mail.details.get("rounds", ()))
    return news.digest(titles, get_programme(session).quiet) if titles else None


def _look_back(session: Session, _mail: QueuedMail, _person: Person) -> Message | None:
    return look_back(get_programme(session).quiet)


def _colleague(session: Session, _mail: QueuedMail, _person: Person) -> Message | None:
    return asked_by_colleague(get_programme(session).quiet)


def _colleagues(session: Session, _mail: QueuedMail, _person: Person) -> Message | None:
    return colleagues_looked_back(get_programme(session).quiet)


def _shared(session: Session, _mail: QueuedMail, _person: Person) -> Message | None:
    return shared(get_programme(session).quiet)


def _promise(session: Session, mail: QueuedMail, _person: Person) -> Message | None:
    """Write to who keeps a promise, while one of theirs is due."""
    today = clock.local_day(clock.now(), current_settings().zone)
    kept = kept_by(session, owner=mail.person_id)
    due = any(one.is_under_way and one.plan.due_on <= today + SOON for one in kept)
    return due_promise(get_programme(session).quiet) if due else None


def _signals(session: Session, _mail: QueuedMail, _person: Person) -> Message | None:
    return something_waits(get_programme(session).quiet)


def _answer(session: Session, _mail: QueuedMail, _person: Person) -> Message | None:
    return answer_waits(get_programme(session).quiet)


def _handover(_session: Session, mail: QueuedMail, _person: Person) -> Message | None:
    code = f"{mail.id.hex}.{_code(mail)}"
    return handover(address_of("leaver.handover", code), _until(mail).date())


def _password(session: Session, mail: QueuedMail, _person: Person) -> Message | None:
    code, until = _code(mail), _until(mail)
    if not _works(session, code, Purpose.PASSWORD):
        return None
    return access.password(address_of("account.choose_password", code), until)


def _sign_in(session: Session, mail: QueuedMail, _person: Person) -> Message | None:
    code, until = _code(mail), _until(mail)
    if not _works(session, code, Purpose.SIGN_IN):
        return None
    return access.sign_in(address_of("account.sign_in_by_link", code), until)


def _second_step(_session: Session, _mail: QueuedMail, _person: Person) -> Message | None:
    return access.second_step(address_of("account.second_step"))


_WRITERS: Final[Mapping[MailKind, _Write]] = {
    MailKind.INVITATION: _invitation,
    MailKind.REMINDER: _invitation,
    MailKind.RESULTS: _results,
    MailKind.CHANGES: _changes,
    MailKind.DIGEST: _digest,
    MailKind.LOOK_BACK: _look_back,
    MailKind.COLLEAGUE: _colleague,
    MailKind.COLLEAGUES: _colleagues,
    MailKind.SHARED: _shared,
    MailKind.SIGNALS: _signals,
    MailKind.ANSWER: _answer,
    MailKind.PROMISE: _promise,
    MailKind.HANDOVER: _handover,
    MailKind.PASSWORD: _password,
    MailKind.SIGN_IN: _sign_in,
    MailKind.SECOND_STEP: _second_step,
}


def _open_round(session: Session, mail: QueuedMail) -> Round | None:
    """Return the round of a mail while it can be answered."""
    asked = _round_in(session, mail, RoundState.OPEN)
    return asked if asked is not None and clock.now() < asked.closes_at else None


def _round_in(session: Session, mail: QueuedMail, state: RoundState) -> Round | None:
    """Return the round of a mail while it is in a state."""
    asked = None if mail.round_id is None else find_round(session, round_id=mail.round_id)
    return asked if asked is not None and asked.state is state else None


def _code(mail: QueuedMail) -> str:
    return token_of(str(current_app.secret_key).encode(), mail.id)


def _works(session: Session, code: str, purpose: Purpose) -> bool:
    """Say whether a link was not replaced by a newer one, or used."""
    owner = accounts.find_link_owner(session, token=code, now=clock.now(), purpose=purpose)
    return owner is not None


def _until(mail: QueuedMail) -> datetime:
    return datetime.fromisoformat(str(mail.details["until"]))
