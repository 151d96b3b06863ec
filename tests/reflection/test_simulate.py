"""Do profiles keep their limits in a short run, and is what was found written down?"""

from __future__ import annotations

import pytest

from tests.insight.methods.measure import QUICK_SLACK, Table, count, share
from tests.insight.methods.writing import DOCS, markdown_of
from tests.reflection.simulate import MARKS, QUICK_RUNS, RUNS, as_markdown, tables


@pytest.fixture(scope="module")
def short_run() -> list[Table]:
    """Return every table, of few people."""
    return list(tables(QUICK_RUNS))


def test_a_short_run_keeps_the_limits(short_run: list[Table]) -> None:
    assert [fault for table in short_run for fault in table.faults(slack=QUICK_SLACK)] == []


def test_the_document_has_every_table_with_as_many_rows(short_run: list[Table]) -> None:
    begin, end = MARKS
    written = DOCS.read_text(encoding="utf-8").partition(begin)[2].partition(end)[0]

    for table in short_run:
        title, about, rows = markdown_of(table, RUNS)
        assert title in written
        assert about in written
        assert rows.splitlines()[0] in written
    assert written.count("\n|") == sum(len(table.rows) + 2 for table in short_run)


def test_tables_are_written_between_the_marks() -> None:
    columns = (count("Parts", "Onderdelen"), share("After 1", "Na 1", most=0.07))
    table = Table(
        key="x", title={"en": "Title"}, about={"en": "About."}, columns=columns, rows=((8, 0.05),)
    )

    begin, end = MARKS
    assert as_markdown([table]).startswith(begin)
    assert as_markdown([table]).endswith(end)
    assert "| 8 | 5% |" in as_markdown([table])
