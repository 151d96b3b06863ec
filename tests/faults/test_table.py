"""Does the table in the document say what was measured, and did all of it hold?"""

from __future__ import annotations

from tests.faults import table
from tests.faults.catalogue import all_faults


def test_the_document_has_what_was_written_down() -> None:
    assert table.as_markdown(table.kept(), all_faults()) in table.DOCS.read_text(encoding="utf-8")


def test_whatever_was_measured_holds_and_its_careless_variant_was_caught() -> None:
    assert [one["id"] for one in table.kept() if not table.holds(one)] == []
