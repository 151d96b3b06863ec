"""Are the options drawn the same way every time, each as wide as its part?"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise, product

import pytest

from feedbackpulse.charts.drawing import Width
from feedbackpulse.charts.options import OptionBar, options_height, options_svg
from feedbackpulse.charts.palette import PALETTES, Shade

BAR = OptionBar(
    title="Alles bij elkaar luistert ons team goed naar klanten.",
    shares=(0.05, 0.1, 0.2, 0.4, 0.25),
    labels=("5%", "10%", "20%", "40%", "25%"),
    shown="65%",
    caption="agree",
)


SIDED = replace(BAR, has_middle=True)
RECTANGLE = re.compile(
    r'<path d="M (?P<left>[\d.]+) [\d.]+ L (?P<right>[\d.]+) [\d.]+ [^"]*"[^>]*fill="(?P<fill>#\w+)"'
)


def parts(svg: bytes, shade: Shade) -> list[tuple[float, float]]:
    """Return where every part of the bars begins and ends, in the order they were drawn."""
    colours = {fill.lower() for fill, _ in (*PALETTES[shade].sides, *PALETTES[shade].steps)}
    found = RECTANGLE.finditer(svg.decode())
    return [(float(m["left"]), float(m["right"])) for m in found if m["fill"].lower() in colours]


@pytest.mark.parametrize(("shade", "width"), list(product(Shade, Width)))
def test_the_same_counts_give_the_same_bytes(shade: Shade, width: Width) -> None:
    svg = options_svg([BAR, SIDED], shade=shade, width=width)

    assert svg == options_svg([BAR, SIDED], shade=shade, width=width)
    assert b" style=" not in svg
    for fill, _ in (*PALETTES[shade].steps, *PALETTES[shade].sides):
        assert fill.lower().encode() in svg.lower()


def test_a_scale_from_little_to_much_begins_at_the_left_and_fills_the_sheet() -> None:
    drawn = parts(options_svg([BAR], shade=Shade.LIGHT, width=Width.WIDE), Shade.LIGHT)

    ends = [0, 34, 102, 238, 510, 680]
    assert drawn == [pytest.approx(pair, abs=0.1) for pair in pairwise(ends)]


def test_a_scale_with_a_middle_goes_to_both_sides_of_it() -> None:
    """Everything before the middle is a quarter here, and in the other bar three quarters."""
    turned = replace(SIDED, shares=tuple(reversed(SIDED.shares)))

    drawn = parts(options_svg([SIDED, turned], shade=Shade.LIGHT, width=Width.WIDE), Shade.LIGHT)

    middles = [sum(drawn[place]) / 2 for place in (2, 7)]
    assert middles == pytest.approx([340, 340], abs=0.1)
    assert drawn[-1][1] - drawn[5][0] == pytest.approx(680 / 1.5, abs=0.1)
    assert (drawn[5][0], drawn[4][1]) == pytest.approx((0, 680), abs=0.1)


def test_a_picture_is_as_high_as_its_questions_need() -> None:
    long = BAR.title * 3
    one, two = (options_height([title], width=Width.PHONE) for title in (BAR.title, long))

    assert one < two
    assert options_height([BAR.title, long], width=Width.PHONE) == one + two
    svg = options_svg([BAR], shade=Shade.LIGHT, width=Width.PHONE)
    assert f'height="{one}"'.encode() in svg


def test_an_option_that_nobody_chose_takes_no_room() -> None:
    nobody = replace(SIDED, shares=(0.0, 0.0, 0.0, 0.0, 0.0), labels=("0%",) * 5)

    assert options_svg([nobody], shade=Shade.DARK, width=Width.WIDE)
