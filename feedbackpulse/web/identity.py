"""Who is looking: the person behind this request.

Flask-Login carries a session's token in the signed cookie; whether that token still means
anything is looked up in the session table at every request. So signing out, a role taken
away or a deactivated account takes effect at the very next page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import Flask, abort, request
from flask import session as cookie
from flask_login import UserMixin, current_user, login_user, logout_user
from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.accounts import service as accounts
from feedbackpulse.accounts.domain import Scope, SessionId, SignedIn
from feedbackpulse.database import transaction
from feedbackpulse.extensions import current_settings, db, lifetime, login_manager
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Person, PersonId

_SILENT = {"static", "account.health", "employee.thanks"}
ANSWERING: Final = frozenset(
    {
        "static",
        "account.privacy",
        "account.set_locale",
        "account.sign_out",
        "employee.answer",
        "employee.check",
        "employee.manifest",
        "employee.receipts",
        "employee.send_answers",
        "employee.stamp",
        "employee.thanks",
    }
)
"""Where somebody who came by an invitation is known. Everywhere else they are nobody."""


@dataclass(frozen=True, slots=True)
class Visit(UserMixin):
    """Somebody signed in with one browser, as Flask-Login wants it."""

    token: str
    person: Person
    session: SignedIn

    def get_id(self) -> str:
        """Return what goes into the cookie."""
        return self.token


def today() -> date:
    """Return the calendar day where the organisation is."""
    return clock.local_day(clock.now(), current_settings().zone)


def find_me() -> Person | None:
    """Return the person who signed in, if anybody did.

    Whoever came by an invitation is somebody on the pages for answering only.
    """
    if not current_user.is_authenticated:
        return None
    if is_visiting() and request.endpoint not in ANSWERING:
        return None
    person: Person = current_user.person
    return person


def is_visiting() -> bool:
    """Say whether whoever looks came by an invitation, and is here for answering only."""
    return bool(current_user.is_authenticated) and current_user.session.scope is Scope.PULSE


def me() -> Person:
    """Return the person who signed in; only for pages behind a guard."""
    return find_me() or abort(401)


def my_session() -> SessionId:
    """Return which of the person's sessions this is."""
    me()
    session_id: SessionId = current_user.session.id
    return session_id


def sign_in(person_id: PersonId) -> None:
    """Start a session with a new token; nothing of the visit before stays but the language."""
    now, browser = clock.now(), _browser()
    with transaction(db.session()) as session:
        _end_this(session)
        token = accounts.start_session(
            session, person_id=person_id, now=now, browser=browser, lifetime=lifetime()
        )
    _remember(token, permanent=True)


def let_answer(person_id: PersonId) -> None:
    """Let somebody answer in this browser for a while; who is signed in as them stays so."""
    if current_user.is_authenticated and current_user.person.id == person_id and not is_visiting():
        return
    now, browser = clock.now(), _browser()
    with transaction(db.session()) as session:
        _end_this(session)
        token = accounts.start_answering(session, person_id=person_id, now=now, browser=browser)
    _remember(token, permanent=False)


def sign_out() -> None:
    """End this session on the server and in the browser."""
    if current_user.is_authenticated:
        with transaction(db.session()) as session:
            _end_this(session)
    logout_user()
    cookie.clear()


def _browser() -> str:
    return name_browser(request.user_agent.string)


def _end_this(session: Session) -> None:
    if current_user.is_authenticated:
        accounts.end_session(
            session, person_id=current_user.person.id, session_id=current_user.session.id
        )


def _remember(token: str, *, permanent: bool) -> None:
    """Give the browser its token; a permanent one outlives the closing of its window."""
    locale = cookie.get("locale")
    cookie.clear()
    if locale:
        cookie["locale"] = locale
    cookie.permanent = permanent
    login_user(_load(token))


def name_browser(agent: str) -> str:
    """Return a short name for a browser, such as "Firefox, Windows"; no versions."""
    known = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"))
    systems = ("Android", "iPhone", "iPad", "Windows", "Macintosh", "Linux")
    browser = next((name for sign, name in (*known, ("Safari", "Safari")) if sign in agent), "")
    system = next((name for name in systems if name in agent), "")
    return ", ".join(part for part in (browser, system.replace("Macintosh", "Mac")) if part)


def register(app: Flask) -> None:
    """Prepare signing in."""
    # An address that changes on the way to work must not sign anybody out, so Flask-Login's
    # guess about the browser stays off; the token and its expiry are the protection.
    login_manager.session_protection = None
    login_manager.init_app(app)
    login_manager.user_loader(_load)
    app.before_request(_note_use)


def _load(token: str) -> Visit | None:
    """Return who a token belongs to, as long as both the session and the account live."""
    found = accounts.find_session(db.session(), token=token, now=clock.now(), lifetime=lifetime())
    if found is None:
        return None
    person = people.find_person(db.session(), person_id=found.person_id, on=today())
    if person is None or not person.active:
        return None
    return Visit(token=token, person=person, session=found)


def _note_use() -> None:
    """Keep a session from expiring while it is used.

    Only when a page is opened: what sends answers, and the page right after it, must not write
    who was there; and what is written is not the moment itself. Of who came by an invitation
    nothing is written at all.
    """
    if request.method != "GET" or request.endpoint in _SILENT:
        return
    if find_me() is None or is_visiting():
        return
    use = lifetime().coarse(clock.now())
    if use > current_user.session.used_at:
        with transaction(db.session()) as session:
            accounts.note_use(session, session_id=current_user.session.id, now=use)
