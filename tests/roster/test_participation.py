"""Is what is said about participation before the release coarse enough?"""

from __future__ import annotations

from datetime import date

import pytest

from feedbackpulse.roster.participation import Level, LevelKind, coarse, is_working_day

pytestmark = pytest.mark.both_engines


@pytest.mark.parametrize(
    ("cast", "invited", "expected"),
    [
        (0, 8, Level(kind=LevelKind.FEWER_THAN_FIVE)),
        (4, 5, Level(kind=LevelKind.FEWER_THAN_FIVE)),
        (5, 5, Level(kind=LevelKind.MORE_THAN_HALF)),
        (5, 10, Level(kind=LevelKind.AT_LEAST_FIVE)),
        (6, 11, Level(kind=LevelKind.MORE_THAN_HALF)),
        (19, 19, Level(kind=LevelKind.MORE_THAN_HALF)),
        (4, 300, Level(kind=LevelKind.FEWER_THAN_FIVE)),
        (5, 20, Level(kind=LevelKind.PERCENT, percent=20)),
        (11, 20, Level(kind=LevelKind.PERCENT, percent=50)),
        (20, 20, Level(kind=LevelKind.PERCENT, percent=100)),
        (5, 300, Level(kind=LevelKind.PERCENT, percent=0)),
    ],
)
def test_levels(cast: int, invited: int, expected: Level) -> None:
    assert coarse(cast, invited) == expected


def test_nothing_is_counted_at_the_weekend() -> None:
    assert [is_working_day(date(2026, 11, day)) for day in (27, 28, 29, 30)] == [
        True,
        False,
        False,
        True,
    ]
