"""Does every method keep its limits in a short run, and do the written tables say what was found?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from feedbackpulse.insight.estimates import ITEM_RELIABILITY
from tests.insight.methods import writing
from tests.insight.methods.catalogue import SIMULATIONS, Simulation
from tests.insight.methods.changing import Case
from tests.insight.methods.coverage import near_the_end
from tests.insight.methods.measure import QUICK_SLACK, Form, Table, share
from tests.insight.methods.population import scale

KEYS = ["coverage", "ends", "flags", "power", "steady", "bands", "long", "shrinkage"]


@pytest.mark.parametrize("simulation", SIMULATIONS, ids=KEYS)
def test_a_short_run_keeps_the_limits(simulation: Simulation) -> None:
    table = simulation.make(simulation.quick)
    [written] = [one for one, _ in writing.packaged()[1] if one.key == table.key]

    assert table.faults(slack=QUICK_SLACK) == []
    assert replace(written, rows=()) == replace(table, rows=())
    assert len(written.rows) == len(table.rows)


def test_a_seed_gives_the_same_table_each_time() -> None:
    assert near_the_end(60) == near_the_end(60)


def test_the_written_tables_are_those_of_today_and_all_hold() -> None:
    _, measured = writing.packaged()

    assert [table.key for table, _ in measured] == KEYS
    assert [runs for _, runs in measured] == [one.runs for one in SIMULATIONS]
    assert [fault for table, _ in measured for fault in table.faults()] == []


def test_the_document_has_the_packaged_tables() -> None:
    day, measured = writing.packaged()

    assert writing.as_markdown(measured, day) in writing.DOCS.read_text(encoding="utf-8")


def test_plain_arrows_would_not_keep_the_limit_of_false_flags() -> None:
    families = list(Case(team=8).families(40))
    arrows = sum(pair.arrow for family in families for pair in family) / (40 * len(families[0]))

    assert arrows > 0.15


def test_a_number_outside_its_limit_is_a_fault() -> None:
    column = share("Holds", "Klopt", least=0.93)
    table = Table(key="x", title={}, about={}, columns=(column,), rows=((0.94,), (0.92,)))

    assert table.faults() == ["x (0.92,): Holds is 0.920"]
    assert table.faults(slack=0.02) == []


def test_every_text_of_the_tables_is_there_in_both_languages() -> None:
    _, measured = writing.packaged()
    texts = [
        text
        for table, _ in measured
        for text in (table.title, table.about, *(column.name for column in table.columns))
    ]

    assert {frozenset(text) for text in texts} == {frozenset({"en", "nl"})}


@pytest.mark.parametrize(("level", "spread"), [(2.5, 0.64), (3.4, 0.85), (4.0, 1.06)])
def test_the_teams_of_nobody_are_as_they_are_wanted(level: float, spread: float) -> None:
    found = scale(level=level, spread=spread).moves().tolist()

    assert found == pytest.approx([level, spread, ITEM_RELIABILITY], abs=1e-6)


def test_small_shares_are_written_with_a_decimal() -> None:
    shown = [writing.shown(number, Form.SHARE) for number in (0.0123, 0.08, 0.934, 1.0)]

    assert shown == ["1.2%", "8%", "93%", "100%"]
