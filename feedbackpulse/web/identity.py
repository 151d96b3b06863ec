"""Who is looking: the person behind this request.

Flask-Login carries a session's token in the signed cookie; whether that token still means
anything is looked up in the session table at every request. So signing out, a role taken
away or a deactivated account takes effect at the very next page.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from flask import Flask, abort, request
from flask import session as cookie
from flask_login import UserMixin, current_user, login_user, logout_user
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from feedbackpulse import clock
from feedbackpulse.access.domain import Viewer, may_read_organisation
from feedbackpulse.accounts import proofs
from feedbackpulse.accounts import service as accounts
from feedbackpulse.accounts.domain import Scope, SessionId, SignedIn
from feedbackpulse.accounts.proving import GUARDED
from feedbackpulse.accounts.second_factor import has_second_factor
from feedbackpulse.database import transaction
from feedbackpulse.extensions import current_settings, db, lifetime, login_manager, proving
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Person, PersonId, Role

_SILENT = {
    "static",
    "account.health",
    "employee.compliment",
    "employee.consultation",
    "employee.contribute",
    "employee.manifest",
    "employee.manifest_part",
    "employee.propose_question",
    "employee.receipts",
    "employee.thanks",
    "employee.whole_manifest",
}
ANSWERING: Final = frozenset(
    {
        "static",
        "account.privacy",
        "account.set_locale",
        "account.sign_out",
        "employee.answer",
        "employee.check",
        "employee.manifest",
        "employee.manifest_part",
        "employee.receipts",
        "employee.send_answers",
        "employee.stamp",
        "employee.thanks",
        "employee.whole_manifest",
    }
)
"""Where somebody who came by an invitation is known. Everywhere else they are nobody."""


@dataclass(frozen=True, slots=True)
class Visit(UserMixin):
    """Somebody signed in with one browser, as Flask-Login wants it.

    *person* has the roles that count in this session; *waiting* are those that do not yet.
    """

    token: str
    person: Person
    session: SignedIn
    waiting: frozenset[Role] = frozenset()

    def get_id(self) -> str:
        """Return what goes into the cookie."""
        return self.token


def _find_visit() -> Visit | None:
    """Return who is signed in with this browser, in whichever way."""
    found = current_user._get_current_object()  # noqa: SLF001  (once, not for each thing asked of it)
    return found if isinstance(found, Visit) else None


def today() -> date:
    """Return the calendar day where the organisation is."""
    return clock.local_day(clock.now(), current_settings().zone)


def find_me() -> Person | None:
    """Return the person who signed in, if anybody did.

    Whoever came by an invitation is somebody on the pages for answering only, and whoever still
    has to pass the second step is nobody.
    """
    visit = _find_visit()
    if visit is None or visit.session.scope is Scope.FIRST:
        return None
    if visit.session.scope is Scope.PULSE and request.endpoint not in ANSWERING:
        return None
    return visit.person


def is_visiting() -> bool:
    """Say whether whoever looks came by an invitation, and is here for answering only."""
    visit = _find_visit()
    return visit is not None and visit.session.scope is Scope.PULSE


def find_halfway() -> Person | None:
    """Return who passed the first step at signing in, and not yet the second one."""
    visit = _find_visit()
    return visit.person if visit is not None and visit.session.scope is Scope.FIRST else None


def waiting_roles() -> frozenset[Role]:
    """Return the roles that whoever looks has, and that count once they show who they are."""
    if find_me() is None:
        return frozenset()
    waiting: frozenset[Role] = current_user.waiting
    return waiting


def proved_recently() -> bool:
    """Say whether whoever looks showed just now who they are."""
    me()
    return proving().is_recent(current_user.session, now=clock.now())


def me() -> Person:
    """Return the person who signed in; only for pages behind a guard."""
    return find_me() or abort(401)


def reads_organisation(person: Person) -> bool:
    """Say whether somebody may read what was released of the whole organisation."""
    top = people.top_team(db.session()) if person.leads else None
    return bool(may_read_organisation(Viewer.of(person), top))


def my_session() -> SessionId:
    """Return which of the person's sessions this is."""
    me()
    session_id: SessionId = current_user.session.id
    return session_id


def begin_sign_in(person_id: PersonId) -> bool:
    """Let somebody in who passed the first step, unless they have a second one; say which."""
    if not has_second_factor(db.session(), person_id=person_id):
        sign_in(person_id)
        return True
    now, browser = clock.now(), _browser()
    with transaction(db.session()) as session:
        _end_this(session)
        token = proofs.start_second_step(session, person_id=person_id, now=now, browser=browser)
    _remember(token, permanent=False)
    return False


def sign_in(person_id: PersonId, *, twice: bool = False) -> None:
    """Start a session with a new token; nothing of the visit before stays but the language."""
    now, browser = clock.now(), _browser()
    with transaction(db.session()) as session:
        _end_this(session)
        token = accounts.start_session(
            session,
            person_id=person_id,
            now=now,
            browser=browser,
            lifetime=lifetime(),
            twice=twice,
        )
    _remember(token, permanent=True)


def renew() -> None:
    """Go on in the same session with a new token; it counts for what it did, and no more."""
    session_id = my_session()
    with transaction(db.session()) as session:
        token = proofs.renew_token(session, session_id=session_id)
    login_user(_load(token))


def prove_again(*, twice: bool) -> None:
    """Go on in the same session with a new token, after showing again who one is."""
    session_id, now = my_session(), clock.now()
    with transaction(db.session()) as session:
        token = proofs.renew_session(session, session_id=session_id, now=now, twice=twice)
    login_user(_load(token))


def let_answer(person_id: PersonId) -> None:
    """Let somebody answer in this browser for a while; who is signed in as them stays so."""
    signed_in = find_me()
    if signed_in is not None and signed_in.id == person_id and not is_visiting():
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
    now = clock.now()
    found = accounts.find_visit(db.session(), token=token, now=now, lifetime=lifetime(), on=today())
    if found is None or not found[1].active:
        return None
    signed_in, person = found
    waiting = GUARDED & person.roles
    if proving().counts(signed_in, now=now):
        waiting = frozenset()
    counting = replace(person, roles=person.roles - waiting)
    return Visit(token=token, person=counting, session=signed_in, waiting=waiting)


def _note_use() -> None:
    """Keep a session from expiring while it is used.

    Only when a page is opened: what sends answers, and the page right after it, must not write
    who was there; and what is written is not the moment itself, and on the pages for answering
    less of it than at a desk. Of who came by an invitation nothing is written at all.
    """
    if request.method != "GET" or request.endpoint in _SILENT:
        return
    person = find_me()
    if person is None or is_visiting():
        return
    now, found = clock.now(), current_user.session
    is_guarded = bool(GUARDED & (person.roles | current_user.waiting))
    is_at_a_desk = is_guarded and request.endpoint not in ANSWERING
    use = (proving().lifetime if is_at_a_desk else lifetime()).coarse(now)
    if use > found.used_at:
        # Where nothing can be written just now, pages can still be read.
        with suppress(OperationalError), transaction(db.session()) as session:
            if is_guarded and proving().is_away(found, now=now):
                proofs.forget_proof(session, session_id=found.id)
            accounts.note_use(session, session_id=found.id, now=use)
