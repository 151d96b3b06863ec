"""Does the picture show how often each theme was chosen, and how far off that may be?"""

from __future__ import annotations

import re

import pytest

from feedbackpulse.charts.demand import Demand, Wish, demand_height, demand_svg
from feedbackpulse.charts.drawing import Width
from feedbackpulse.charts.palette import Shade


def demand(*counts: int, reach: int = 5) -> Demand:
    wishes = tuple(
        Wish(title=f"Theme {place}", count=count, shown=f"about {count}")
        for place, count in enumerate(counts)
    )
    return Demand(wishes=wishes, reach=reach)


def drawn(whole: Demand, *, width: Width = Width.WIDE) -> str:
    return demand_svg(whole, shade=Shade.LIGHT, width=width).decode()


def written(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


@pytest.mark.parametrize(("shade", "width"), [(Shade.LIGHT, Width.WIDE), (Shade.DARK, Width.PHONE)])
def test_the_same_numbers_give_the_same_bytes(shade: Shade, width: Width) -> None:
    whole = demand(40, 12)

    svg = demand_svg(whole, shade=shade, width=width)

    assert svg == demand_svg(whole, shade=shade, width=width)
    assert f'height="{demand_height(whole, width=width)}"'.encode() in svg


@pytest.mark.parametrize("width", Width)
def test_every_theme_has_its_number_in_the_order_that_came_in(width: Width) -> None:
    numbers = [text for text in written(drawn(demand(30, 60, 10), width=width)) if "about" in text]

    assert numbers == ["about 30", "about 60", "about 10"]


def test_a_number_that_may_be_further_off_has_a_longer_line() -> None:
    assert drawn(demand(40, 12, reach=5)) != drawn(demand(40, 12, reach=9))
