"""What is in a backup, what is not, and what can be wrong with one. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Literal, Self
from uuid import UUID

FORMAT: Final = 1
Store = Literal["main", "box"]


class Kind(StrEnum):
    """What a column holds, whatever the database calls it."""

    UUID = "uuid"
    MOMENT = "moment"
    DATE = "date"
    TIME = "time"
    BYTES = "bytes"
    BOOL = "bool"
    INT = "int"
    REAL = "real"
    TEXT = "text"
    JSON = "json"


Columns = Mapping[str, Kind]

LEFT_OUT: Final = frozenset(
    {"session", "one_time_link", "attempts", "invitation", "team_session", "session_vote"}
)
"""Ways in that must not come back to life, and what is forgotten within a day anyway."""
NOT_OURS: Final = ("alembic_version", "huey")
"""How the names of tables begin that others keep: the version of a database, and what wakes workers."""
SEALED: Final = ("roster", "code", "ballot")
"""Who may answer, who did, and with what: sealed to the key of their round, which is no part of a
backup and goes when the round is burnt."""


class BackupError(Exception):
    """A backup cannot be made, or not be used."""


class BrokenBackupError(BackupError):
    """What is in the file is not what was written."""


class UnknownBackupError(BackupError):
    """The file is no backup, or one of a newer version."""


class MissingKeysError(BackupError):
    """The keys of rounds that were under way are not in the keystore."""


class NotEmptyError(BackupError):
    """There is something in the databases that a backup would be put into."""


class InUseError(BackupError):
    """Somebody else works with the databases that would be moved."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """The rows of one table; of one round only, where they are sealed.

    How many rows are sealed is not said, because that would be a count of who answered.
    """

    store: Store
    table: str
    columns: Columns
    sha256: str
    rows: int | None = None
    round_id: UUID | None = None

    @property
    def name(self) -> str:
        """Return under which name the rows lie in the file."""
        if self.round_id is None:
            return f"{self.store}/{self.table}.jsonl"
        return sealed_name(self.round_id, self.table)


def sealed_name(round_id: UUID, table: str) -> str:
    """Return under which name the sealed rows of a round lie."""
    return f"sealed/{round_id.hex}/{table}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """What a backup says of itself. *made_at* is when it began."""

    version: str
    made_at: datetime
    epoch: int
    revisions: Mapping[Store, str]
    entries: tuple[Entry, ...]

    @property
    def rows(self) -> int:
        """Return how many rows there are, without those that are sealed."""
        return sum(entry.rows or 0 for entry in self.entries)

    @property
    def rounds(self) -> frozenset[UUID]:
        """Return the rounds of which something is sealed."""
        return frozenset(one.round_id for one in self.entries if one.round_id is not None)

    def of(self, store: Store) -> tuple[Entry, ...]:
        """Return the tables of one store, those that others refer to first."""
        return tuple(entry for entry in self.entries if entry.store == store)

    def to_json(self) -> bytes:
        """Return the manifest as it is kept."""
        told = {"format": FORMAT, "made_at": self.made_at.isoformat(), "version": self.version}
        told |= {"epoch": self.epoch, "revisions": dict(self.revisions)}
        entries = [_plain(entry) for entry in self.entries]
        return json.dumps({**told, "entries": entries}, indent=1).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Self:
        """Return the manifest that was kept. Raises UnknownBackupError."""
        try:
            found = json.loads(text)
            if found["format"] != FORMAT:
                raise UnknownBackupError(f"it has format {found['format']}; this reads {FORMAT}")
            return cls(
                version=str(found["version"]),
                made_at=datetime.fromisoformat(found["made_at"]),
                epoch=int(found["epoch"]),
                revisions={"main": found["revisions"]["main"], "box": found["revisions"]["box"]},
                entries=tuple(map(_entry, found["entries"])),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise UnknownBackupError("its manifest makes no sense") from error


def _plain(entry: Entry) -> dict[str, Any]:
    told = asdict(entry)
    told["round_id"] = None if entry.round_id is None else entry.round_id.hex
    return told


def _entry(told: Mapping[str, Any]) -> Entry:
    if told["store"] not in {"main", "box"}:
        raise UnknownBackupError("it has a store that nobody knows")
    if told["table"] in LEFT_OUT or told["table"].startswith(NOT_OURS):
        raise UnknownBackupError(f"it has a table that no backup has: {told['table']}")
    return Entry(
        store=told["store"],
        table=told["table"],
        columns={name: Kind(kind) for name, kind in told["columns"].items()},
        sha256=told["sha256"],
        rows=told["rows"],
        round_id=None if told["round_id"] is None else UUID(told["round_id"]),
    )
