"""A5: has a table of ballots, or of what is released, a column that could tell who or when?

The tables are read from the real databases, so that nothing that an engine adds stays unseen.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Engine,
    Integer,
    MetaData,
    Table,
    Time,
    Uuid,
)
from sqlalchemy.types import TypeEngine

from feedbackpulse.metadata import ballot_metadata
from tests.privacy.attacks.measure import Lab, Measure

RELEASE: Final = (
    *("figure", "spread", "comment", "option_count", "cut", "receipt", "tally"),
    *("differences", "strictness"),
)
"""What is published of a round, in the main store."""
MOMENTS: Final = (DateTime, Date, Time)
TELLING: Final = {
    "person", "user", "sender", "address", "agent", "created", "updated", "seq", "ip", "at", "on",
}  # fmt: skip


def faults(table: Table) -> list[str]:
    """Return what is wrong with a table that must not know who or when."""
    return [fault for column in table.columns for fault in _faults(column)]


def _faults(column: Column[object]) -> list[str]:
    found = []
    if isinstance(_plain(column.type), MOMENTS):
        found.append(f"{column} is a moment")
    if set(column.name.split("_")) & TELLING:
        found.append(f"{column} sounds like a person or a moment")
    if _numbers_rows(column):
        found.append(f"{column} numbers the rows")
    if any(key.column.table.name == "person" for key in column.foreign_keys):
        found.append(f"{column} leads to a person")
    return found


def _plain(kind: TypeEngine[object]) -> TypeEngine[object]:
    return getattr(kind, "impl_instance", kind)


def _numbers_rows(column: Column[object]) -> bool:
    counts = column.identity is not None or "nextval" in str(column.server_default)
    return counts or (column.primary_key and isinstance(column.type, Integer))


def measure(lab: Lab) -> Measure:
    """Read the tables of an installation."""
    with lab.instance() as instance:
        with instance.stores.main() as session:
            main = _reflected(session.get_bind(), RELEASE)  # type: ignore[arg-type]  # our sessions have engines
        with instance.stores.box() as box:
            kept = _reflected(box.get_bind(), tuple(ballot_metadata.tables))  # type: ignore[arg-type]  # the same
    return _measure([*main, *kept])


def naive(_: Lab) -> Measure:
    """The test of the test: a table as it is usually made."""
    naive = Table(
        "naive",
        MetaData(),
        Column("id", Integer, primary_key=True),
        Column("token", Uuid),
        Column("created_at", DateTime),
        Column("sender_ip", Uuid),
    )
    return _measure([naive])


def _measure(tables: list[Table]) -> Measure:
    found = [fault for table in tables for fault in faults(table)]
    figure = f"{len(found)} / {sum(len(table.columns) for table in tables)}"
    return Measure(figure=figure, holds=not found, details=tuple(found))


def _reflected(engine: Engine, names: tuple[str, ...]) -> list[Table]:
    found = MetaData()
    found.reflect(engine, only=names)
    return [found.tables[name] for name in names]
