"""Are two levels told apart, and is a difference only coloured when it was tested?"""

from __future__ import annotations

import re

import pytest

from feedbackpulse.charts.drawing import Width
from feedbackpulse.charts.dumbbell import Dumbbell, Pair, dumbbell_height, dumbbell_svg
from feedbackpulse.charts.palette import PALETTES, Shade
from feedbackpulse.insight.change import Verdict
from feedbackpulse.insight.estimates import Level, Side
from tests.charts.gallery.levels import TOO_FEW, bounded, known

LIGHT = PALETTES[Shade.LIGHT]


def pair(first: Level | None, second: Level | None, verdict: Verdict | None = None) -> Dumbbell:
    one = Pair(title="Topic", first=first, second=second, shown="3.3 → 3.9", verdict=verdict)
    return Dumbbell(first="before", second="after", pairs=(one,))


def drawn(dumbbell: Dumbbell) -> str:
    return dumbbell_svg(dumbbell, shade=Shade.LIGHT, width=Width.WIDE).decode()


def written(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


@pytest.mark.parametrize(("shade", "width"), [(Shade.LIGHT, Width.WIDE), (Shade.DARK, Width.PHONE)])
def test_the_same_levels_give_the_same_bytes(shade: Shade, width: Width) -> None:
    both = pair(known(3.3), bounded(4.2, Side.HIGHER))

    svg = dumbbell_svg(both, shade=shade, width=width)

    assert svg == dumbbell_svg(both, shade=shade, width=width)
    assert f'height="{dumbbell_height(both, width=width)}"'.encode() in svg


@pytest.mark.parametrize("verdict", [None, Verdict.STEADY, Verdict.CANNOT_TELL])
def test_a_difference_that_was_not_tested_has_no_colour(verdict: Verdict | None) -> None:
    svg = drawn(pair(known(3.3), known(3.9), verdict))

    assert LIGHT.line.lower() not in svg
    assert LIGHT.accent.lower() not in svg


def test_up_and_down_have_colours_of_their_own() -> None:
    up, down = (drawn(pair(known(3), known(4), v)) for v in (Verdict.UP, Verdict.DOWN))

    assert LIGHT.line.lower() in up
    assert LIGHT.accent.lower() in down


def test_without_any_number_there_is_a_pattern_with_the_reason() -> None:
    one = Pair(title="Topic", first=TOO_FEW, second=TOO_FEW, shown="fewer than 5")
    svg = drawn(Dumbbell(first="before", second="after", pairs=(one,)))

    assert "<pattern" in svg
    assert written(svg).count("fewer than 5") == 1


def test_one_level_alone_is_drawn_without_the_other() -> None:
    """A round that may not be shown must not get a place on the scale."""
    assert drawn(pair(TOO_FEW, known(3.9))) == drawn(pair(None, known(3.9)))


def test_the_scale_begins_lower_only_when_a_level_is_that_low() -> None:
    assert "1" not in written(drawn(pair(known(3.3), known(3.9))))
    assert "1" in written(drawn(pair(known(1.8), known(3.9))))


def test_the_key_says_what_the_ring_and_the_square_are() -> None:
    assert {"before", "after"} <= set(written(drawn(pair(known(3.3), known(3.9)))))
