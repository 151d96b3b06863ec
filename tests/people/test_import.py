"""What would an import change, and is every mistake named with its line?"""

from __future__ import annotations

from uuid import uuid4

import pytest

from feedbackpulse.people.domain import Appointment, Person, PersonId, Role, Team, TeamId
from feedbackpulse.people.import_checks import plan_import
from feedbackpulse.people.import_files import Fault, File, Problem, decode
from feedbackpulse.people.import_plan import ImportPlan, ImportRequest, Organisation

ROOT = Team(id=TeamId(uuid4()), code="L", name="Linde")
DESK = Team(id=TeamId(uuid4()), code="KC", name="Klantcontact", parent_id=ROOT.id)
NOOR = Person(id=PersonId(uuid4()), name="Noor Wit", email="noor@example.org", team_id=DESK.id)
ADA = Person(
    id=PersonId(uuid4()),
    name="Ada Smit",
    email="ada@example.org",
    team_id=ROOT.id,
    roles=frozenset({Role.EMPLOYEE, Role.ADMIN}),
)
GONE = Person(
    id=PersonId(uuid4()), name="Bo", email="bo@example.org", team_id=DESK.id, active=False
)
NOW = Organisation(
    teams=(ROOT, DESK),
    people=(NOOR, ADA, GONE),
    appointments=(Appointment(person_id=NOOR.id, team_id=DESK.id),),
)
NOBODY = Organisation(teams=(), people=(), appointments=())
TEAMS = "code,name,parent\n"
PEOPLE = "name,email,team\n"


def check(
    *,
    teams: str = "",
    people: str = "",
    now: Organisation = NOW,
    deactivate: bool = False,
    acting: Person | None = ADA,
) -> tuple[ImportPlan, tuple[Problem, ...]]:
    wanted = ImportRequest(
        teams=teams,
        people=people,
        deactivate_missing=deactivate,
        acting=acting.id if acting else None,
    )
    return plan_import(now, wanted)


def plan(**given: object) -> ImportPlan:
    found, problems = check(**given)  # type: ignore[arg-type]  # passed on as it came
    assert problems == ()
    return found


def faults(**given: object) -> list[tuple[File, int, Fault, str]]:
    _plan, problems = check(**given)  # type: ignore[arg-type]  # passed on as it came
    return [(one.file, one.line, one.fault, one.value) for one in problems]


def test_an_empty_organisation_is_filled() -> None:
    found = plan(
        now=NOBODY,
        acting=None,
        teams=TEAMS + "KC,Klantcontact,L\nL,Linde,\n",
        people=PEOPLE + "Noor Wit,Noor@Example.org,kc\n",
    )

    assert [one.code for one in found.new_teams] == ["KC", "L"]
    assert [one.email for one in found.new_people] == ["noor@example.org"]


@pytest.mark.parametrize(
    "text",
    [
        "code;name;parent\nN;Noord, stad;L\n",
        'Code,Naam,Bovenliggend\r\nN,"Noord, stad",L\r\n',
        '\n\ncode;name;parent\n;;\nN;"Noord, stad";L',
    ],
)
def test_commas_semicolons_quotes_and_blank_lines_are_read(text: str) -> None:
    [team] = plan(teams=text).new_teams

    assert (team.code, team.name, team.parent) == ("N", "Noord, stad", "L")


def test_a_mark_at_the_start_of_the_file_is_no_part_of_it() -> None:
    assert decode("\ufeffcode".encode(), File.TEAMS) == ("code", ())


@pytest.mark.parametrize("content", ["naam\nZoë".encode("latin-1"), "naam\nZoë".encode("utf-16")])
def test_other_encodings_are_refused(content: bytes) -> None:
    _text, [problem] = decode(content, File.PEOPLE)

    assert problem.fault is Fault.NOT_UTF8


def test_what_stays_the_same_is_no_change() -> None:
    found = plan(
        teams=TEAMS + "l,Linde,\nkc,Klantcontact,l\n",
        people="name,email,team,leads,roles\n"
        "Noor Wit,NOOR@example.org,kc,kc,\nAda Smit,ada@example.org,L,,admin employee\n",
        deactivate=True,
    )

    assert found.is_empty


