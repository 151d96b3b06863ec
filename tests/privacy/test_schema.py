"""Has the ballot box, or the release, a column that could tell who or when?"""

from __future__ import annotations

import pytest
from sqlalchemy import Column, Date, DateTime, MetaData, Table, Time, Uuid

from feedbackpulse.database import UtcDateTime
from feedbackpulse.metadata import ballot_metadata, metadata
from tests.privacy.attacks.schema import RELEASE, faults

BOX_COLUMNS = {
    "ballot": {"number_hash", "round_id", "stamp", "sealed"},
    "code": {"code_hash", "round_id", "stamp", "spent"},
    "stamp_key": {"round_id", "stamp", "public_key", "peeled"},
    "urn": {"round_id", "open", "room", "outer"},
}
RELEASE_COLUMNS = {
    "figure": {
        *("round_id", "team_id", "part", "item", "item_version"),
        *("visible", "hidden", "low_sum", "high_sum", "membership_changed"),
    },
    "spread": {"round_id", "item", "sd"},
    "comment": {"id", "round_id", "team_id", "part", "item", "body", "mailbox"},
    "option_count": {"round_id", "item", "option", "count"},
    "cut": {"round_id", "attribute", "value", "item", "favourable", "rated"},
    "receipt": {"round_id", "code"},
    "tally": {"round_id", "team_id", "part", "issued", "cast"},
    "differences": {
        *("round_id", "checkpoint", "leaves_mean", "leaves_error", "leaves_tau"),
        *("larger_mean", "larger_error", "larger_tau", "icc_one", "icc_two", "icc_units"),
    },
    "strictness": {"before_id", "after_id", "item", "claimed", "steps"},
}
FROM_PEOPLE = ["ballot", "code", "figure", "spread", "comment", "receipt", "roster"]


@pytest.mark.parametrize(
    "table", [*ballot_metadata.sorted_tables, *(metadata.tables[name] for name in RELEASE)], ids=str
)
def test_nothing_tells_who_or_when(table: Table) -> None:
    assert faults(table) == []


def test_the_box_has_these_columns_and_no_others() -> None:
    columns = {table.name: set(table.c.keys()) for table in ballot_metadata.sorted_tables}

    assert columns == BOX_COLUMNS


def test_the_release_has_these_columns_and_no_others() -> None:
    columns = {name: set(metadata.tables[name].c.keys()) for name in RELEASE}

    assert columns == RELEASE_COLUMNS


@pytest.mark.parametrize("name", FROM_PEOPLE)
def test_rows_that_came_from_people_are_not_numbered_by_the_database(name: str) -> None:
    table = {**ballot_metadata.tables, **metadata.tables}[name]

    assert table.dialect_options["sqlite"]["with_rowid"] is False


def test_the_roster_says_no_more_than_that_somebody_claimed() -> None:
    roster = metadata.tables["roster"]

    assert set(roster.c.keys()) == {"round_id", "person_id", "team_id", "part", "claim"}
    assert not [c for c in roster.c if isinstance(c.type, (DateTime, Date, Time, UtcDateTime))]


def test_a_reply_has_the_day_of_its_reader_and_leads_to_no_person() -> None:
    """That day is of the one who replied, after the release: it says nothing of an answer."""
    reply = metadata.tables["comment_reply"]

    assert faults(reply) == [
        "comment_reply.written_on is a moment",
        "comment_reply.written_on sounds like a person or a moment",
    ]
    assert isinstance(reply.c.written_on.type, Date)
    assert {key.column.table.name for key in reply.foreign_keys} == {"comment"}


def test_the_lint_finds_what_it_looks_for() -> None:
    bad = Table(
        "bad",
        MetaData(),
        Column("number", Uuid, primary_key=True),
        Column("created_at", UtcDateTime),
        Column("sender_ip", Uuid),
    )

    assert len(faults(bad)) == 3
