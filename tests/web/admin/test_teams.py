"""Can an administrator build the tree of teams, and not break it?"""

from __future__ import annotations

import pytest

from feedbackpulse.database import Stores
from feedbackpulse.people import service as people
from tests.web.admin.conftest import House


def codes(stores: Stores) -> list[tuple[int, str]]:
    with stores.main() as session:
        return [(depth, team.code) for depth, team in people.team_tree(session).ordered()]


def test_a_team_is_added_below_another(house: House, stores: Stores) -> None:
    page = house.admin.submit(
        house.admin.open(f"/admin/teams/new?parent={house.desk.id}"),
        {"code": "KCN", "name": "Noord"},
    )

    assert "Noord is added." in page.text
    assert codes(stores) == [(0, "L"), (1, "KC"), (2, "KCN")]


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"code": "kc", "name": "Noord"}, "code"),
        ({"code": "K C", "name": "Noord"}, "code"),
        ({"code": "", "name": "Noord"}, "code"),
        ({"code": "N", "name": " "}, "name"),
        ({"code": "N", "name": "Noord", "parent": ""}, "parent"),
    ],
)
def test_a_team_that_makes_no_sense_is_sent_back(
    house: House, stores: Stores, answers: dict[str, str | list[str]], field: str
) -> None:
    page = house.admin.submit(
        house.admin.open(f"/admin/teams/new?parent={house.root.id}"), answers, status=422
    )

    assert page.select_one(f".errors a[href='#{field}']")
    assert codes(stores) == [(0, "L"), (1, "KC")]


def test_a_team_shows_its_people_and_is_renamed(house: House, stores: Stores) -> None:
    path = f"/admin/teams/{house.desk.id}"
    page = house.admin.open(path)
    assert "Noor Wit" in page.text
    assert "No lead yet" in page.text

    house.admin.submit(page, {"name": "Contact", "code": "C"}, form=f"form[action='{path}']")

    assert codes(stores) == [(0, "L"), (1, "C")]


def test_a_team_cannot_hang_below_itself(house: House, stores: Stores) -> None:
    path = f"/admin/teams/{house.root.id}"

    page = house.admin.submit(
        house.admin.open(path),
        {"parent": str(house.desk.id)},
        form=f"form[action='{path}']",
        status=422,
    )

    assert "no team is below itself" in page.text
    assert codes(stores) == [(0, "L"), (1, "KC")]
