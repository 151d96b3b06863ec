"""Does the trend show every round as it was published, and nothing in between?"""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.insight.estimates import Known, Missing
from feedbackpulse.insight.trend import Asked, Link, Series, series
from feedbackpulse.release.domain import Reason, Result
from tests.insight.figures import figure, withheld


def rounds(*results: Result) -> Series:
    """Return the series of these results, one round each."""
    return series(
        Asked(round_id=RoundId(uuid4()), results=(result,), spreads={}) for result in results
    )


def links(found: Series) -> list[Link]:
    return [point.link for point in found.points]


def test_rounds_after_each_other_hang_together() -> None:
    assert links(rounds(figure(3.0), figure(3.2), figure(3.1))) == [
        Link.NONE,
        Link.SOLID,
        Link.SOLID,
    ]


def test_a_withheld_round_is_a_gap_and_nothing_bridges_it() -> None:
    found = rounds(figure(3.0), withheld(), figure(3.4))

    assert [type(point.level) for point in found.points] == [Known, Missing, Known]
    assert links(found) == [Link.NONE, Link.NONE, Link.NONE]


def test_a_few_joiners_or_leavers_make_the_line_dashed() -> None:
    found = rounds(figure(3.0), figure(3.4, changed=True))

    assert links(found) == [Link.NONE, Link.DASHED]
    assert found.has_dashes


def test_another_wording_breaks_the_line() -> None:
    assert links(rounds(figure(3.0), figure(3.4, version=2))) == [Link.NONE, Link.NONE]


def test_a_clipped_round_is_not_joined_to_its_neighbours() -> None:
    assert links(rounds(figure(3.9), figure(4.0, 5.0), figure(3.9))) == [Link.NONE] * 3


def test_a_round_that_did_not_ask_is_not_part_of_the_series() -> None:
    found = rounds(figure(3.0), withheld(Reason.NOT_ASKED), figure(3.4))

    assert len(found.points) == 2
    assert links(found) == [Link.NONE, Link.SOLID]


def test_the_last_point_that_says_something_is_found() -> None:
    found = rounds(figure(3.0), figure(3.2), withheld())

    assert found.last is found.points[1]
    assert rounds(withheld()).last is None
    assert found.at(found.points[0].round_id) is found.points[0]
    assert found.at(RoundId(uuid4())) is None


def test_a_unit_of_which_only_some_were_asked_is_not_joined_to_its_neighbours() -> None:
    some = replace(figure(3.4), only_some_asked=True)

    assert links(rounds(figure(3.0), some, figure(3.2))) == [Link.NONE] * 3
