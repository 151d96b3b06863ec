"""Which units does a round have, and is no stamp ever small enough to know somebody by?"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedbackpulse.people.domain import Part, UnitKey
from feedbackpulse.roster.domain import TooFewPeopleError, UnitPlan, plan_units
from tests.roster.organisations import organisation, team_id, unit


def planned(outline: str, *, chosen: set[str] | None = None, smallest: int = 5) -> UnitPlan:
    tree, people = organisation(outline)
    ids = None if chosen is None else frozenset(team_id(name) for name in chosen)
    return plan_units(tree, people, ids, smallest)


def sizes(plan: UnitPlan) -> dict[UnitKey, int]:
    return {one.key: one.invited for one in plan.leaves}


def test_every_team_that_is_large_enough_is_a_unit_under_its_parent() -> None:
    plan = planned("""
        Bakery 0
          Ovens 6
          Shop 8
    """)

    assert sizes(plan) == {unit("Ovens"): 6, unit("Shop"): 8}
    assert plan.root.key == unit("Bakery")
    assert plan.root.invited == 14
    assert plan.get(unit("Ovens")).parent == unit("Bakery")
    assert plan.joined == {}


def test_people_directly_in_a_team_with_others_below_form_a_part_of_their_own() -> None:
    plan = planned("""
        Bakery 5
          Ovens 6
    """)

    assert sizes(plan) == {unit("Bakery", Part.DIRECT): 5, unit("Ovens"): 6}
    assert plan.get(unit("Bakery", Part.DIRECT)).parent == unit("Bakery")
    assert plan.joined == {}


def test_small_teams_of_one_parent_are_counted_together() -> None:
    plan = planned("""
        Bakery 0
          Ovens 6
          Shop 3
          Vans 2
    """)

    assert sizes(plan) == {unit("Ovens"): 6, unit("Bakery", Part.REST): 5}
    assert plan.joined == dict.fromkeys(
        [team_id("Shop"), team_id("Vans")], unit("Bakery", Part.REST)
    )


def test_small_teams_that_stay_too_small_together_go_one_level_up() -> None:
    plan = planned("""
        Company 0
          Bakery 0
            Ovens 6
            Shop 3
          Mill 0
            Stones 7
            Sacks 2
    """)

    assert sizes(plan) == {
        unit("Ovens"): 6,
        unit("Stones"): 7,
        unit("Company", Part.REST): 5,
    }
    assert plan.get(unit("Bakery")).invited == 6


def test_a_department_of_small_teams_that_go_up_is_no_unit_and_goes_with_them() -> None:
    plan = planned("""
        Company 0
          Bakery 0
            Ovens 2
            Shop 1
          Mill 0
            Stones 7
            Sacks 2
    """)

    assert sizes(plan) == {unit("Stones"): 7, unit("Company", Part.REST): 5}
    assert plan.joined[team_id("Bakery")] == unit("Company", Part.REST)
    assert team_id("Mill") not in plan.joined


def test_what_is_too_small_at_the_top_takes_the_part_along_that_is_missed_least() -> None:
    plan = planned("""
        Company 2
          Bakery 5
            Ovens 6
          Mill 8
    """)

    assert sizes(plan) == {
        unit("Ovens"): 6,
        unit("Mill"): 8,
        unit("Company", Part.REST): 7,
    }
    assert plan.joined == {
        team_id("Company"): unit("Company", Part.REST),
        team_id("Bakery"): unit("Company", Part.REST),
    }


def test_it_takes_the_part_along_from_as_near_as_can_be() -> None:
    plan = planned("""
        Company 0
          Bakery 0
            Ovens 8
            Shop 6
            Vans 2
          Mill 5
    """)

    assert sizes(plan) == {
        unit("Ovens"): 8,
        unit("Bakery", Part.REST): 8,
        unit("Mill"): 5,
    }
    assert plan.get(unit("Bakery")).invited == 16


def test_a_part_that_is_all_there_is_of_a_team_is_the_team() -> None:
    plan = planned("""
        Company 0
          Bakery 2
            Ovens 3
            Shop 2
          Mill 8
    """)

    assert sizes(plan) == {unit("Bakery"): 7, unit("Mill"): 8}
    assert plan.joined == {team_id("Ovens"): unit("Bakery"), team_id("Shop"): unit("Bakery")}


def test_an_organisation_of_small_teams_is_one_unit() -> None:
    plan = planned("""
        Company 1
          Bakery 2
          Mill 3
    """)

    assert [one.key for one in plan.units] == [unit("Company")]
    assert plan.root.is_leaf


def test_a_chosen_team_brings_what_is_below_it_and_nothing_else() -> None:
    plan = planned(
        """
        Company 9
          Bakery 0
            Ovens 6
            Shop 7
          Mill 8
    """,
        chosen={"Bakery"},
    )

    assert sizes(plan) == {unit("Ovens"): 6, unit("Shop"): 7}
    assert plan.root.invited == 13


def test_teams_without_people_are_no_units() -> None:
    plan = planned("""
        Company 6
          Bakery 0
            Ovens 0
    """)

    assert [one.key for one in plan.units] == [unit("Company")]


def test_too_few_people_cannot_be_asked() -> None:
    with pytest.raises(TooFewPeopleError, match="4 people are invited"):
        planned("""
            Company 1
              Bakery 3
        """)


@st.composite
def outlines(draw: st.DrawFn) -> str:
    """Any organisation of up to twelve teams."""
    depth = 0
    lines = [f"T0 {draw(st.integers(0, 8))}"]
    for number in range(1, draw(st.integers(1, 12))):
        depth = draw(st.integers(1, depth + 1))
        lines.append(f"{' ' * depth}T{number} {draw(st.integers(0, 9))}")
    return "\n".join(lines)


@settings(max_examples=200, deadline=None)
@given(outline=outlines(), smallest=st.integers(5, 8))
def test_everybody_is_in_exactly_one_stamp_and_no_stamp_is_small(
    outline: str, smallest: int
) -> None:
    _tree, people = organisation(outline)
    everybody = frozenset().union(*people.values())
    try:
        plan = planned(outline, smallest=smallest)
    except TooFewPeopleError:
        assert len(everybody) < smallest
        return

    assert sum(one.invited for one in plan.leaves) == len(everybody)
    assert frozenset().union(*(one.people for one in plan.leaves)) == everybody
    assert min(one.invited for one in plan.leaves) >= smallest
    assert set(plan.counted_in) >= {team for team, members in people.items() if members}
    for team, key in plan.counted_in.items():
        assert people[team] <= plan.get(key).people


@settings(max_examples=200, deadline=None)
@given(outline=outlines())
def test_a_unit_holds_exactly_the_units_below_it(outline: str) -> None:
    _tree, people = organisation(outline)
    if sum(map(len, people.values())) < 5:
        return
    plan = planned(outline)

    seen: set[UnitKey | None] = {None}
    for one in plan.units:
        assert one.parent in seen
        seen.add(one.key)
        below = [other for other in plan.units if other.parent == one.key]
        assert one.is_leaf == (not below)
        if below:
            assert one.people == frozenset().union(*(other.people for other in below))
