"""Do the dots of a profile lie where their numbers say?"""

from __future__ import annotations

import pytest

from feedbackpulse.charts.profile import Dot, Mark, draw, place


def dot(name: str, level: float, *, error: float = 0.3, before: float | None = None) -> Dot:
    return Dot(name=name, level=level, error=error, before=before, mark=Mark.NONE)


def test_the_scale_is_even_and_keeps_room_at_both_ends() -> None:
    places = [place(value) for value in (1, 2, 3, 4, 5)]

    assert places == [4, 27, 50, 73, 96]


@pytest.mark.parametrize(("value", "end"), [(0.2, 1), (5.9, 5)])
def test_what_is_off_the_scale_lies_on_its_end(value: float, end: float) -> None:
    assert place(value) == place(end)


def test_the_highest_level_comes_first() -> None:
    drawing = draw([dot("b", 3), dot("c", 4), dot("a", 3)], own_mean=3.3)

    assert [row.dot.name for row in drawing.rows] == ["c", "a", "b"]
    assert drawing.mean == place(3.3)


def test_the_bar_lies_around_the_dot_and_the_earlier_level_beside_it() -> None:
    [row] = draw([dot("a", 3, error=0.5, before=2)], own_mean=3).rows

    assert (row.low, row.place, row.high) == (place(2.5), place(3), place(3.5))
    assert row.before == place(2)


def test_without_an_earlier_level_there_is_no_earlier_dot() -> None:
    [row] = draw([dot("a", 3)], own_mean=3).rows

    assert row.before is None