def test_teams_are_renamed_and_moved() -> None:
    north = Team(id=TeamId(uuid4()), code="N", name="Noord", parent_id=ROOT.id)
    now = Organisation(teams=(*NOW.teams, north), people=NOW.people, appointments=())

    found = plan(now=now, teams=TEAMS + "KC,Contact,N\n")

    [change] = found.changed_teams
    assert (change.before, change.parent_before, change.after.parent) == (DESK, "L", "N")


def test_two_teams_can_change_places() -> None:
    found = plan(teams=TEAMS + "L,Linde,KC\nKC,Klantcontact,\n")

    assert len(found.changed_teams) == 2


def test_people_are_renamed_moved_and_given_roles() -> None:
    found = plan(
        people="name,email,team,leads,roles\nNoor Blauw,noor@example.org,L,L KC,hr council\n"
    )

    [change] = found.changed_people
    assert change.renames
    assert change.moves
    assert change.changes_leads
    assert change.changes_roles
    assert found.moving == (change,)
    assert found.changing == ()


def test_columns_that_are_not_there_change_nothing() -> None:
    assert plan(people=PEOPLE + "Noor Wit,noor@example.org,KC\n").is_empty


def test_somebody_comes_back() -> None:
    found = plan(people=PEOPLE + "Bo,bo@example.org,KC\n")

    assert [one.before for one in found.returning] == [GONE]
    assert found.moving == found.changing == ()


def test_people_leave_only_when_asked() -> None:
    people = PEOPLE + "Ada Smit,ada@example.org,L\n"

    assert plan(people=people).leaving == ()
    assert plan(people=people, deactivate=True).leaving == (NOOR,)


def test_a_file_of_teams_alone_lets_nobody_leave() -> None:
    assert plan(teams=TEAMS + "L,Linde,\n", deactivate=True).leaving == ()


def test_people_without_a_team_stay_out_of_it() -> None:
    outside = Person(id=PersonId(uuid4()), name="Vera", email="vera@example.org")
    now = Organisation(teams=NOW.teams, people=(*NOW.people, outside), appointments=())

    found = plan(now=now, people=PEOPLE + "Ada Smit,ada@example.org,L\n", deactivate=True)

    assert outside not in found.leaving


@pytest.mark.parametrize(
    ("teams", "problem"),
    [
        ("code,name\nN,Noord\n", (1, Fault.MISSING_COLUMN, "parent")),
        ("code,name,parent,bsn\nN,Noord,L,1\n", (1, Fault.UNKNOWN_COLUMN, "bsn")),
        ("code,name,parent,naam\nN,Noord,L,x\n", (1, Fault.REPEATED_COLUMN, "name")),
        (TEAMS, (0, Fault.EMPTY, "")),
        (TEAMS + "N,Noord,L,extra\n", (2, Fault.TOO_MANY_CELLS, "")),
        (TEAMS + "N,,L\n", (2, Fault.MISSING_VALUE, "name")),
        (TEAMS + "N\n", (2, Fault.MISSING_VALUE, "name")),
        (TEAMS + f"N,{'x' * 121},L\n", (2, Fault.TOO_LONG, "x" * 80)),
        (TEAMS + "N W,Noordwest,L\n", (2, Fault.BAD_CODE, "N W")),
        (TEAMS + "N,No\x00ord,L\n", (2, Fault.UNREADABLE, "name")),
        (TEAMS + 'N,"Noord,L\n', (2, Fault.UNREADABLE, "")),
        (TEAMS + "N,Noord,L\nZ,Zuid,L\nn,Noord,L\n", (4, Fault.DUPLICATE_CODE, "n")),
        (TEAMS + "N,Noord,X\n", (2, Fault.UNKNOWN_PARENT, "X")),
        (TEAMS + "L,Linde,KC\n", (2, Fault.LOOP, "L")),
        (TEAMS + "N,Noord,\n", (2, Fault.SECOND_ROOT, "N")),
    ],
)
def test_mistakes_with_teams_are_named(teams: str, problem: tuple[int, Fault, str]) -> None:
    assert (File.TEAMS, *problem) in faults(teams=teams)


