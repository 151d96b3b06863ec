"""Is a profile laid beside the published order of one's own team, and beside nothing else?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from feedbackpulse.database import Stores
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection.profile import profile_of
from feedbackpulse.release.ranges import TOP, Rule, Tally, leaf_outcome
from feedbackpulse.web.employee.reflect_team import Silence, view_of_levels
from tests.databases import FILES
from tests.insight.figures import figure, item_level, withheld
from tests.pages import Visitor, table, words_of
from tests.privacy.dumps import dump
from tests.reflection.people import reflection
from tests.web.employee.test_reflect import DISTINCT, reflected
from tests.web.released import World

Visit = Callable[[PersonId | None], Visitor]

RULE = Rule(smallest_group=5, margin=2, invited=12)
PLACES = "The place of 8 parts in both orders"
EIGHT = [f"F{number}" for number in range(8)]
OWN = profile_of([reflection(1, dict(zip(EIGHT, (5, 3, 3, 3, 3, 3, 3, 1), strict=True)))])


def said_to(visit: Visit, stores: Stores, owner: PersonId) -> Visitor:
    reflected(stores, owner, DISTINCT, on=date(2026, 1, 5))
    return visit(owner)


def test_what_a_team_is_good_at_can_be_learned_there(
    world: World, visit: Visit, stores: Stores
) -> None:
    """In the world, the team answered higher on M1 than on M4."""
    page = said_to(visit, stores, world.member("Day")).open("/reflect/strengths")

    section = page.select_one("section[aria-labelledby=team]")
    assert section is not None
    assert [title.text for title in section.select("h3")] == ["Sensing needs"]
    assert "here you can grow. Who could show you how?" in words_of(page)
    places = {row[0]: row[1:] for row in table(page, PLACES)[1:]}
    assert places["Sensing needs"] == ["8", "1–2"]
    assert places["Openness"] == ["1", "3–8"]


@pytest.mark.parametrize(
    ("team", "reason"),
    [
        ("Night", "too few parts with a number in common"),
        ("Trio", "counted together with others"),
    ],
)
def test_a_team_without_enough_figures_has_no_order(
    world: World, visit: Visit, stores: Stores, team: str, reason: str
) -> None:
    page = said_to(visit, stores, world.member(team)).open("/reflect/strengths")

    assert reason in words_of(page)
    assert not page.select("section[aria-labelledby=team] table")


def test_an_even_profile_is_laid_beside_nothing(world: World, visit: Visit, stores: Stores) -> None:
    reflected(stores, world.member("Day"), [3] * 8, on=date(2026, 1, 5))

    page = visit(world.member("Day")).open("/reflect/strengths")

    assert not page.select("section[aria-labelledby=team]")


hidden = st.integers(0, RULE.fewest - 1).flatmap(
    lambda n: st.builds(Tally, n=st.just(n), total=st.integers(0, n * TOP))
)
shown = st.integers(RULE.fewest, RULE.invited).flatmap(
    lambda n: st.builds(Tally, n=st.just(n), total=st.integers(0, n * TOP))
)


def view(tallies: Sequence[Tally]) -> object:
    levels = {}
    for facet, tally in zip(EIGHT, tallies, strict=True):
        outcome = leaf_outcome(tally, RULE)
        one = (
            figure(outcome.low, outcome.high, n=outcome.visible, invited=RULE.invited)
            if outcome.is_shown
            else withheld()
        )
        levels[facet] = item_level(one)
    return view_of_levels(OWN, levels)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(shown, hidden, hidden, st.booleans()), min_size=8, max_size=8))
def test_other_answers_behind_a_gap_change_nothing(
    cases: list[tuple[Tally, Tally, Tally, bool]],
) -> None:
    once = [one if is_quiet else loud for loud, one, _, is_quiet in cases]
    again = [other if is_quiet else loud for loud, _, other, is_quiet in cases]

    assert view(once) == view(again)


def test_without_any_figure_there_is_nothing_to_say() -> None:
    levels = {facet: item_level(withheld()) for facet in EIGHT}

    assert view_of_levels(OWN, levels).silence is Silence.NO_FIGURES


def test_looking_leaves_nothing_behind(
    app: Flask, world: World, visit: Visit, stores: Stores
) -> None:
    """Neither store learns which person was laid beside which figures."""
    browser = said_to(visit, stores, world.member("Day"))
    browser.open("/reflect/strengths")
    files = [Path(app.instance_path) / name for name in FILES.values()]
    before = [dump(file) for file in files]

    browser.open("/reflect/strengths")

    assert [dump(file) for file in files] == before
