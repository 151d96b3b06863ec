"""Do answers that a release hides change nothing of what is said of any team?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from feedbackpulse.insight.agreement import icc
from feedbackpulse.insight.change import changes
from feedbackpulse.insight.estimates import Known, Level, Missing
from feedbackpulse.insight.long_trend import long_trend
from feedbackpulse.insight.shrinkage import shrink
from feedbackpulse.insight.smoothing import smooth
from feedbackpulse.release.ranges import TOP, Rule, Tally, leaf_outcome
from tests.insight.figures import figure, item_level, withheld

RULE: Final = Rule(smallest_group=5, margin=2, invited=12)
TEAMS: Final = 11
ROUNDS: Final = 9
DAYS: Final = [date(2025, 1, 6) + timedelta(days=91 * place) for place in range(ROUNDS)]

Answers = list[list[Tally]]


@st.composite
def tallies(draw: st.DrawFn, *, fewest: int, most: int) -> Tally:
    """Draw how many people of a team answered, and what their scores add up to."""
    n = draw(st.integers(fewest, most))
    return Tally(n=n, total=draw(st.integers(0, n * TOP)))


hidden = tallies(fewest=0, most=RULE.fewest - 1)
shown = tallies(fewest=RULE.fewest, most=RULE.invited)


@st.composite
def twice(draw: st.DrawFn) -> tuple[Answers, Answers]:
    """Draw the answers of an organisation, and again with others wherever they are hidden."""
    quiet = draw(st.sets(st.tuples(st.integers(0, TEAMS - 1), st.integers(0, ROUNDS - 1))))
    once = [
        [draw(hidden if (team, place) in quiet else shown) for place in range(ROUNDS)]
        for team in range(TEAMS)
    ]
    again = [
        [draw(hidden) if (team, place) in quiet else tally for place, tally in enumerate(each)]
        for team, each in enumerate(once)
    ]
    return once, again


def published(tally: Tally) -> Level:
    """Return the level of what the release publishes of these answers."""
    outcome = leaf_outcome(tally, RULE)
    if not outcome.is_shown:
        return item_level(withheld())
    return item_level(figure(outcome.low, outcome.high, n=outcome.visible, invited=RULE.invited))


def insight(answers: Answers) -> tuple[object, ...]:
    """Return everything that is said of all teams."""
    levels = [[published(tally) for tally in each] for each in answers]
    dated = [list(zip(DAYS, each, strict=True)) for each in levels]
    last = [each[-1] for each in levels]
    numbers = [
        [(day, level.value) for day, level in each if isinstance(level, Known)] for each in dated
    ]
    return (
        levels,
        [smooth(each, start=3.4) for each in dated],
        [long_trend(each) for each in numbers],
        changes({team: (each[-2], each[-1]) for team, each in enumerate(levels)}),
        shrink({team: level for team, level in enumerate(last) if isinstance(level, Known)}),
        icc(last, spread=0.85),
    )


@settings(max_examples=15, deadline=None)
@given(twice())
def test_other_answers_behind_a_gap_change_nothing(both: tuple[Answers, Answers]) -> None:
    once, again = both

    assert insight(once) == insight(again)


def test_there_are_gaps_and_numbers_to_say_so_of() -> None:
    assert isinstance(published(Tally(n=RULE.fewest - 1, total=0)), Missing)
    assert isinstance(published(Tally(n=RULE.invited, total=24)), Known)
