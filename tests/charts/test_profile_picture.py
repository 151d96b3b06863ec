"""Does a profile show what stands out by shape and word, and what is as good as the own mean?"""

from __future__ import annotations

import re

import pytest

from feedbackpulse.charts.drawing import Width
from feedbackpulse.charts.palette import PALETTES, Shade
from feedbackpulse.charts.profile_picture import (
    Dot,
    Mark,
    ProfilePicture,
    profile_height,
    profile_svg,
)

LIGHT = PALETTES[Shade.LIGHT]


def dot(
    level: float, *, before: float | None = None, mark: Mark = Mark.NONE, said: str = ""
) -> Dot:
    low, high = level - 0.4, level + 0.4
    return Dot(
        title="Taking time", level=level, low=low, high=high, before=before, mark=mark, said=said
    )


def picture(*dots: Dot, own_mean: float = 3.2) -> ProfilePicture:
    return ProfilePicture(
        dots=dots,
        own_mean=own_mean,
        margin=0.25,
        mean_said="your own mean 3.2",
        marks=("starting out", "on the way", "habit"),
    )


def drawn(whole: ProfilePicture, width: Width = Width.WIDE) -> str:
    return profile_svg(whole, shade=Shade.LIGHT, width=width).decode()


def written(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


@pytest.mark.parametrize(("shade", "width"), [(Shade.LIGHT, Width.WIDE), (Shade.DARK, Width.PHONE)])
def test_the_same_profile_gives_the_same_bytes(shade: Shade, width: Width) -> None:
    whole = picture(dot(4.1, before=3.8, mark=Mark.STRENGTH), dot(2.2, mark=Mark.GROWTH), dot(3))

    svg = profile_svg(whole, shade=shade, width=width)

    assert svg == profile_svg(whole, shade=shade, width=width)
    assert f'height="{profile_height(whole, width=width)}"'.encode() in svg
    assert b" style=" not in svg


def test_only_what_stands_out_has_a_colour_and_a_word() -> None:
    plain, strong = drawn(picture(dot(4))), drawn(picture(dot(4, mark=Mark.STRENGTH, said="yours")))
    growing = drawn(picture(dot(2, mark=Mark.GROWTH, said="can grow")))

    assert LIGHT.line.lower() not in plain
    assert LIGHT.accent.lower() not in plain
    assert LIGHT.line.lower() in strong
    assert "yours" in written(strong)
    assert LIGHT.accent.lower() in growing
    assert "can grow" in written(growing)


def test_where_one_can_grow_has_a_shape_of_its_own() -> None:
    """Whoever sees no colours still sees a diamond among the dots."""

    def shapes(mark: Mark) -> list[str]:
        svg = drawn(picture(dot(3, mark=mark)))
        return re.findall(r'<path id="m[0-9a-f]+" d="([^"]+)"', svg)

    assert "C" in shapes(Mark.STRENGTH)[-1]
    assert "C" not in shapes(Mark.GROWTH)[-1]


def test_an_earlier_level_adds_one_ring() -> None:
    with_ring = drawn(picture(dot(3, before=2.4)))

    assert with_ring.count("<use ") - drawn(picture(dot(3))).count("<use ") == 1


@pytest.mark.parametrize("width", list(Width))
def test_the_words_at_the_scale_stay_on_the_sheet(width: Width) -> None:
    svg = drawn(picture(dot(3), own_mean=5.0), width)

    assert {"starting out", "on the way", "habit", "your own mean 3.2"} <= set(written(svg))
    assert all(0 <= float(x) <= width.pixels for x in re.findall(r'<text[^>]* x="([^"]+)"', svg))


def test_what_is_off_the_scale_lies_on_its_end() -> None:
    assert drawn(picture(dot(5.6))) == drawn(picture(dot(5.9)))
