"""Passwords, sessions, one-time links and the first administrator."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from uuid import uuid4

from sqlalchemy import ColumnElement, bindparam, delete, or_, select, update
from sqlalchemy.orm import Session

from feedbackpulse.accounts.domain import (
    INVITATION_LASTS,
    PULSE_LIFETIME,
    USUAL_LIFETIME,
    AlreadyAdminError,
    Lifetime,
    LinkRefusedError,
    Purpose,
    Scope,
    SessionId,
    SignedIn,
    new_token,
    token_hash,
)
from feedbackpulse.accounts.passwords import is_password
from feedbackpulse.accounts.tables import CredentialRow, OneTimeLinkRow, SessionRow
from feedbackpulse.database import one_at_a_time
from feedbackpulse.people.directory import Rows, read_people, with_rights
from feedbackpulse.people.domain import Person, PersonId, Role, tidy_address
from feedbackpulse.people.service import (
    add_person,
    find_person_by_email,
    grant_role,
    reactivate_person,
)
from feedbackpulse.people.tables import PersonRow

_VISIT: Final[Rows] = with_rights(
    select(PersonRow, SessionRow)
    .join(SessionRow, SessionRow.person_id == PersonRow.id)
    .where(
        SessionRow.token_hash == bindparam("hash"),
        SessionRow.ends_at > bindparam("now"),
        SessionRow.used_at > bindparam("oldest_use"),
    ),
    on=bindparam("on"),
)
"""Made once: every page asks it, and putting it together takes as long as asking."""


def set_password(session: Session, *, person_id: PersonId, password_hash: str) -> None:
    """Keep the hash of somebody's new password; links that were still underway stop working."""
    one_at_a_time(session, "password", person_id)
    row = session.get(CredentialRow, person_id)
    if row is None:
        row = CredentialRow(person_id=person_id)
        session.add(row)
    row.password_hash = password_hash
    session.execute(delete(OneTimeLinkRow).where(OneTimeLinkRow.person_id == person_id))
    session.flush()


def find_by_password(session: Session, *, email: str, password: str, on: date) -> Person | None:
    """Return the active person with this address and password, and nothing else.

    Takes equally long whether or not the address exists.
    """
    person = find_person_by_email(session, email=email, on=on)
    kept = _kept_hash(session, person.id) if person and person.active else None
    return person if is_password(password, kept) else None


def is_password_of(session: Session, *, person_id: PersonId, password: str) -> bool:
    """Say whether this is somebody's password."""
    return is_password(password, _kept_hash(session, person_id))


def start_session(
    session: Session,
    *,
    person_id: PersonId,
    now: datetime,
    browser: str = "",
    lifetime: Lifetime = USUAL_LIFETIME,
    scope: Scope = Scope.FULL,
    twice: bool = False,
) -> str:
    """Sign somebody in in one browser, in one step or two; return the token that browser keeps."""
    token = new_token()
    session.add(
        SessionRow(
            id=uuid4(),
            token_hash=token_hash(token),
            person_id=person_id,
            browser=browser,
            scope=scope.value,
            twice=twice,
            created_at=now,
            proved_at=now,
            used_at=now,
            ends_at=now + lifetime.absolute,
        )
    )
    session.flush()
    return token


def start_answering(session: Session, *, person_id: PersonId, now: datetime, browser: str) -> str:
    """Let somebody answer in one browser for a while; return the token that browser keeps.

    Nothing says for which round, and the moment is kept coarsely.
    """
    began = PULSE_LIFETIME.coarse(now)
    return start_session(
        session,
        person_id=person_id,
        now=began,
        browser=browser,
        lifetime=PULSE_LIFETIME,
        scope=Scope.PULSE,
    )


def find_visit(
    session: Session, *, token: str, now: datetime, lifetime: Lifetime, on: date
) -> tuple[SignedIn, Person] | None:
    """Return the session of a token, with whose it is and what they may do on that day.

    None when it ended, expired or lay idle for too long. Every page asks this: in one statement.
    """
    oldest_use = lifetime.oldest_use(now)
    asked = {"hash": token_hash(token), "now": now, "oldest_use": oldest_use, "on": on}
    rows = session.execute(_VISIT, asked).all()
    people = read_people((person, role, team) for person, _row, role, team in rows)
    return (_signed_in(rows[0][1]), people[0]) if rows else None


def note_use(session: Session, *, session_id: SessionId, now: datetime) -> None:
    """Remember that a session is in use."""
    session.execute(update(SessionRow).where(SessionRow.id == session_id).values(used_at=now))


def list_sessions(
    session: Session, *, person_id: PersonId, now: datetime, lifetime: Lifetime
) -> tuple[SignedIn, ...]:
    """Return the browsers in which somebody is signed in, last used first."""
    rows = session.scalars(
        select(SessionRow)
        .where(
            SessionRow.person_id == person_id,
            SessionRow.ends_at > now,
            SessionRow.used_at > lifetime.oldest_use(now),
        )
        .order_by(SessionRow.used_at.desc(), SessionRow.id)
    )
    return tuple(_signed_in(row) for row in rows)


