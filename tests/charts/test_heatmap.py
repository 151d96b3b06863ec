"""Does the table of levels show each number once, in its own colour, and each gap with why?"""

from __future__ import annotations

import re

import pytest
from babel.numbers import format_decimal

from feedbackpulse.charts.drawing import Width
from feedbackpulse.charts.heat_cell import Cell
from feedbackpulse.charts.heat_key import Key, step_of
from feedbackpulse.charts.heatmap import Head, Heatmap, Line, heatmap_height, heatmap_svg
from feedbackpulse.charts.palette import PALETTES, Shade
from feedbackpulse.insight.change import Verdict
from feedbackpulse.insight.estimates import Level, Side
from tests.charts.gallery import heat
from tests.charts.gallery.levels import TOO_FEW, bounded, known
from tests.charts.gallery.words import DUTCH, ENGLISH

REASON = "fewer than 5"


def cell(level: Level | None, shown: str = "3.4", verdict: Verdict | None = None) -> Cell:
    return Cell(level=level, shown=shown, verdict=verdict)


def table(*rows: tuple[Cell, ...], key: Key | None = None) -> Heatmap:
    return Heatmap(
        columns=tuple(Head(title=f"Q{index}") for index in range(len(rows[0]))),
        rows=tuple(Line(title=f"Topic {index}", cells=cells) for index, cells in enumerate(rows)),
        key=key,
    )


def drawn(heatmap: Heatmap, *, width: Width = Width.WIDE, shade: Shade = Shade.LIGHT) -> str:
    return heatmap_svg(heatmap, shade=shade, width=width).decode()


def written(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


@pytest.mark.parametrize(("shade", "width"), [(Shade.LIGHT, Width.WIDE), (Shade.DARK, Width.PHONE)])
def test_the_same_levels_give_the_same_bytes(shade: Shade, width: Width) -> None:
    table_of_ends = heat.ends(DUTCH)

    svg = heatmap_svg(table_of_ends, shade=shade, width=width)

    assert svg == heatmap_svg(table_of_ends, shade=shade, width=width)
    assert f'height="{heatmap_height(table_of_ends, width=width)}"'.encode() in svg


def test_every_number_stands_in_its_cell_in_the_readers_own_signs() -> None:
    for words, number in ((DUTCH, "2,4"), (ENGLISH, "2.4")):
        assert number in written(drawn(heat.ends(words)))


def test_equal_numbers_as_they_are_written_have_equal_colours() -> None:
    """A level is written with one decimal; what is written must decide the colour."""
    for hundredths in range(100, 501):
        value = hundredths / 100
        shown = float(format_decimal(value, format="0.0", locale="en"))

        assert step_of(value) == step_of(shown), value


def test_a_higher_number_never_has_a_lower_colour() -> None:
    steps = [step_of(tenths / 10) for tenths in range(10, 51)]

    assert steps == sorted(steps)
    assert set(steps) == set(range(6))


@pytest.mark.parametrize("shade", Shade)
def test_a_withheld_cell_is_a_pattern_with_its_reason_and_no_level(shade: Shade) -> None:
    svg = drawn(table((cell(TOO_FEW, REASON), cell(known(3.4)))), shade=shade)

    assert "<pattern" in svg
    assert REASON in " ".join(written(svg))
    colours = [fill.lower() for fill, _ink in PALETTES[shade].heat if fill.lower() in svg]
    assert len(colours) == 1


def test_neighbours_without_a_number_are_one_gap_with_one_reason() -> None:
    gaps = (cell(TOO_FEW, REASON),) * 3

    assert written(drawn(table(gaps))).count(REASON) == 1


def test_a_round_without_any_number_is_one_tall_gap() -> None:
    rows = [(cell(known(3.4)), cell(TOO_FEW, REASON)) for _row in range(4)]

    assert written(drawn(table(*rows))).count(REASON) == 1


def test_only_a_tested_change_gets_a_triangle() -> None:
    plain, quiet = drawn(table((cell(known(3.4)),))), [Verdict.STEADY, Verdict.CANNOT_TELL]

    assert all(drawn(table((cell(known(3.4), verdict=v),))) == plain for v in quiet)
    up, down = (drawn(table((cell(known(3.4), verdict=v),))) for v in (Verdict.UP, Verdict.DOWN))
    assert len({plain, up, down}) == 3


def test_a_bound_says_which_way_it_can_go() -> None:
    higher = cell(bounded(4.2, Side.HIGHER), "4.2 or higher")

    assert {"4.2", "or higher"} <= set(written(drawn(table((higher,) * 6))))


def test_where_there_is_little_room_a_bound_is_written_short() -> None:
    level = bounded(4.2, Side.HIGHER)
    narrow = tuple(Cell(level=level, shown="4.2 or higher", short="4.2↑") for _column in range(11))

    assert written(drawn(table(narrow), width=Width.PHONE)).count("4.2↑") == 11


def test_narrow_columns_turn_their_titles() -> None:
    wide, narrow = (table((cell(known(3.4)),) * columns) for columns in (4, 22))

    assert "rotate(-90" in drawn(narrow, width=Width.PHONE)
    assert "rotate(-90" not in drawn(wide, width=Width.PHONE)


def test_the_order_is_the_one_that_came_in() -> None:
    """Sorting by level would make a ranking of departments."""
    low, high = ((cell(known(value)),) for value in (2.1, 4.4))

    names = [text for text in written(drawn(table(low, high, low))) if "Topic" in text]

    assert names == ["Topic 0", "Topic 1", "Topic 2"]


def test_a_row_needs_one_cell_for_each_column() -> None:
    with pytest.raises(ValueError, match="one cell for each column"):
        Heatmap(columns=(Head(title="Q1"),), rows=(Line(title="Topic", cells=()),))
