"""Is participation drawn in steps, the same way every time?"""

from __future__ import annotations

from itertools import product

import pytest

from feedbackpulse.charts.drawing import Width
from feedbackpulse.charts.palette import Shade
from feedbackpulse.charts.participation import MOST_DAYS, Day, participation_svg

DAYS = [
    Day(label="ma 2", percent=None, shown="minder dan 5"),
    Day(label="di 3", percent=30, shown="30%+"),
    Day(label="wo 4", percent=100, shown="100%+"),
]


@pytest.mark.parametrize(("shade", "width"), list(product(Shade, Width)))
def test_the_same_steps_give_the_same_bytes(shade: Shade, width: Width) -> None:
    svg = participation_svg(DAYS, shade=shade, width=width)

    assert svg == participation_svg(DAYS, shade=shade, width=width)
    assert b" style=" not in svg


def test_only_as_many_days_are_drawn_as_can_be_read() -> None:
    days = [Day(label=str(number), percent=40, shown="40%+") for number in range(40)]

    drawn = participation_svg(days, shade=Shade.LIGHT, width=Width.PHONE)

    latest = days[-MOST_DAYS[Width.PHONE] :]
    assert drawn == participation_svg(latest, shade=Shade.LIGHT, width=Width.PHONE)
