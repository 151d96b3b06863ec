"""Do two rounds stand beside each other, with a word only where a test allows it?"""

from __future__ import annotations

from collections.abc import Callable

from feedbackpulse.people.domain import PersonId
from tests.pages import Visitor, table, words_of
from tests.web.released import World

Visit = Callable[[PersonId | None], Visitor]
UNITS, TOPICS = "Two rounds, unit by unit", "Two rounds, topic by topic"


def test_the_last_two_rounds_come_first(world: World, visit: Visit) -> None:
    page = visit(world.hr).open("/org/results/compare")

    rows = {row[0]: row[1:] for row in table(page, UNITS)[1:]}

    assert list(rows) == ["House", "Care", "Care: small teams together", "Day", "Night", "Desk"]
    assert [row[0] for row in table(page, TOPICS)[1:]] == ["Listening, all in all"]
    assert rows["Desk"][0] == rows["Desk"][1]


def test_a_large_change_is_called_one_and_a_gap_is_not(world: World, visit: Visit) -> None:
    page = visit(world.hr).open("/org/results/compare")

    said = {row[0]: row[-1] for row in table(page, UNITS)[1:]}

    assert said["Day"] == "▲ higher"
    assert said["Night"] == "cannot tellOne of the two rounds has no number."


def test_one_unit_can_be_chosen(world: World, visit: Visit) -> None:
    visitor = visit(world.hr)
    page = visitor.open("/org/results/compare")

    [choice] = [one for one in page.select("#unit option") if one.text == "– – Day"]
    own = visitor.open(f"/org/results/compare?unit={choice['value']}")

    assert words_of(own).startswith("The whole organisation")
    assert own.select_one("#unit option[selected]") is not None
    assert "Changed: Listening, all in all (higher)" in words_of(own)
    assert visitor.get(str(own.select("picture img")[0]["src"])).status_code == 200


def test_rounds_may_be_named_in_any_order(world: World, visit: Visit) -> None:
    first, second = (found.id for found in world.rounds[:2])

    for before, after in ((first, second), (second, first), (second, second)):
        page = visit(world.hr).open(f"/org/results/compare?before={before}&after={after}")
        chosen = [str(one["value"]) for one in page.select("option[selected]")]
        assert chosen[:2] == [str(first), str(second)]


def test_the_first_round_is_laid_beside_the_next(world: World, visit: Visit) -> None:
    first, second = (str(found.id) for found in world.rounds[:2])

    page = visit(world.hr).open(f"/org/results/compare?after={first}")

    assert [str(one["value"]) for one in page.select("option[selected]")][:2] == [first, second]


def test_rounds_and_units_that_are_not_there_do_not_exist(world: World, visit: Visit) -> None:
    visitor = visit(world.hr)

    for query in (
        "after=nonsense",
        f"before={world.rounds[2].id}",
        "unit=nonsense",
        f"unit={world.teams['Day']}.rest",
    ):
        visitor.open(f"/org/results/compare?{query}", status=404)