@pytest.mark.parametrize(
    ("people", "problem"),
    [
        ("naam,team\nNoor,KC\n", (1, Fault.MISSING_COLUMN, "email")),
        (PEOPLE + "Sam,sam,KC\n", (2, Fault.BAD_ADDRESS, "sam")),
        (PEOPLE + "Sam,,KC\n", (2, Fault.MISSING_VALUE, "email")),
        (PEOPLE + "Sam,sam@example.org,X\n", (2, Fault.UNKNOWN_TEAM, "X")),
        (PEOPLE + "Sam,sam@example.org,\n", (2, Fault.MISSING_VALUE, "team")),
        (
            PEOPLE + "A,s@example.org,KC\n\nB,S@example.org,KC\n",
            (4, Fault.DUPLICATE_ADDRESS, "s@example.org"),
        ),
        (
            "name,email,team,leads\nSam,sam@example.org,KC,KC X\n",
            (2, Fault.UNKNOWN_TEAM, "X"),
        ),
        (
            "name,email,team,roles\nSam,sam@example.org,KC,hr baas\n",
            (2, Fault.UNKNOWN_ROLE, "baas"),
        ),
    ],
)
def test_mistakes_with_people_are_named(people: str, problem: tuple[int, Fault, str]) -> None:
    assert (File.PEOPLE, *problem) in faults(people=people)


def test_every_mistake_is_listed_in_the_order_of_the_files() -> None:
    found = faults(
        people=PEOPLE + "Sam,sam,X\nBo,bo@,KC\n", teams=TEAMS + "N,Noord,X\nM,Midden,Y\n"
    )

    assert [(file, line) for file, line, _fault, _value in found] == [
        (File.TEAMS, 2),
        (File.TEAMS, 3),
        (File.PEOPLE, 2),
        (File.PEOPLE, 2),
        (File.PEOPLE, 3),
    ]


def test_a_cycle_is_named_once_with_its_members() -> None:
    teams = TEAMS + "A,Aa,B\nB,Bb,C\nC,Cc,A\nD,Dd,A\nE,Ee,F\nF,Ff,E\n"

    assert faults(teams=teams) == [
        (File.TEAMS, 2, Fault.LOOP, "A, B, C"),
        (File.TEAMS, 6, Fault.LOOP, "E, F"),
    ]


def test_a_line_over_two_lines_keeps_the_numbers_right() -> None:
    teams = TEAMS + '"N","No\nord",L\nM,Midden,X\n'

    assert faults(teams=teams) == [(File.TEAMS, 4, Fault.UNKNOWN_PARENT, "X")]


def test_a_team_may_come_from_the_other_file() -> None:
    plan(teams=TEAMS + "N,Noord,L\n", people=PEOPLE + "Sam,sam@example.org,N\n")


def test_nobody_takes_away_their_own_access() -> None:
    without = "name,email,team,roles\nAda Smit,ada@example.org,L,hr\n"
    absent = PEOPLE + "Noor Wit,noor@example.org,KC\n"

    assert faults(people=without) == [(File.PEOPLE, 2, Fault.YOUR_OWN_ACCESS, "")]
    assert faults(people=absent, deactivate=True) == [(File.PEOPLE, 0, Fault.YOUR_OWN_ACCESS, "")]


def test_there_is_always_an_admin_left() -> None:
    absent = PEOPLE + "Noor Wit,noor@example.org,KC\n"
    followed_up = "name,email,team,roles\nNoor Wit,noor@example.org,KC,admin\n"

    assert faults(people=absent, deactivate=True, acting=None) == [
        (File.PEOPLE, 0, Fault.NO_ADMIN_LEFT, "")
    ]
    assert faults(people=followed_up, deactivate=True, acting=None) == []


def test_the_fingerprint_follows_what_would_be_done() -> None:
    people = PEOPLE + "Sam,sam@example.org,KC\n"

    assert plan(people=people).fingerprint == plan(people=people).fingerprint
    assert plan(people=people).fingerprint != plan(people=people, now=NOW_WITH_SAM).fingerprint


NOW_WITH_SAM = Organisation(
    teams=NOW.teams,
    people=(
        *NOW.people,
        Person(id=PersonId(uuid4()), name="S", email="sam@example.org", team_id=DESK.id),
    ),
    appointments=(),
)
