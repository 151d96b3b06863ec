"""Somebody's notebook: private pages, under a key of their own that is wrapped by the server's.

Who sealed their notebook has it wrapped by a passphrase as well; then it opens only with what
their browser keeps after they typed it, and the server alone reads nothing.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from feedbackpulse.database import one_at_a_time
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reading import once
from feedbackpulse.reflection.server_keys import (
    KEY_BYTES,
    LostServerKeyError,
    ServerKey,
    key_numbers,
    load_key,
    newest_key,
)
from feedbackpulse.reflection.tables import (
    LetterRow,
    NotebookPageRow,
    NotebookRow,
    ReminderRow,
)

LOCK: Final = "reflections"
SERVER_KEY_LOCK: Final = "server key"
"""Taken by who makes a notebook under the newest key, and by who destroys older ones."""


class SealedError(Exception):
    """The notebook opens only with its owner's passphrase."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Notebook:
    """An opened notebook. Whoever holds one may read and write the owner's pages."""

    owner: PersonId
    key: bytes = field(repr=False)

    @property
    def page_key(self) -> bytes:
        """Return the key of the pages: 32 bytes."""
        return self._derived("pages")

    @property
    def letter_key(self) -> X25519PrivateKey:
        """Return the key that opens letters to the owner."""
        return X25519PrivateKey.from_private_bytes(self._derived("letters"))

    @property
    def address(self) -> bytes:
        """Return what letters to the owner are sealed for: a public key of 32 bytes."""
        return self.letter_key.public_key().public_bytes_raw()

    def _derived(self, use: str) -> bytes:
        return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=use.encode()).derive(
            self.key
        )


def open_notebook(
    session: Session, *, keys: Path, owner: PersonId, unlocked: bytes | None = None
) -> Notebook:
    """Return somebody's notebook, which is made when they have none yet.

    *keys* is the keystore; *unlocked* is the key that a passphrase set free. Raises SealedError
    when the owner sealed it and that key is missing or of before, and LostServerKeyError.
    """
    one_at_a_time(session, LOCK, owner)
    return find_notebook(session, keys=keys, owner=owner, unlocked=unlocked) or _make(
        session, keys, owner
    )


def find_notebook(
    session: Session, *, keys: Path, owner: PersonId, unlocked: bytes | None = None
) -> Notebook | None:
    """Return somebody's notebook, or None when they have none. Raises as `open_notebook` does."""
    row, _pages = rows_of(session, owner=owner)
    if row is None:
        return None
    if row.sealed:
        return _unlocked(row, unlocked)
    server_key = load_key(keys, number=row.server_key)
    return Notebook(owner=owner, key=server_key.unwrap(row.wrapped, place=place_of(owner)))


def blank_notebook(owner: PersonId) -> Notebook:
    """Return an empty notebook that is kept nowhere: to look into, not to write in."""
    return Notebook(owner=owner, key=secrets.token_bytes(KEY_BYTES))


def address_of(session: Session, *, keys: Path, owner: PersonId) -> bytes:
    """Return what letters to somebody are sealed for; sealed notebooks have it too."""
    one_at_a_time(session, LOCK, owner)
    row = session.get(NotebookRow, owner, populate_existing=True)
    return row.address if row is not None else _make(session, keys, owner).address


def is_sealed(session: Session, *, owner: PersonId) -> bool:
    """Say whether a notebook opens only with its owner's passphrase."""
    row, _pages = rows_of(session, owner=owner)
    return row is not None and row.sealed


@once
def rows_of(
    session: Session, *, owner: PersonId
) -> tuple[NotebookRow | None, tuple[NotebookPageRow, ...]]:
    """Return a notebook and all its pages as they lie there: who opens one reads in it."""
    query: Select[*tuple[Any, ...]] = (
        select(NotebookRow, NotebookPageRow)
        .outerjoin(NotebookPageRow, NotebookPageRow.owner == NotebookRow.owner)
        .where(NotebookRow.owner == owner)
        .execution_options(populate_existing=True)
    )
    found = session.execute(query).all()
    pages = tuple(page for _row, page in found if page is not None)
    return (found[0][0] if found else None), pages


def note_use(session: Session, *, notebook: Notebook, on: date) -> None:
    """Remember in which month the owner last finished a reflection, and no finer."""
    row = session.get_one(NotebookRow, notebook.owner)
    row.used_on = on.replace(day=1)
    session.flush()


def erase_notebook(session: Session, *, owner: PersonId) -> None:
    """Destroy somebody's notebook: its key, every page and every letter to them."""
    one_at_a_time(session, LOCK, owner)
    session.execute(delete(LetterRow).where(LetterRow.reader == owner))
    session.execute(delete(ReminderRow).where(ReminderRow.owner == owner))
    session.execute(delete(NotebookPageRow).where(NotebookPageRow.owner == owner))
    session.execute(delete(NotebookRow).where(NotebookRow.owner == owner))
    session.flush()


def keys_in_use(session: Session) -> frozenset[int]:
    """Return the numbers of the server's keys under which notebooks lie."""
    return frozenset(session.scalars(select(NotebookRow.server_key).distinct()))


def wrapping_key(session: Session, *, keys: Path) -> ServerKey:
    """Return the server's key that wraps now; under the lock of the server's key.

    Raises LostServerKeyError where notebooks lie under a key and the keystore has none: a first
    key made there would take the place of the lost one.
    """
    if not key_numbers(keys) and keys_in_use(session):
        raise LostServerKeyError(f"{keys} holds none of the keys of the notebooks")
    return newest_key(keys)


def place_of(owner: PersonId) -> str:
    """Return the place for which the key of a notebook is wrapped."""
    return f"notebook {owner}"


def _unlocked(row: NotebookRow, unlocked: bytes | None) -> Notebook:
    if unlocked is None:
        raise SealedError
    notebook = Notebook(owner=PersonId(row.owner), key=unlocked)
    if notebook.address != row.address:
        raise SealedError
    return notebook


def _make(session: Session, keys: Path, owner: PersonId) -> Notebook:
    one_at_a_time(session, SERVER_KEY_LOCK)
    server_key = wrapping_key(session, keys=keys)
    notebook = Notebook(owner=owner, key=secrets.token_bytes(KEY_BYTES))
    session.add(_row(notebook, server_key))
    session.flush()
    return notebook


def _row(notebook: Notebook, server_key: ServerKey) -> NotebookRow:
    return NotebookRow(
        owner=notebook.owner,
        server_key=server_key.number,
        wrapped=server_key.wrap(notebook.key, place=place_of(notebook.owner)),
        address=notebook.address,
        sealed=False,
    )
