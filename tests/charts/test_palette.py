"""Can everybody read the pictures, also who sees some colours less?"""

from __future__ import annotations

import re
from itertools import pairwise, product

import pytest

from feedbackpulse.charts.palette import PALETTES, Palette, Shade
from feedbackpulse.paths import resource_dir
from tests.charts.colours import Sight, contrast, difference

TEXT, SHAPE = 4.5, 3.0
"""What WCAG 2.2 asks of words and of lines (1.4.3 and 1.4.11)."""
NEIGHBOURS, HUES, GREY, BAND = 8.0, 40.0, 15.0, 10.0
"""Steps beside each other, hues, a hue and grey, and a band on its ground (ΔE)."""
BESIDE, ACROSS = 24.0, 58.0
"""Answers beside each other on a scale with two sides, and answers across its middle (ΔE)."""
shades = pytest.mark.parametrize("shade", list(Shade))
sights = pytest.mark.parametrize(("shade", "sight"), list(product(Shade, Sight)))


def inked(palette: Palette) -> list[tuple[str, str]]:
    """Return every ground that words are written on, with their ink."""
    plain = [(palette.surface, ink) for ink in (palette.ink, palette.muted, palette.line)]
    return [
        *plain,
        (palette.surface, palette.accent),
        (palette.band, palette.ink),
        (palette.gap, palette.muted),
        *palette.steps,
        *palette.heat,
        *palette.sides,
    ]


@shades
def test_every_word_can_be_read_on_its_ground(shade: Shade) -> None:
    for ground, ink in inked(PALETTES[shade]):
        assert contrast(ground, ink) >= TEXT, (ground, ink)


@shades
def test_every_line_stands_out_from_what_it_crosses(shade: Shade) -> None:
    palette = PALETTES[shade]
    for line in (palette.line, palette.second, palette.accent):
        for ground in (palette.surface, palette.band):
            assert contrast(line, ground) >= SHAPE, (line, ground)


@sights
def test_steps_beside_each_other_look_different_to_everybody(shade: Shade, sight: Sight) -> None:
    for colours in (PALETTES[shade].steps, PALETTES[shade].heat):
        for (one, _), (other, _) in pairwise(colours):
            assert difference(one, other, sight=sight) >= NEIGHBOURS, (one, other)


@shades
def test_a_higher_step_stands_out_more(shade: Shade) -> None:
    """Also in black and white: strength alone says which of two is higher."""
    surface = PALETTES[shade].surface
    for colours in (PALETTES[shade].steps, PALETTES[shade].heat):
        strength = [contrast(fill, surface) for fill, _ in colours]
        assert strength == sorted(strength)


@sights
def test_the_two_sides_of_a_scale_look_different_to_everybody(shade: Shade, sight: Sight) -> None:
    sides = [fill for fill, _ in PALETTES[shade].sides]
    for one, other in pairwise(sides):
        assert difference(one, other, sight=sight) >= BESIDE, (one, other)
    for low, high in product(sides[:2], sides[3:]):
        assert difference(low, high, sight=sight) >= ACROSS, (low, high)


@sights
def test_what_means_something_else_looks_different_to_everybody(shade: Shade, sight: Sight) -> None:
    """The organisation's line is dotted as well: its grey is near to the line for some."""
    palette = PALETTES[shade]
    assert difference(palette.line, palette.accent, sight=sight) >= HUES
    assert difference(palette.line, palette.band, sight=sight) >= HUES
    assert difference(palette.band, palette.surface, sight=sight) >= BAND
    assert difference(palette.line, palette.second, sight=sight) >= GREY


@shades
def test_pictures_have_the_colours_of_the_pages_around_them(shade: Shade) -> None:
    """A legend on the page stands for what is in the picture."""
    sheets = {Shade.LIGHT: ["app.css"], Shade.DARK: ["app.css", "dark.css"]}[shade]
    css = "".join((resource_dir("static") / "css" / name).read_text() for name in sheets)
    tokens = dict(re.findall(r"--([a-z0-9-]+):(#[0-9A-Fa-f]{6})", css))

    palette = PALETTES[shade]

    said = {
        "surface": palette.surface,
        "ink": palette.ink,
        "ink-2": palette.muted,
        "series-1": palette.line,
        "series-2": palette.second,
        "band": palette.band,
        "open-end": palette.open_end,
        "d1": palette.accent,
        **{f"d{step}": fill for step, (fill, _) in enumerate(palette.sides, start=1)},
        **{f"l{step}": fill for step, (fill, _) in enumerate(palette.heat, start=1)},
        **{f"on-l{step}": ink for step, (_, ink) in enumerate(palette.heat, start=1)},
    }
    assert {name: tokens[name] for name in said} == said


def test_what_is_known_of_colours_comes_out() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert difference("#000000", "#FFFFFF") == pytest.approx(100, abs=0.1)
    assert difference("#FF0000", "#FF0000") == 0
    for sight in Sight:
        assert difference("#808080", "#808080", sight=sight) == 0
        assert difference("#000000", "#FFFFFF", sight=sight) == pytest.approx(100, abs=0.5)
