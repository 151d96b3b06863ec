"""Seal a notebook with a passphrase of its owner's, open it again, and take the seal off.

Sealing gives the notebook a new key: what an older copy of the database and the keystore hold
opens nothing that is written afterwards.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.orm import Session

from feedbackpulse.database import one_at_a_time
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection.letters import forward_letters
from feedbackpulse.reflection.notebook import (
    LOCK,
    SERVER_KEY_LOCK,
    Notebook,
    place_of,
    wrapping_key,
)
from feedbackpulse.reflection.pages import copy_pages
from feedbackpulse.reflection.passphrase import Derivation, new_recovery_code, recovery_key
from feedbackpulse.reflection.server_keys import (
    KEY_BYTES,
    BrokenSealError,
    decrypt,
    encrypt,
    load_key,
)
from feedbackpulse.reflection.tables import NotebookRow


class WrongPassphraseError(Exception):
    """The passphrase or recovery code does not open the notebook."""


def seal_notebook(
    session: Session, *, keys: Path, notebook: Notebook, passphrase: str
) -> tuple[Notebook, str]:
    """Seal a notebook, or seal it anew; return it under its new key, and its recovery code.

    The code is kept nowhere. Raises SealedError when the notebook was sealed since it was opened.
    """
    one_at_a_time(session, LOCK, notebook.owner)
    sealed = Notebook(owner=notebook.owner, key=secrets.token_bytes(KEY_BYTES))
    copy_pages(session, old=notebook, new=sealed)
    forward_letters(session, old=notebook, new=sealed)
    derivation, code = Derivation(), new_recovery_code()
    row = session.get_one(NotebookRow, notebook.owner)
    row.sealed, row.derivation, row.address = True, derivation.as_dict(), sealed.address
    _wrap(
        session,
        keys,
        row,
        wrapped=_hidden(sealed, derivation.key(passphrase)),
        recovery=_hidden(sealed, recovery_key(code)),
    )
    session.flush()
    return sealed, code


def unlock(session: Session, *, keys: Path, owner: PersonId, passphrase: str) -> Notebook:
    """Return a sealed notebook, opened. Raises WrongPassphraseError."""
    return _unlock(
        session,
        keys,
        owner,
        lambda row: (row.wrapped, Derivation(**(row.derivation or {})).key(passphrase)),
    )


def unlock_with_code(session: Session, *, keys: Path, owner: PersonId, code: str) -> Notebook:
    """Return a sealed notebook, opened with its recovery code. Raises WrongPassphraseError."""
    return _unlock(session, keys, owner, lambda row: (row.recovery, recovery_key(code)))


def take_seal_off(session: Session, *, keys: Path, notebook: Notebook) -> None:
    """Let the server open a notebook by itself again."""
    one_at_a_time(session, LOCK, notebook.owner)
    row = session.get_one(NotebookRow, notebook.owner)
    row.sealed, row.derivation = False, None
    _wrap(session, keys, row, wrapped=notebook.key, recovery=None)
    session.flush()


def _unlock(
    session: Session,
    keys: Path,
    owner: PersonId,
    tried: Callable[[NotebookRow], tuple[bytes | None, bytes]],
) -> Notebook:
    row = session.get(NotebookRow, owner, populate_existing=True)
    if row is None or not row.sealed:
        raise WrongPassphraseError
    wrapped, key = tried(row)
    try:
        hidden = load_key(keys, number=row.server_key).unwrap(wrapped or b"", place=place_of(owner))
        return Notebook(owner=owner, key=decrypt(key, hidden, place=place_of(owner)))
    except BrokenSealError as error:
        raise WrongPassphraseError from error


def _hidden(notebook: Notebook, key: bytes) -> bytes:
    return encrypt(key, notebook.key, place=place_of(notebook.owner))


def _wrap(
    session: Session, keys: Path, row: NotebookRow, *, wrapped: bytes, recovery: bytes | None
) -> None:
    one_at_a_time(session, SERVER_KEY_LOCK)
    server_key, place = wrapping_key(session, keys=keys), place_of(PersonId(row.owner))
    row.server_key = server_key.number
    row.wrapped = server_key.wrap(wrapped, place=place)
    row.recovery = None if recovery is None else server_key.wrap(recovery, place=place)
