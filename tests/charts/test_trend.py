"""Is the trend drawn the same way every time, in both shades and widths, and never embellished?"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import product

import pytest

from feedbackpulse.charts.axis import lowest_mark
from feedbackpulse.charts.drawing import Width, regular, text_width
from feedbackpulse.charts.palette import PALETTES, Shade
from feedbackpulse.charts.trend import MOST_COLUMNS, Column, trend_svg
from feedbackpulse.insight.estimates import Level, Missing
from feedbackpulse.insight.trend import Link
from feedbackpulse.release.domain import Reason
from tests.insight.figures import figure, item_level

GAP = Missing(reason=Reason.TOO_FEW_ANSWERS)


def column(level: Level, *, link: Link = Link.SOLID) -> Column:
    return Column(
        label="jan",
        caption="9 van 11",
        level=level,
        link=link,
        organisation=item_level(figure(3.5, n=90, invited=120)),
        shown="3,4",
    )


COLUMNS = [
    column(item_level(figure(3.1)), link=Link.NONE),
    column(item_level(figure(3.4))),
    column(GAP, link=Link.NONE),
    column(item_level(figure(4.0, 5.0)), link=Link.NONE),
    column(item_level(figure(3.6)), link=Link.NONE),
    column(item_level(figure(3.8)), link=Link.DASHED),
]
ALL = list(product(Shade, Width))


@pytest.mark.parametrize(("shade", "width"), ALL)
def test_the_same_figures_give_the_same_bytes(shade: Shade, width: Width) -> None:
    assert trend_svg(COLUMNS, shade=shade, width=width) == trend_svg(
        COLUMNS, shade=shade, width=width
    )


@pytest.mark.parametrize(("shade", "width"), ALL)
def test_the_picture_is_plain_svg_without_style_script_or_links(shade: Shade, width: Width) -> None:
    svg = trend_svg(COLUMNS, shade=shade, width=width).decode()

    root = ET.fromstring(svg)  # noqa: S314  (our own picture, made a line above)

    assert root.get("width") == str(width.pixels)
    assert " style=" not in svg
    assert "script" not in svg
    assert "<metadata" not in svg
    assert 'href="http' not in svg
    assert PALETTES[shade].surface.lower() in svg


def test_only_as_many_rounds_are_drawn_as_can_be_read() -> None:
    many = [column(item_level(figure(3.0 + index / 20))) for index in range(30)]
    latest = many[-MOST_COLUMNS[Width.PHONE] :]

    assert trend_svg(many, shade=Shade.DARK, width=Width.PHONE) == trend_svg(
        latest, shade=Shade.DARK, width=Width.PHONE
    )


def test_a_gap_is_not_drawn_as_a_number() -> None:
    only_gap = [column(GAP, link=Link.NONE)]
    with_level = [column(item_level(figure(3.1)), link=Link.NONE)]

    assert trend_svg(only_gap, shade=Shade.LIGHT, width=Width.WIDE) != trend_svg(
        with_level, shade=Shade.LIGHT, width=Width.WIDE
    )


def test_the_scale_begins_at_two_unless_something_is_that_low() -> None:
    assert lowest_mark([item_level(figure(3.0)), GAP, None]) == 2
    assert lowest_mark([item_level(figure(3.0)), item_level(figure(2.1))]) == 1


def test_a_picture_without_rounds_is_empty_but_there() -> None:
    assert trend_svg([], shade=Shade.LIGHT, width=Width.PHONE).startswith(b"<svg")


def test_words_take_room() -> None:
    assert text_width("", regular(12)) == 0
    assert text_width("luisteren", regular(12)) > text_width("luis", regular(12))
