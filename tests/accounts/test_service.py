"""Do sessions, links and passwords work once, for one person, and no longer than they should?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedbackpulse.accounts import service as accounts
from feedbackpulse.accounts.domain import (
    LINK_LASTS,
    PULSE_LIFETIME,
    SIGN_IN_LASTS,
    USUAL_LIFETIME,
    AlreadyAdminError,
    LinkRefusedError,
    Purpose,
    Scope,
    SignedIn,
)
from feedbackpulse.accounts.passwords import hash_password, is_password
from feedbackpulse.accounts.tables import OneTimeLinkRow, SessionRow
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Person, Role

pytestmark = pytest.mark.both_engines

DAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
SECOND = timedelta(seconds=1)
PASSWORD = "vier paarden in de gang"


@pytest.fixture
def noor(stores: Stores) -> Person:
    """Return somebody whose work is committed, so that other sessions see it."""
    with stores.main() as session, transaction(session):
        return people.add_person(
            session, name="Noor Wit", email="noor@example.org", team_id=None, at=NOW
        )


def _signed_in(session: Session, token: str, *, now: datetime = NOW) -> SignedIn | None:
    found = accounts.find_visit(session, token=token, now=now, lifetime=USUAL_LIFETIME, on=DAY)
    return found[0] if found else None


def test_a_password_is_kept_as_an_argon2_hash_of_the_chosen_strength() -> None:
    kept = hash_password(PASSWORD)

    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert is_password(PASSWORD, kept)
    assert not is_password(PASSWORD + " ", kept)
    assert not is_password(PASSWORD, None)
    assert not is_password(PASSWORD, "rubbish")


def test_a_long_password_counts_to_its_last_character() -> None:
    kept = hash_password("x1" * 64)

    assert not is_password("x1" * 63 + "x2", kept)


def test_a_person_is_found_by_their_own_password_only(session: Session, noor: Person) -> None:
    hashed = hash_password(PASSWORD)
    accounts.set_password(session, person_id=noor.id, password_hash=hashed)

    def find(email: str, password: str) -> Person | None:
        return accounts.find_by_password(session, email=email, password=password, on=DAY)

    assert find("NOOR@example.org ", PASSWORD) == noor
    assert find("noor@example.org", "iets anders") is None
    assert find("sam@example.org", PASSWORD) is None
    assert accounts.is_password_of(session, person_id=noor.id, password=PASSWORD)


def test_only_the_hash_of_a_token_is_kept(session: Session, noor: Person) -> None:
    token = accounts.start_session(session, person_id=noor.id, now=NOW)

    row = session.scalars(select(SessionRow)).one()
    assert token not in {str(value) for value in vars(row).values()}
    found = _signed_in(session, token)
    assert found is not None
    assert found.person_id == noor.id


def test_who_a_session_is_of_comes_with_all_their_rights(session: Session, noor: Person) -> None:
    top = people.add_team(session, code="A", name="A", parent_id=None)
    teams = (top, people.add_team(session, code="B", name="B", parent_id=top.id))
    for team in teams:
        people.appoint_lead(session, person_id=noor.id, team_id=team.id)
    for role in (Role.HR, Role.ADMIN):
        people.grant_role(session, person_id=noor.id, role=role)
    token = accounts.start_session(session, person_id=noor.id, now=NOW)

    found = accounts.find_visit(session, token=token, now=NOW, lifetime=USUAL_LIFETIME, on=DAY)

    assert found is not None
    assert found[1] == people.find_person(session, person_id=noor.id, on=DAY)
    assert found[1].leads == {team.id for team in teams}
    assert found[1].roles == {Role.EMPLOYEE, Role.LEAD, Role.HR, Role.ADMIN}


@pytest.mark.parametrize(
    ("later", "works"),
    [
        (timedelta(hours=12) - SECOND, True),
        (timedelta(hours=12), False),
        (timedelta(days=7), False),
    ],
)
def test_a_session_ends_when_it_lies_idle(
    session: Session, noor: Person, later: timedelta, *, works: bool
) -> None:
    token = accounts.start_session(session, person_id=noor.id, now=NOW)

    found = _signed_in(session, token, now=NOW + later)

    assert (found is not None) is works


def test_a_session_ends_after_a_week_however_busy(session: Session, noor: Person) -> None:
    token = accounts.start_session(session, person_id=noor.id, now=NOW)
    [one] = accounts.list_sessions(session, person_id=noor.id, now=NOW, lifetime=USUAL_LIFETIME)
    week = NOW + timedelta(days=7)
    accounts.note_use(session, session_id=one.id, now=week - SECOND)

    def works(moment: datetime) -> bool:
        return _signed_in(session, token, now=moment) is not None

    assert works(week - SECOND)
    assert not works(week)


def test_what_no_longer_works_is_deleted(session: Session, noor: Person) -> None:
    accounts.start_session(session, person_id=noor.id, now=NOW)
    accounts.make_link(session, person_id=noor.id, now=NOW, lasts=LINK_LASTS)

    accounts.drop_old(session, now=NOW + timedelta(hours=13), lifetime=USUAL_LIFETIME)

    assert session.scalar(select(func.count()).select_from(SessionRow)) == 0
    assert session.scalar(select(func.count()).select_from(OneTimeLinkRow)) == 0


def test_a_link_works_up_to_its_hour(session: Session, noor: Person) -> None:
    token = accounts.make_link(session, person_id=noor.id, now=NOW, lasts=LINK_LASTS)

    def owner(later: timedelta) -> object:
        return accounts.find_link_owner(session, token=token, now=NOW + later)

    assert owner(LINK_LASTS - SECOND) == noor.id
    assert owner(LINK_LASTS) is None
    with pytest.raises(LinkRefusedError):
        accounts.reset_password(session, token=token, password_hash="x", now=NOW + LINK_LASTS)


def test_of_many_who_use_a_link_at_once_one_gets_it(stores: Stores, noor: Person) -> None:
    with stores.main() as session, transaction(session):
        token = accounts.make_link(session, person_id=noor.id, now=NOW, lasts=LINK_LASTS)

    def use(number: int) -> bool:
        try:
            with stores.main() as session, transaction(session):
                accounts.reset_password(
                    session, token=token, password_hash=f"hash {number}", now=NOW
                )
        except LinkRefusedError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        used = list(pool.map(use, range(16)))

    assert used.count(True) == 1


def test_a_reset_ends_every_session_of_that_person_only(session: Session, noor: Person) -> None:
    sam = people.add_person(session, name="Sam", email="s@example.org", team_id=None, at=NOW)
    theirs = accounts.start_session(session, person_id=noor.id, now=NOW)
    other = accounts.start_session(session, person_id=sam.id, now=NOW)
    token = accounts.make_link(session, person_id=noor.id, now=NOW, lasts=LINK_LASTS)

    accounts.reset_password(session, token=token, password_hash="x", now=NOW)

    def works(token: str) -> bool:
        found = _signed_in(session, token)
        return found is not None

    assert not works(theirs)
    assert works(other)


def test_the_first_admin_gets_a_link(session: Session) -> None:
    token = accounts.create_first_admin(
        session, email="Vera@example.org", name="Vera Groen", now=NOW, on=DAY
    )

    vera = people.find_person_by_email(session, email="vera@example.org", on=DAY)
    assert vera is not None
    assert vera.roles == {Role.EMPLOYEE, Role.ADMIN}
    assert accounts.find_link_owner(session, token=token, now=NOW) == vera.id


def test_asking_again_before_choosing_a_password_gives_a_new_link(session: Session) -> None:
    def ask() -> str:
        return accounts.create_first_admin(
            session, email="vera@example.org", name="Vera", now=NOW, on=DAY
        )

    first, second = ask(), ask()

    assert accounts.find_link_owner(session, token=first, now=NOW) is None
    assert accounts.find_link_owner(session, token=second, now=NOW) is not None


def test_an_admin_who_has_a_password_needs_no_first_link(session: Session) -> None:
    def ask() -> str:
        return accounts.create_first_admin(
            session, email="vera@example.org", name="Vera", now=NOW, on=DAY
        )

    accounts.reset_password(session, token=ask(), password_hash="x", now=NOW)

    with pytest.raises(AlreadyAdminError):
        ask()


def test_somebody_who_works_here_can_become_the_first_admin(session: Session, noor: Person) -> None:
    people.deactivate_person(session, person_id=noor.id, at=NOW)

    accounts.create_first_admin(session, email="noor@example.org", name="ignored", now=NOW, on=DAY)

    found = people.find_person(session, person_id=noor.id, on=DAY)
    assert found is not None
    assert found.active
    assert found.name == "Noor Wit"
    assert Role.ADMIN in found.roles


def test_whoever_came_to_answer_is_kept_coarsely_and_for_two_hours(
    session: Session, noor: Person
) -> None:
    moment = NOW + timedelta(minutes=7, seconds=31)
    token = accounts.start_answering(session, person_id=noor.id, now=moment, browser="")

    found = _signed_in(session, token, now=moment)
    assert found is not None
    assert found.scope is Scope.PULSE
    assert found.created_at == found.used_at == PULSE_LIFETIME.coarse(moment)
    assert timedelta(0) <= moment - found.created_at < timedelta(minutes=10)
    assert found.ends_at == found.created_at + timedelta(hours=2)


def test_a_link_signs_in_once_and_chooses_no_password(session: Session, noor: Person) -> None:
    token = accounts.make_link(
        session, person_id=noor.id, now=NOW, lasts=SIGN_IN_LASTS, purpose=Purpose.SIGN_IN
    )

    assert accounts.find_link_owner(session, token=token, now=NOW) is None
    with pytest.raises(LinkRefusedError):
        accounts.reset_password(session, token=token, password_hash="x", now=NOW)
    with pytest.raises(LinkRefusedError):
        accounts.use_sign_in_link(session, token=token, now=NOW + SIGN_IN_LASTS)
    assert accounts.use_sign_in_link(session, token=token, now=NOW) == noor.id
    with pytest.raises(LinkRefusedError):
        accounts.use_sign_in_link(session, token=token, now=NOW)


def test_a_link_of_one_kind_leaves_those_of_the_other(session: Session, noor: Person) -> None:
    choosing = accounts.make_link(session, person_id=noor.id, now=NOW, lasts=LINK_LASTS)
    accounts.make_link(
        session, person_id=noor.id, now=NOW, lasts=SIGN_IN_LASTS, purpose=Purpose.SIGN_IN
    )

    assert accounts.find_link_owner(session, token=choosing, now=NOW) == noor.id