def end_session(session: Session, *, person_id: PersonId, session_id: SessionId) -> bool:
    """Sign somebody out in one browser; return False when it was not theirs."""
    return _end(session, SessionRow.person_id == person_id, SessionRow.id == session_id)


def end_sessions(
    session: Session, *, person_id: PersonId, but_for: SessionId | None = None
) -> bool:
    """Sign somebody out everywhere, or everywhere else; say whether that ended any."""
    return _end(session, SessionRow.person_id == person_id, SessionRow.id != but_for)


def drop_old(session: Session, *, now: datetime, lifetime: Lifetime) -> None:
    """Delete the sessions and links that no longer work."""
    idle = SessionRow.used_at <= lifetime.oldest_use(now)
    session.execute(delete(SessionRow).where(or_(SessionRow.ends_at <= now, idle)))
    session.execute(delete(OneTimeLinkRow).where(OneTimeLinkRow.ends_at <= now))


def make_link(
    session: Session,
    *,
    person_id: PersonId,
    now: datetime,
    lasts: timedelta,
    purpose: Purpose = Purpose.PASSWORD,
    token: str | None = None,
) -> str:
    """Return the token of a new one-time link; earlier links for the same stop working.

    Who has a token already, because it follows from a mail, brings it along.
    """
    session.execute(
        delete(OneTimeLinkRow).where(
            OneTimeLinkRow.person_id == person_id, OneTimeLinkRow.purpose == purpose.value
        )
    )
    token = token or new_token()
    session.add(
        OneTimeLinkRow(
            token_hash=token_hash(token),
            person_id=person_id,
            purpose=purpose.value,
            ends_at=now + lasts,
        )
    )
    session.flush()
    return token


def find_link_owner(
    session: Session, *, token: str, now: datetime, purpose: Purpose = Purpose.PASSWORD
) -> PersonId | None:
    """Return whose link this is while it still works; looking does not use it up."""
    owner = session.scalar(select(OneTimeLinkRow.person_id).where(*_works(token, now, purpose)))
    return None if owner is None else PersonId(owner)


def use_sign_in_link(session: Session, *, token: str, now: datetime) -> PersonId:
    """Use a link up; return who signs in with it.

    Raises LinkRefusedError; of two that come with the same link, one gets it.
    """
    return _use_up(session, token, now, Purpose.SIGN_IN)


def reset_password(session: Session, *, token: str, password_hash: str, now: datetime) -> PersonId:
    """Use a link up to set a password, and sign the person out everywhere.

    Raises LinkRefusedError; of two that come with the same link, one gets it.
    """
    person_id = _use_up(session, token, now, Purpose.PASSWORD)
    set_password(session, person_id=person_id, password_hash=password_hash)
    end_sessions(session, person_id=person_id)
    return person_id


def create_first_admin(session: Session, *, email: str, name: str, now: datetime, on: date) -> str:
    """Make somebody an admin; return the token with which they choose a password.

    Adds the person when the address is new. Raises AlreadyAdminError when the person is an
    admin with a password already: a reset is what they need, and they can ask for it.
    """
    address = tidy_address(email)
    person = find_person_by_email(session, email=address, on=on)
    if person is None:
        person = add_person(session, name=name, email=address, team_id=None, at=now)
    elif Role.ADMIN in person.roles and _kept_hash(session, person.id):
        raise AlreadyAdminError(address)
    reactivate_person(session, person_id=person.id, at=now)
    grant_role(session, person_id=person.id, role=Role.ADMIN)
    return make_link(session, person_id=person.id, now=now, lasts=INVITATION_LASTS)


def has_password(session: Session, *, person_id: PersonId) -> bool:
    """Say whether somebody chose a password yet."""
    return _kept_hash(session, person_id) is not None


def _kept_hash(session: Session, person_id: PersonId) -> str | None:
    return session.scalar(
        select(CredentialRow.password_hash).where(CredentialRow.person_id == person_id)
    )


def _use_up(session: Session, token: str, now: datetime, purpose: Purpose) -> PersonId:
    works = _works(token, now, purpose)
    used = delete(OneTimeLinkRow).where(*works).returning(OneTimeLinkRow.person_id)
    owner = session.scalar(used)
    if owner is None:
        raise LinkRefusedError
    return PersonId(owner)


def _works(token: str, now: datetime, purpose: Purpose) -> tuple[ColumnElement[bool], ...]:
    return (
        OneTimeLinkRow.token_hash == token_hash(token),
        OneTimeLinkRow.purpose == purpose.value,
        OneTimeLinkRow.ends_at > now,
    )


def _end(session: Session, *which: ColumnElement[bool]) -> bool:
    ended = session.scalars(delete(SessionRow).where(*which).returning(SessionRow.id))
    return bool(ended.all())


def _signed_in(row: SessionRow) -> SignedIn:
    return SignedIn(
        id=SessionId(row.id),
        person_id=PersonId(row.person_id),
        browser=row.browser,
        created_at=row.created_at,
        used_at=row.used_at,
        ends_at=row.ends_at,
        proved_at=row.proved_at,
        twice=row.twice,
        scope=Scope(row.scope),
    )
