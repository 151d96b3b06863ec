"""Write a backup of both stores while people go on answering."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID
from zipfile import ZipFile

from sqlalchemy import Connection, Table, select

from feedbackpulse.backup.archive import MANIFEST, add, new_archive
from feedbackpulse.backup.columns import columns_of, lines, reading
from feedbackpulse.backup.domain import LEFT_OUT, SEALED, Entry, Manifest, Store, sealed_name
from feedbackpulse.backup.rounds import Waiting, sealed_lines, waiting_rounds
from feedbackpulse.backup.sealing import sealed
from feedbackpulse.backup.snapshot import Views, as_they_are
from feedbackpulse.cycles.tables import RoundRow
from feedbackpulse.database import Stores
from feedbackpulse.installation.tables import InstallationRow
from feedbackpulse.metadata import ballot_metadata, metadata
from feedbackpulse.progress import Report, untold
from feedbackpulse.roster.service import scrub_roster
from feedbackpulse.traces import forget_deleted

AT_ONCE: Final = 1000


def write_backup(
    stores: Stores,
    path: Path,
    *,
    version: str,
    revisions: Mapping[Store, str],
    now: datetime,
    report: Report = untold,
) -> Manifest:
    """Write everything of both stores to a new file, and return what it says of itself.

    *version* is ours, *revisions* are those of the databases. What was acknowledged before this call is in it. Keys
    are not. Raises FileExistsError.
    """
    with new_archive(path) as archive, as_they_are(stores) as views:
        writer = _Writer(archive=archive, views=views, report=report)
        writer.write()
        manifest = Manifest(
            version=version,
            made_at=now,
            epoch=_epoch(views.main),
            revisions=revisions,
            entries=tuple(writer.entries),
        )
        archive.writestr(MANIFEST, manifest.to_json())
    _sweep_if_burnt(stores, manifest.rounds)
    return manifest


def _sweep_if_burnt(stores: Stores, rounds: Collection[UUID]) -> None:
    """Write the roster anew when a round was burnt while we looked at an older state of it."""
    with stores.main() as session:
        burnt = select(RoundRow.id).where(RoundRow.id.in_(rounds), RoundRow.burnt)
        if session.scalars(burnt).first() is None:
            return
    with stores.main() as session:
        scrub_roster(session)
        forget_deleted(session)


def _epoch(main: Connection) -> int:
    return main.scalar(select(InstallationRow.epoch)) or 0


@dataclass(kw_only=True, slots=True)
class _Writer:
    """Writes one backup; everything of the box first, for casting may wait for that."""

    archive: ZipFile
    views: Views
    report: Report
    entries: list[Entry] = field(default_factory=list)

    def write(self) -> None:
        for each in waiting_rounds(self.views.main):
            for table in _sealed_tables():
                self._write_sealed(table, each)
        for table in _open_tables("box"):
            self._write_open("box", table)
        self.views.close_first()
        tables = _open_tables("main")
        for number, table in enumerate(tables, 1):
            self._write_open("main", table)
            self.report(number, len(tables))

    def _write_open(self, store: Store, table: Table) -> None:
        connection: Connection = getattr(self.views, store)
        columns = columns_of(table)
        counted = Counted(lines(all_rows(connection, table), columns))
        entry = Entry(store=store, table=table.name, columns=columns, sha256="")
        digest = add(self.archive, entry.name, counted)
        self._keep(store, table, digest, rows=counted.count)

    def _write_sealed(self, table: Table, asked: Waiting) -> None:
        name = sealed_name(asked.id, table.name)
        text = sealed_lines(self.views, table, round_id=asked.id)
        pieces = sealed(text, public_key=asked.public_key, place=name)
        digest = add(self.archive, name, pieces, packed=False)
        self._keep(store_of(table), table, digest, asked=asked)

    def _keep(
        self,
        store: Store,
        table: Table,
        digest: str,
        *,
        rows: int | None = None,
        asked: Waiting | None = None,
    ) -> None:
        self.entries.append(
            Entry(
                store=store,
                table=table.name,
                columns=columns_of(table),
                sha256=digest,
                rows=rows,
                round_id=None if asked is None else asked.id,
            )
        )


@dataclass(slots=True)
class Counted:
    """Lines that pass by, and how many did."""

    lines: Iterator[bytes]
    count: int = 0

    def __iter__(self) -> Iterator[bytes]:
        """Yield the lines."""
        for line in self.lines:
            self.count += 1
            yield line


def all_rows(connection: Connection, table: Table) -> Iterator[tuple[object, ...]]:
    """Yield all rows of a table, never many at once."""
    query = reading(table, connection.dialect)
    for row in connection.execute(query, execution_options={"yield_per": AT_ONCE}):
        yield tuple(row)


def tables_of(store: Store) -> tuple[Table, ...]:
    """Return the tables of a store, those that others refer to first."""
    return tuple((metadata if store == "main" else ballot_metadata).sorted_tables)


def store_of(table: Table) -> Store:
    """Return where a table is."""
    return "main" if table.metadata is metadata else "box"


def _open_tables(store: Store) -> tuple[Table, ...]:
    return tuple(t for t in tables_of(store) if t.name not in {*LEFT_OUT, *SEALED})


def _sealed_tables() -> tuple[Table, ...]:
    every = {table.name: table for table in (*tables_of("main"), *tables_of("box"))}
    return tuple(every[name] for name in SEALED)
