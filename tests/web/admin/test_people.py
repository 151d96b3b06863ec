"""Can an administrator look after people and teams, without shutting anybody out by accident?"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest

from feedbackpulse import clock
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Person, PersonId, Role
from tests.pages import Visitor
from tests.web.admin.conftest import House

Visit = Callable[[PersonId | None], Visitor]
LookUp = Callable[[Person], Person]


def page_of(person: Person, rest: str = "") -> str:
    return f"/admin/people/{person.id}{rest}"


def test_these_pages_are_for_administrators(house: House, visit: Visit) -> None:
    for path in ("/admin/people", "/admin/import", page_of(house.noor)):
        visit(house.noor.id).open(path, status=403)
        assert visit(None).get(path).location == f"/sign-in?next={path}"


def test_without_teams_the_page_says_what_to_do(stores: Stores, visit: Visit) -> None:
    with stores.main() as session, transaction(session):
        vera = people.add_person(
            session, name="Vera", email="vera@example.org", team_id=None, at=clock.now()
        )
        people.grant_role(session, person_id=vera.id, role=Role.ADMIN)

    page = visit(vera.id).open("/admin/people")

    assert "There are no teams yet" in page.text
    assert page.select_one("#teamless")


def test_the_tree_shows_sizes(house: House) -> None:
    page = house.admin.open("/admin/people")

    rows = [[cell.text for cell in row.select("td.r")] for row in page.select("tbody tr")]
    assert rows == [["1", "2"], ["1", "1"]]


def test_people_are_found(house: House) -> None:
    assert "Noor Wit" in house.admin.open("/admin/people?search=noor").text
    assert "Nobody found" in house.admin.open("/admin/people?search=xyz").text


def test_a_person_is_added_to_a_team(house: House, stores: Stores) -> None:
    page = house.admin.submit(
        house.admin.open(f"/admin/people/new?team={house.desk.id}"),
        {"name": " Sam Bos ", "email": "Sam@example.org"},
    )

    assert "Sam Bos is added." in page.text
    with stores.main() as session:
        found = people.find_person_by_email(session, email="sam@example.org", on=date.min)
    assert found is not None
    assert found.team_id == house.desk.id


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"name": " ", "email": "sam@example.org"}, "Fill in a name."),
        ({"name": "Sam", "email": "sam"}, "This is not an e-mail address."),
        ({"name": "Sam", "email": "NOOR@example.org"}, "Somebody else has this e-mail address."),
    ],
)
def test_mistakes_are_said_at_the_field(
    house: House, answers: dict[str, str | list[str]], message: str
) -> None:
    page = house.admin.submit(house.admin.open("/admin/people/new"), answers, status=422)

    assert page.select_one(".errors a")
    assert message in page.text


def test_a_person_moves_and_is_renamed(house: House, look_up: LookUp) -> None:
    house.admin.submit(
        house.admin.open(page_of(house.noor)),
        {"name": "Noor Blauw", "team": str(house.root.id)},
        form=f"form[action='{page_of(house.noor)}']",
    )

    assert look_up(house.noor).name == "Noor Blauw"
    assert look_up(house.noor).team_id == house.root.id


def test_an_address_in_use_is_refused(house: House, look_up: LookUp) -> None:
    house.admin.submit(
        house.admin.open(page_of(house.noor)),
        {"email": "ada@example.org"},
        form=f"form[action='{page_of(house.noor)}']",
        status=422,
    )

    assert look_up(house.noor).email == "noor@example.org"


def test_a_team_that_is_not_there_cannot_be_chosen(house: House) -> None:
    house.admin.submit(
        house.admin.open(page_of(house.noor)),
        {"team": str(uuid4())},
        form=f"form[action='{page_of(house.noor)}']",
        status=422,
    )


def test_roles_are_given_and_taken_after_a_question(house: House, look_up: LookUp) -> None:
    path = page_of(house.noor, "/roles/hr")

    question = house.admin.open(path)
    assert "Give Noor Wit the role HR?" in question.text
    assert look_up(house.noor).roles == {Role.EMPLOYEE}
    house.admin.submit(question)
    assert look_up(house.noor).roles == {Role.EMPLOYEE, Role.HR}

    question = house.admin.open(path)
    assert "Take the role HR from Noor Wit?" in question.text
    house.admin.submit(question)
    assert look_up(house.noor).roles == {Role.EMPLOYEE}


@pytest.mark.parametrize("role", ["employee", "lead", "boss"])
def test_some_roles_cannot_be_given(house: House, role: str) -> None:
    house.admin.open(page_of(house.noor, f"/roles/{role}"), status=404)


def test_nobody_takes_away_their_own_admin_role(house: House) -> None:
    house.admin.open(page_of(house.ada, "/roles/admin"), status=404)
    house.admin.open(page_of(house.ada, "/deactivate"), status=404)


def test_a_role_holds_from_the_next_page(house: House, visit: Visit, stores: Stores) -> None:
    noor = visit(house.noor.id)
    noor.open("/admin/people", status=403)
    with stores.main() as session, transaction(session):
        people.grant_role(session, person_id=house.noor.id, role=Role.ADMIN)
    noor.open("/admin/people")
    with stores.main() as session, transaction(session):
        people.revoke_role(session, person_id=house.noor.id, role=Role.ADMIN)

    noor.open("/admin/people", status=403)


def test_somebody_leads_a_team_until_a_day(house: House, look_up: LookUp) -> None:
    last = clock.local_day(clock.now(), "Europe/Amsterdam") + timedelta(days=30)

    page = house.admin.submit(
        house.admin.open(page_of(house.noor, "/leads")), {"until": last.isoformat()}
    )

    assert "Deputy, up to and including" in page.text
    assert look_up(house.noor).leads == {house.desk.id}
    assert "Led by Noor Wit" in house.admin.open(f"/admin/teams/{house.desk.id}").text

    page = house.admin.submit(page, form="form[action$='/withdraw']")
    assert "Leads no team." in page.text


@pytest.mark.parametrize("until", ["2020-01-01", "tomorrow"])
def test_a_day_that_makes_no_sense_is_refused(house: House, until: str) -> None:
    page = house.admin.submit(
        house.admin.open(page_of(house.noor, "/leads")), {"until": until}, status=422
    )

    assert page.select_one(".errors a[href='#until']")


def test_deactivating_asks_first_and_acts_at_once(
    house: House, look_up: LookUp, visit: Visit
) -> None:
    noor = visit(house.noor.id)

    question = house.admin.open(page_of(house.noor, "/deactivate"))
    assert look_up(house.noor).active
    page = house.admin.submit(question)

    assert "Noor Wit is deactivated." in page.text
    assert not look_up(house.noor).active
    assert noor.get("/account").status_code == 302


def test_somebody_who_left_can_be_let_in_again(house: House, look_up: LookUp) -> None:
    page = house.admin.submit(house.admin.open(page_of(house.noor, "/deactivate")))
    assert "Is this really the same person?" in page.text
    house.admin.open(page_of(house.noor, "/deactivate"), status=404)
    house.admin.open(page_of(house.noor, "/leads"), status=404)

    house.admin.submit(page, form="form[action$='/reactivate']")

    assert look_up(house.noor).active


def test_a_link_is_sent_but_not_shown(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="feedbackpulse.mail")

    page = house.admin.submit(house.admin.open(page_of(house.noor)), form="form[action$='/link']")

    assert "A link is on its way to noor@example.org." in page.text
    [record] = caplog.records
    path = record.getMessage().partition("http://localhost")[2]
    assert path.startswith("/password/")
    assert path not in str(page)


def test_people_who_are_not_there_are_not_found(house: House) -> None:
    for rest in ("", "/deactivate", "/leads", "/roles/hr"):
        house.admin.open(f"/admin/people/{uuid4()}{rest}", status=404)
    house.admin.open(f"/admin/teams/{uuid4()}", status=404)
