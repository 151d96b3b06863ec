"""Has the ballot box, or the release, a column that could tell who or when?"""

from __future__ import annotations

import pytest
from sqlalchemy import Column, Date, DateTime, MetaData, Table, Time, Uuid

from feedbackpulse.database import UtcDateTime
from feedbackpulse.metadata import ballot_metadata, metadata

RELEASE = ("figure", "spread", "comment")
MOMENTS = (DateTime, Date, Time, UtcDateTime)
TELLING = ("person", "user", "sender", "address", "agent", "created", "updated", "seq", "ip", "at")
BOX_COLUMNS = {
    "ballot": {"number_hash", "round_id", "stamp", "sealed"},
    "urn": {"round_id", "open"},
}


def faults(table: Table) -> list[str]:
    """Return what is wrong with a table that must not know who or when."""
    found = [f"{column} is a moment" for column in table.c if isinstance(column.type, MOMENTS)]
    for column in table.c:
        if set(column.name.split("_")) & set(TELLING):
            found.append(f"{column} sounds like a person or a moment")
        if column.primary_key and column.type.python_type is int:
            found.append(f"{column} numbers the rows")
        found += [
            f"{column} leads to a person"
            for key in column.foreign_keys
            if key.column.table.name == "person"
        ]
    return found


@pytest.mark.parametrize(
    "table", [*ballot_metadata.sorted_tables, *(metadata.tables[name] for name in RELEASE)], ids=str
)
def test_nothing_tells_who_or_when(table: Table) -> None:
    assert faults(table) == []


def test_the_box_has_these_columns_and_no_others() -> None:
    columns = {table.name: set(table.c.keys()) for table in ballot_metadata.sorted_tables}

    assert columns == BOX_COLUMNS


@pytest.mark.parametrize("name", ["ballot", *RELEASE, "roster"])
def test_rows_that_came_from_people_are_not_numbered_by_the_database(name: str) -> None:
    table = {**ballot_metadata.tables, **metadata.tables}[name]

    assert table.dialect_options["sqlite"]["with_rowid"] is False


def test_the_roster_keeps_no_moment() -> None:
    assert not [c for c in metadata.tables["roster"].c if isinstance(c.type, MOMENTS)]


def test_the_lint_finds_what_it_looks_for() -> None:
    bad = Table(
        "bad",
        MetaData(),
        Column("number", Uuid, primary_key=True),
        Column("created_at", DateTime),
        Column("sender_ip", Uuid),
    )

    assert len(faults(bad)) == 3
