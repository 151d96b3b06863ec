"""Move everything to other databases, and prove that it has come over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Engine, Table

from feedbackpulse.backup.alone import alone_with
from feedbackpulse.backup.columns import columns_of, lines, read_lines
from feedbackpulse.backup.domain import BackupError, Store
from feedbackpulse.backup.loading import Filling, fill
from feedbackpulse.backup.snapshot import engines_of
from feedbackpulse.backup.writing import all_rows, tables_of
from feedbackpulse.database import Stores, ballot_transaction, transaction
from feedbackpulse.progress import Report, untold


class LostOnTheWayError(BackupError):
    """What has come over is not what was there."""


@dataclass(kw_only=True, slots=True)
class Content:
    """How many rows a table has, and a sum over them that does not depend on their order."""

    rows: int = 0
    total: int = 0

    def add(self, line: bytes) -> None:
        """Count a row."""
        self.rows += 1
        self.total = (self.total + int.from_bytes(sha256(line).digest())) % (1 << 256)


def move(source: Stores, target: Stores, *, report: Report = untold) -> Mapping[str, Content]:
    """Copy all rows into empty tables of the same version, and compare; say what has come over.

    Nobody writes to the source meanwhile, and it stays as it was. Raises InUseError, and
    LostOnTheWayError.
    """
    sent: dict[str, Content] = {}
    with alone_with(source) as connections:
        with target.box() as box, ballot_transaction(box):
            fill(box, _fillings(connections["box"], "box", sent))
        with target.main() as session, transaction(session):
            fill(session, _fillings(connections["main"], "main", sent), report=report)
    _compare(sent, _contents(target))
    return sent


def _fillings(connection: Connection, store: Store, sent: dict[str, Content]) -> list[Filling]:
    return [
        Filling(
            table=each.name,
            columns=columns_of(each),
            rows=_sending(connection, each, sent.setdefault(each.name, Content())),
        )
        for each in tables_of(store)
    ]


def _sending(connection: Connection, table: Table, content: Content) -> Iterator[dict[str, Any]]:
    return read_lines(_added(_lines(connection, table), content), columns_of(table))


def _lines(connection: Connection, table: Table) -> Iterator[bytes]:
    return lines(all_rows(connection, table), columns_of(table))


def _added(text: Iterable[bytes], content: Content) -> Iterator[bytes]:
    for line in text:
        content.add(line)
        yield line


def _contents(stores: Stores) -> dict[str, Content]:
    main, box = engines_of(stores)
    return {**_contents_of(main, "main"), **_contents_of(box, "box")}


def _contents_of(engine: Engine, store: Store) -> dict[str, Content]:
    found: dict[str, Content] = {}
    with engine.connect() as connection:
        for table in tables_of(store):
            content = found.setdefault(table.name, Content())
            for line in _lines(connection, table):
                content.add(line)
    return found


def _compare(sent: Mapping[str, Content], come: Mapping[str, Content]) -> None:
    if differing := sorted(name for name in sent if sent[name] != come[name]):
        raise LostOnTheWayError(
            f"{', '.join(differing)}: what has come over differs. The old databases are as they"
            " were; empty the new ones, and begin again"
        )
