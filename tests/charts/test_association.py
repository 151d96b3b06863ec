"""Does the picture show how surely things go together, and never which comes first?"""

from __future__ import annotations

import re

import pytest

from feedbackpulse.charts.association import (
    Associations,
    Tie,
    association_height,
    association_svg,
)
from feedbackpulse.charts.drawing import Width
from feedbackpulse.charts.palette import PALETTES, Shade
from feedbackpulse.insight.association import with_interval
from tests.charts.gallery.words import ENGLISH


def ties(*values: float, stands_out: bool = False) -> Associations:
    return Associations(
        ties=tuple(
            Tie(
                title=f"Topic {index}",
                association=with_interval(value, 120),
                shown=f"{value:.2f}",
                stands_out=stands_out,
            )
            for index, value in enumerate(values)
        ),
        marks=ENGLISH.strengths,
        average=sum(values) / len(values),
        average_label=ENGLISH.average,
    )


def drawn(whole: Associations, width: Width = Width.WIDE) -> str:
    return association_svg(whole, shade=Shade.LIGHT, width=width).decode()


def written(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def curves(svg: str) -> int:
    return len(re.findall(r"\bC\b", svg))


@pytest.mark.parametrize(("shade", "width"), [(Shade.LIGHT, Width.WIDE), (Shade.DARK, Width.PHONE)])
def test_the_same_numbers_give_the_same_bytes(shade: Shade, width: Width) -> None:
    whole = ties(0.6, 0.2)

    svg = association_svg(whole, shade=shade, width=width)

    assert svg == association_svg(whole, shade=shade, width=width)
    assert f'height="{association_height(whole, width=width)}"'.encode() in svg


def test_every_topic_has_its_number_in_the_order_that_came_in() -> None:
    numbers = [text for text in written(drawn(ties(0.3, 0.6, 0.1))) if text[:2] == "0."]

    assert numbers == ["0.30", "0.60", "0.10"]


def test_the_scale_goes_from_none_to_strong_whatever_the_numbers() -> None:
    """A scale that followed the numbers would make weak ones look strong."""
    assert {"none", "strong"} <= set(written(drawn(ties(0.2, 0.3))))


def test_the_scale_reaches_further_when_a_number_does() -> None:
    assert "complete" in written(drawn(ties(0.9)))
    assert "none" in written(drawn(ties(-0.4, 0.1)))


def test_what_stands_out_has_another_colour_and_another_form() -> None:
    plain, clear = drawn(ties(0.6)), drawn(ties(0.6, stands_out=True))

    assert PALETTES[Shade.LIGHT].line.lower() in clear
    assert PALETTES[Shade.LIGHT].line.lower() not in plain
    assert curves(clear) < curves(plain), "a diamond has none, a dot has"
