"""Are somebody and their team compared by rank alone, and only where both are sure?"""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from feedbackpulse.reflection.against_team import (
    AgainstTeam,
    Relation,
    Standing,
    against_team,
    places_of,
)

EIGHT = [f"F{number}" for number in range(8)]


def sure(*values: float, error: float = 0.1) -> dict[str, Standing]:
    standings = [Standing(value=value, error=error) for value in values]
    return dict(zip(EIGHT, standings, strict=False))


def compared(own: Mapping[str, Standing], team: Mapping[str, Standing]) -> AgainstTeam:
    return against_team(own, team, strengths={"F0"}, improvement_areas={"F7"})


OWN = sure(5, 3, 3, 3, 3, 3, 3, 1)


def told(team: Mapping[str, Standing], own: Mapping[str, Standing] = OWN) -> dict[str, Relation]:
    return {one.facet: one.relation for one in compared(own, team).told if one.relation}


def test_a_strength_where_the_team_wants_to_grow_can_help_others() -> None:
    assert told(sure(2, 3, 3, 3, 4, 4, 4, 3))["F0"] is Relation.CAN_HELP


def test_where_the_team_is_strong_somebody_can_learn_from_it() -> None:
    assert told(sure(3, 3, 3, 3, 2, 2, 2, 4))["F7"] is Relation.CAN_LEARN


def test_both_can_be_strong_or_want_to_grow_together() -> None:
    relations = told(sure(4, 3, 3, 3, 3, 3, 3, 2))

    assert relations == {"F0": Relation.BOTH_STRONG, "F7": Relation.BOTH_GROW}


def test_a_team_that_is_not_sure_enough_says_nothing() -> None:
    assert told(sure(2, 3, 3, 3, 4, 4, 4, 3, error=3)) == {}


def test_what_is_no_clear_strength_is_not_compared() -> None:
    team = sure(3, 2, 3, 3, 4, 4, 4, 3)

    assert "F1" not in told(team)


def test_levels_do_not_count_only_their_order() -> None:
    """A team on another scale, all lower or all higher, makes no difference."""
    team = (2, 3, 3, 3, 4, 4, 4, 3)

    assert told(sure(*team)) == told(sure(*(value - 1 for value in team)))


def test_fewer_than_four_facets_on_both_sides_are_no_order() -> None:
    three = dict(list(sure(2, 3, 4).items()))

    result = compared(OWN, three)

    assert not result.is_enough
    assert result.facets == ()


def test_a_facet_that_only_one_side_has_takes_no_place() -> None:
    team = sure(2, 3, 3, 4, 4)
    without = compared({facet: OWN[facet] for facet in team}, team)

    assert compared(OWN, team) == without


def test_a_level_with_an_open_end_is_never_put_below_or_above_what_it_may_pass() -> None:
    open_end = Standing(value=4.2, error=0.1, may_be_higher=True)
    high = Standing(value=4.9, error=0.1)

    assert not high.is_surely_above(open_end)
    assert open_end.is_surely_above(Standing(value=3.0, error=0.1))
    assert not Standing(value=2.0, error=0.1, may_be_lower=True).is_surely_above(
        Standing(value=1.0, error=0.1)
    )


def test_places_are_sure_from_four_in_five() -> None:
    base, near, far = (Standing(value=value, error=0.1) for value in (3.0, 3.10, 3.13))

    assert not near.is_surely_above(base)
    assert far.is_surely_above(base)


@given(st.lists(st.floats(1, 5), min_size=4, max_size=12), st.floats(0, 1))
def test_places_hold_the_plain_order(values: list[float], error: float) -> None:
    places = places_of(
        {str(n): Standing(value=value, error=error) for n, value in enumerate(values)}
    )

    for number, value in enumerate(values):
        above = sum(other > value for other in values)
        below = sum(other < value for other in values)
        place = places[str(number)]
        assert place.first <= above + 1
        assert place.last >= len(values) - below
