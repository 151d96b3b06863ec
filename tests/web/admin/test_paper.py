"""Can an administrator choose who answers with a printed code, and does it say what that means?"""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest

from feedbackpulse.database import Stores
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import Person
from tests.pages import words_of
from tests.web.admin.conftest import House

LookUp = Callable[[Person], Person]
CHOICE = "Answers with a printed code (no sign-in needed)"


def test_a_person_is_put_on_paper_and_off_again(house: House, look_up: LookUp) -> None:
    path = f"/admin/people/{house.noor.id}"
    page = house.admin.open(path)
    assert CHOICE in words_of(page)
    assert "It counts from the next round that opens." in words_of(page)

    page = house.admin.submit(page, {"on_paper": "y"}, form=f"form[action='{path}/paper']")

    assert look_up(house.noor).on_paper
    assert not look_up(house.ada).on_paper
    house.admin.client.post(
        f"{path}/paper", data={"csrf_token": page.select("[name=csrf_token]")[-1]["value"]}
    )
    assert not look_up(house.noor).on_paper


def test_a_team_is_put_on_paper_and_its_people_are_told(
    house: House, stores: Stores, look_up: LookUp
) -> None:
    path = f"/admin/teams/{house.desk.id}"

    page = house.admin.submit(
        house.admin.open(path), {"on_paper": "y"}, form=f"form[action='{path}/paper']"
    )

    assert "Saved. It counts from the next round on." in page.text
    assert page.select_one("input[name=on_paper][checked]")
    with stores.main() as session:
        assert people.team_tree(session).get(house.desk.id).on_paper
        assert people.people_on_paper(session) == {house.noor.id}
    assert not look_up(house.noor).on_paper
    said = words_of(house.admin.open(f"/admin/people/{house.noor.id}"))
    assert "All of Klantcontact already answer with a card." in said


def test_a_team_that_is_renamed_stays_on_paper(house: House, stores: Stores) -> None:
    path = f"/admin/teams/{house.desk.id}"
    page = house.admin.submit(
        house.admin.open(path), {"on_paper": "y"}, form=f"form[action='{path}/paper']"
    )

    house.admin.submit(page, {"name": "Contact"}, form=f"form[action='{path}']")

    with stores.main() as session:
        team = people.team_tree(session).get(house.desk.id)
    assert (team.name, team.on_paper) == ("Contact", True)


@pytest.mark.parametrize("kind", ["people", "teams"])
def test_who_does_not_exist_is_not_found(house: House, kind: str) -> None:
    page = house.admin.open("/admin/people")
    token = page.select("[name=csrf_token]")[0]["value"]

    sent = house.admin.client.post(f"/admin/{kind}/{uuid4()}/paper", data={"csrf_token": token})

    assert sent.status_code == 404
