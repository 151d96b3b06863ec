"""Do units stand side by side without a rank, and only where they can be told apart?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from feedbackpulse.insight.agreement import Comparability
from feedbackpulse.insight.estimates import Known
from feedbackpulse.web.hr.heat_view import HeatPage
from tests.web.hr.side_by_side import OTHER, TOPIC, WHOLE, Group, side_by_side, unit

APART: list[Group] = [(2.2 + place * 0.2, 10) for place in range(12)]
ALIKE: list[Group] = [(3.3 + place % 2 * 0.1, 10) for place in range(12)]


@pytest.fixture(autouse=True)
def request_in_english(app: Flask) -> Iterator[None]:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


def below(groups: list[Group], spreads: dict[str, float]) -> HeatPage:
    found = side_by_side(groups, spreads=spreads).below(WHOLE)
    assert found is not None
    return found


def test_rows_keep_the_order_of_the_organisation() -> None:
    page = below(list(reversed(APART)), {TOPIC: 0.8})

    assert [line.name for line in page.lines] == [f"Team {place}" for place in range(1, 13)]


def test_what_fewer_people_said_is_drawn_further_to_the_middle() -> None:
    page = below([*APART, (2.4, 7)], {TOPIC: 0.8})

    many, few = page.lines[1].cells[0].level, page.lines[12].cells[0].level

    assert isinstance(many, Known)
    assert isinstance(few, Known)
    assert 2.4 < many.value < few.value


def test_units_that_cannot_be_told_apart_show_no_number_but_the_whole_does() -> None:
    page = below(ALIKE, {TOPIC: 0.8})

    assert page.columns[0].use is Comparability.NONE
    assert {line.cells[0].said for line in page.lines} == {None}
    assert page.top.cells[0].said is not None
    assert page.alike == (page.columns[0].topic.title,)


def test_units_to_be_followed_alone_keep_their_own_number_without_a_colour() -> None:
    between: list[Group] = [(3.1 + place * 0.06, 10) for place in range(12)]

    page = below(between, {TOPIC: 0.45})

    assert page.columns[0].use is Comparability.OWN_TREND
    said = [line.cells[0].said for line in page.lines]
    assert [one.text for one in said if one][:2] == ["3.1", "3.2"]
    assert not any(line.cells[0].is_coloured for line in page.lines)


def test_too_few_units_say_that_nothing_is_known_of_differences() -> None:
    page = below(APART[:4], {TOPIC: 0.8, OTHER: 0.8})

    assert [column.use for column in page.columns] == [None, None]
    assert page.is_unsure


def test_a_unit_without_a_figure_is_named_with_the_reason_and_not_opened() -> None:
    page = below([*APART, None], {TOPIC: 0.8})

    last = page.lines[-1]

    assert {cell.said.text for cell in last.cells if cell.said} == {"too few answers"}
    assert not last.may_open


def test_below_a_unit_of_people_there_is_nothing() -> None:
    assert side_by_side(APART, spreads={}).below(unit(1)) is None
