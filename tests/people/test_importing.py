"""Is an import carried out whole, or not at all?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Person, Role
from feedbackpulse.people.import_plan import ImportRequest
from feedbackpulse.people.importing import ImportRefusedError, apply_import, preview_import

pytestmark = pytest.mark.both_engines

DAY = date(2026, 3, 2)
MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)
TEAMS = "code,name,parent\nKC,Klantcontact,N\nN,Noord,L\nL,Linde,\n"
PEOPLE = (
    "name,email,team,leads,roles\n"
    "Noor Wit,noor@example.org,KC,KC,\n"
    "Ada Smit,ada@example.org,L,L N,admin hr\n"
)


def bring_in(
    session: Session,
    teams: str = "",
    people_text: str = "",
    *,
    deactivate: bool = False,
    days: int = 0,
    fingerprint: str | None = None,
) -> None:
    apply_import(
        session,
        wanted=ImportRequest(teams=teams, people=people_text, deactivate_missing=deactivate),
        at=MORNING + timedelta(days=days),
        on=DAY,
        fingerprint=fingerprint,
    )


def person(session: Session, email: str) -> Person:
    found = people.find_person_by_email(session, email=email, on=DAY)
    assert found is not None
    return found


def shape(session: Session) -> list[tuple[int, str]]:
    return [(depth, team.code) for depth, team in people.team_tree(session).ordered()]


def codes_led(session: Session, email: str) -> set[str]:
    tree = people.team_tree(session)
    return {tree.get(team_id).code for team_id in person(session, email).leads}


def test_an_organisation_comes_in(session: Session) -> None:
    bring_in(session, TEAMS, PEOPLE)

    assert shape(session) == [(0, "L"), (1, "N"), (2, "KC")]
    assert codes_led(session, "ada@example.org") == {"L", "N"}
    assert person(session, "ada@example.org").roles == {
        Role.EMPLOYEE,
        Role.LEAD,
        Role.ADMIN,
        Role.HR,
    }
    members = people.members_at(session, moment=MORNING)
    assert sum(len(one) for one in members.values()) == 2


def test_a_second_time_changes_nothing(session: Session) -> None:
    bring_in(session, TEAMS, PEOPLE)

    again = ImportRequest(teams=TEAMS, people=PEOPLE, deactivate_missing=True)
    plan, problems = preview_import(session, wanted=again, on=DAY)

    assert plan.is_empty
    assert problems == ()


def test_teams_change_places(session: Session) -> None:
    bring_in(session, TEAMS, PEOPLE)

    bring_in(session, "code,name,parent\nN,Noord,KC\nKC,Contact,L\n")

    assert shape(session) == [(0, "L"), (1, "KC"), (2, "N")]


def test_people_move_change_leave_and_come_back(session: Session) -> None:
    bring_in(session, TEAMS, PEOPLE)
    bring_in(
        session,
        people_text="name,email,team,leads,roles\nAda Berg,ada@example.org,KC,KC,admin\n",
        deactivate=True,
        days=1,
    )

    ada = person(session, "ada@example.org")
    assert ada.name == "Ada Berg"
    assert ada.roles == {Role.EMPLOYEE, Role.LEAD, Role.ADMIN}
    assert codes_led(session, "ada@example.org") == {"KC"}
    assert not person(session, "noor@example.org").active

    bring_in(session, people_text=PEOPLE, days=2)
    assert person(session, "noor@example.org").active
    assert codes_led(session, "noor@example.org") == {"KC"}


def test_the_last_admin_can_hand_over_in_one_file(session: Session) -> None:
    bring_in(session, TEAMS, PEOPLE)

    bring_in(
        session,
        people_text="name,email,team,roles\n"
        "Ada Smit,ada@example.org,L,\nNoor Wit,noor@example.org,KC,admin\n",
    )

    assert Role.ADMIN in person(session, "noor@example.org").roles
    assert Role.ADMIN not in person(session, "ada@example.org").roles


def test_a_deputy_keeps_the_end_date(session: Session) -> None:
    bring_in(session, TEAMS, PEOPLE)
    team = people.team_tree(session).root
    noor = person(session, "noor@example.org")
    people.appoint_lead(session, person_id=noor.id, team_id=team.id, until=DAY)

    bring_in(session, people_text=PEOPLE)

    assert codes_led(session, "noor@example.org") == {"KC", "L"}


def test_one_mistake_and_nothing_happens(session: Session) -> None:
    with pytest.raises(ImportRefusedError):
        bring_in(session, TEAMS, PEOPLE + "Sam,sam,KC,,\n")

    assert people.team_tree(session).teams == ()


def test_what_was_not_shown_is_not_done(session: Session) -> None:
    bring_in(session, TEAMS, PEOPLE)
    later = "name,email,team\nNoor Wit,noor@example.org,L\n"
    plan, _problems = preview_import(session, wanted=ImportRequest(people=later), on=DAY)
    tree = people.team_tree(session)
    north = next(team for team in tree.teams if team.code == "N")
    people.move_person(
        session,
        person_id=person(session, "noor@example.org").id,
        team_id=north.id,
        at=MORNING,
    )

    with pytest.raises(ImportRefusedError):
        bring_in(session, people_text=later, fingerprint=plan.fingerprint)
