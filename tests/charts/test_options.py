"""Are the options drawn the same way every time, each as wide as its part?"""

from __future__ import annotations

from dataclasses import replace
from itertools import product

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


@pytest.mark.parametrize(("shade", "width"), list(product(Shade, Width)))
def test_the_same_counts_give_the_same_bytes(shade: Shade, width: Width) -> None:
    svg = options_svg([BAR, BAR], shade=shade, width=width)

    assert svg == options_svg([BAR, BAR], shade=shade, width=width)
    assert b" style=" not in svg
    for fill, _ in PALETTES[shade].steps:
        assert fill.lower().encode() in svg.lower()


def test_a_picture_is_as_high_as_its_questions_need() -> None:
    long = BAR.title * 3
    one, two = (options_height([title], width=Width.PHONE) for title in (BAR.title, long))

    assert one < two
    assert options_height([BAR.title, long], width=Width.PHONE) == one + two
    svg = options_svg([BAR], shade=Shade.LIGHT, width=Width.PHONE)
    assert f'height="{one}"'.encode() in svg


def test_an_option_that_nobody_chose_takes_no_room() -> None:
    nobody = replace(BAR, shares=(0.0, 0.0, 0.0, 0.0, 0.0), labels=("0%",) * 5)

    assert options_svg([nobody], shade=Shade.DARK, width=Width.WIDE)
