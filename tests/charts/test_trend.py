"""Is the trend drawn the same way every time, in both shades and widths, and never embellished?"""

from __future__ import annotations

import gzip
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from feedbackpulse.charts.axis import lowest_mark
from feedbackpulse.charts.drawing import Width, regular, text_width
from feedbackpulse.charts.palette import PALETTES, Shade
from feedbackpulse.charts.trend import MOST_COLUMNS, TREND_HEIGHT, Column, trend_svg
from feedbackpulse.insight.estimates import Level, Missing
from feedbackpulse.insight.smoothing import smooth
from feedbackpulse.insight.trend import Link
from feedbackpulse.release.domain import Figure, Reason
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
SMOOTHED = smooth(
    [(date(2025, month, 1), one.level) for month, one in enumerate(COLUMNS, start=1)], start=3.5
)
ALL = list(product(Shade, Width))


def drawn(columns: list[Column], *, width: Width = Width.WIDE, **words: str) -> str:
    """Return the picture with the line behind these columns, which begin the series."""
    svg = trend_svg(
        columns,
        shade=Shade.LIGHT,
        width=width,
        smoothed=(SMOOTHED * 2)[: len(columns)],
        note=words.get("note", ""),
        name=words.get("name", ""),
        beside=words.get("beside", ""),
    )
    return svg.decode()


def texts(svg: str) -> list[str]:
    """Return what is written in a picture."""
    root = ET.fromstring(svg)  # noqa: S314  (our own picture)
    return [each.text or "" for each in root.iter("{http://www.w3.org/2000/svg}text")]


def bands(svg: str) -> int:
    """Return how many pieces the band has."""
    return len(re.findall(f'<use [^>]*fill="{PALETTES[Shade.LIGHT].band}"', svg, re.IGNORECASE))


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


def test_the_band_stops_where_nothing_was_published() -> None:
    whole = [replace(one, level=COLUMNS[0].level, link=Link.SOLID) for one in COLUMNS]
    with_gap = [*whole[:2], replace(whole[2], level=GAP, link=Link.NONE), *whole[3:]]

    assert bands(drawn(whole)) == len(whole) - 1
    assert bands(drawn(with_gap)) == len(whole) - 3


def test_the_band_stops_where_the_question_became_another_one() -> None:
    whole = [replace(one, level=COLUMNS[0].level, link=Link.SOLID) for one in COLUMNS]
    broken = [*whole[:3], replace(whole[3], breaks=True), *whole[4:]]

    assert bands(drawn(broken)) == bands(drawn(whole)) - 1


def test_people_who_cannot_be_compared_are_not_joined() -> None:
    known = [replace(one, level=COLUMNS[0].level, link=Link.NONE) for one in COLUMNS]

    assert bands(drawn(known)) == 0


def test_a_tested_change_is_written_once_and_nothing_else_is() -> None:
    assert texts(drawn(COLUMNS, note="hoger dan in maart")).count("hoger dan in maart") == 1
    assert set(texts(drawn(COLUMNS))) == {"jan", "9 van 11", "3,4", "2", "3", "4", "5"}


def test_a_wide_picture_names_its_lines_and_a_phone_leaves_that_to_the_page() -> None:
    wide = drawn(COLUMNS, name="ons team", beside="organisatie")
    phone = drawn(COLUMNS, width=Width.PHONE, name="ons team", beside="organisatie")

    assert {"ons team", "organisatie"} <= set(texts(wide))
    assert not {"ons team", "organisatie"} & set(texts(phone))
    assert texts(wide).count("3,4") == texts(phone).count("3,4")


@pytest.mark.parametrize(
    "levels", [[figure(4.9), figure(4.9)], [figure(1.1), figure(1.2)], [figure(1.1), figure(4.9)]]
)
def test_every_word_stays_on_the_sheet_however_high_or_low_the_level(levels: list[Figure]) -> None:
    columns = [column(item_level(each)) for each in levels]
    long = "Klantenservice en Advies Noord-Holland en omstreken"

    svg = drawn(columns, note="hoger dan in maart", name=long, beside=long)

    root = ET.fromstring(svg)  # noqa: S314  (our own picture)
    for text in root.iter("{http://www.w3.org/2000/svg}text"):
        assert 0 <= float(text.attrib["y"]) <= TREND_HEIGHT
        length = float(text.attrib["textLength"])
        start = {"start": 0.0, "middle": length / 2, "end": length}[text.attrib["text-anchor"]]
        left = float(text.attrib["x"]) - start
        assert left >= 0, text.text
        assert left + length <= Width.WIDE.pixels, text.text


def test_a_picture_is_small_enough_to_send() -> None:
    svg = drawn(COLUMNS * 2, note="hoger dan in maart", name="ons team", beside="organisatie")

    assert len(gzip.compress(svg.encode())) < 12_000
