"""Put a backup into empty databases, and tell what had to be left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZipFile

from feedbackpulse.backup.archive import entry_of
from feedbackpulse.backup.columns import read_lines
from feedbackpulse.backup.domain import Entry, Manifest, Store
from feedbackpulse.backup.loading import Filling, fill
from feedbackpulse.backup.sealing import opened
from feedbackpulse.ballots.keystore import has_key, load_key
from feedbackpulse.database import Stores, ballot_transaction, transaction
from feedbackpulse.progress import Report, untold


def missing_keys(keys: Path, manifest: Manifest) -> frozenset[UUID]:
    """Return the rounds of which something is sealed and whose key is gone."""
    return frozenset(each for each in manifest.rounds if not has_key(keys, round_id=each))


def put_back(
    stores: Stores, archive: ZipFile, manifest: Manifest, *, report: Report = untold
) -> frozenset[UUID]:
    """Put all rows into empty tables of the backup's own version.

    Return the rounds whose key is gone: what was sealed of those nobody can read any more.
    """
    lost = missing_keys(stores.keys, manifest)
    source = _Source(archive=archive, keys=stores.keys, lost=lost)
    with stores.box() as box, ballot_transaction(box):
        fill(box, source.fillings(manifest, "box"))
    with stores.main() as session, transaction(session):
        fill(session, source.fillings(manifest, "main"), report=report)
    return lost


@dataclass(frozen=True, kw_only=True, slots=True)
class _Source:
    """A backup, and the rounds whose key is gone."""

    archive: ZipFile
    keys: Path
    lost: frozenset[UUID]

    def fillings(self, manifest: Manifest, store: Store) -> list[Filling]:
        """Return what goes into the tables of a store, those that others refer to first.

        What is sealed refers to rows that are not, and comes after them.
        """
        entries = sorted(manifest.of(store), key=lambda entry: entry.round_id is not None)
        return [
            Filling(table=entry.table, columns=entry.columns, rows=self._rows(entry))
            for entry in entries
            if entry.round_id is None or entry.round_id not in self.lost
        ]

    def _rows(self, entry: Entry) -> Iterator[Mapping[str, Any]]:
        with entry_of(self.archive, entry.name) as file:
            if entry.round_id is None:
                yield from read_lines(file, entry.columns)
            else:
                key = load_key(self.keys, round_id=entry.round_id)
                yield from read_lines(opened(file, key=key, place=entry.name), entry.columns)
