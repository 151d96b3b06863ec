"""Does growth show each rating on its day, and only what stands out in colour?"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from feedbackpulse.charts.drawing import Width
from feedbackpulse.charts.growth import Growth, Panel, Step, growth_height, growth_svg
from feedbackpulse.charts.palette import PALETTES, Shade

LIGHT = PALETTES[Shade.LIGHT]
DAYS = (date(2026, 1, 5), date(2026, 4, 6), date(2026, 9, 7))


def panel(*ratings: float | None, title: str = "Taking time", said: str = "same") -> Panel:
    steps = tuple(
        Step(day=day, rating=rating, level=3.2, error=0.3)
        for day, rating in zip(DAYS, ratings, strict=True)
    )
    return Panel(title=title, said=said, steps=steps)


def growth(*panels: Panel) -> Growth:
    return Growth(
        panels=panels,
        marks=("starting out", "on the way", "habit"),
        first_day="Jan ’26",
        last_day="Sep ’26",
        plan="plan",
    )


def drawn(whole: Growth, width: Width = Width.WIDE) -> str:
    return growth_svg(whole, shade=Shade.LIGHT, width=width).decode()


def written(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


@pytest.mark.parametrize(("shade", "width"), [(Shade.LIGHT, Width.WIDE), (Shade.DARK, Width.PHONE)])
def test_the_same_ratings_give_the_same_bytes(shade: Shade, width: Width) -> None:
    whole = growth(panel(3, 4, None), panel(2, 2, 3))

    svg = growth_svg(whole, shade=shade, width=width)

    assert svg == growth_svg(whole, shade=shade, width=width)
    assert f'height="{growth_height(whole, width=width)}"'.encode() in svg


def test_the_scale_is_the_same_for_every_part() -> None:
    low, high = drawn(growth(panel(1, 1, 1))), drawn(growth(panel(5, 5, 5)))

    for svg in (low, high):
        assert {"starting out", "on the way", "habit"} <= set(written(svg))


def test_what_was_not_rated_has_no_dot() -> None:
    def dots(svg: str) -> int:
        return svg.count("<use ")

    assert dots(drawn(growth(panel(3, 4, 4)))) - dots(drawn(growth(panel(3, None, 4)))) == 1


def test_only_what_stands_out_has_the_colour_of_a_line() -> None:
    plain, clear = panel(2, 3, 4), replace(panel(2, 3, 4), stands_out=True)

    assert LIGHT.line.lower() not in drawn(growth(plain))
    assert LIGHT.line.lower() in drawn(growth(clear))


def test_a_plan_is_marked_on_its_day_and_claims_nothing() -> None:
    planned = replace(panel(2, 3, 4), plan=date(2026, 5, 1))

    assert "plan" not in written(drawn(growth(panel(2, 3, 4))))
    assert written(drawn(growth(planned))).count("plan") == 1


def test_each_column_ends_with_the_days() -> None:
    assert written(drawn(growth(*[panel(3, 3, 3)] * 4))).count("Jan ’26") == 3
    assert written(drawn(growth(*[panel(3, 3, 3)] * 4), Width.PHONE)).count("Jan ’26") == 2


def test_two_reflections_on_one_day_can_be_drawn() -> None:
    same = tuple(replace(step, day=DAYS[0]) for step in panel(3, 4, 4).steps)

    assert drawn(growth(replace(panel(3, 4, 4), steps=same)))
