"""The key under which the words of signals lie: a file in the keystore, outside the database.

Sealed words are all equally long, and of use in their own row only: a copy of the database shows
neither what was written nor how much.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from feedbackpulse.secret_files import (
    LostSecretError,
    make_private_folder,
    read_secret,
    write_first,
)
from feedbackpulse.signals.domain import LONGEST

KEY_FILE: Final = "signals.key"
_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_BYTES_PER_CHARACTER: Final = 4
_ROOM: Final = LONGEST * _BYTES_PER_CHARACTER + 1
_END: Final = b"\x80"
"""Where the words end. No UTF-8 text has this byte where a character begins."""


class LostSignalKeyError(LostSecretError):
    """The words of signals cannot be read: their key is not there, or is another one."""


def seal(keys: Path, text: str, *, row: UUID) -> bytes:
    """Return words that only the server's key, and only in this row, makes readable again."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    padded = (text.encode() + _END).ljust(_ROOM, b"\0")
    return nonce + AESGCM(_make_key(keys)).encrypt(nonce, padded, row.bytes)


def unseal(keys: Path, sealed: bytes, *, row: UUID) -> str:
    """Return the words. Raises LostSignalKeyError."""
    nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        padded = AESGCM(_load_key(keys)).decrypt(nonce, rest, row.bytes)
    except InvalidTag as error:
        raise LostSignalKeyError(f"{KEY_FILE} does not fit the database") from error
    return padded.rstrip(b"\0").removesuffix(_END).decode()


def key_file(keys: Path) -> Path | None:
    """Return where the key lies, when there is one."""
    path = keys / KEY_FILE
    return path if path.exists() else None


def _make_key(keys: Path) -> bytes:
    """Return the key, made when there is none. All who ask at the same time get the same."""
    path = keys / KEY_FILE
    if not path.exists():
        make_private_folder(keys)
        write_first(keys, path, secrets.token_bytes(_KEY_BYTES))
    return _load_key(keys)


def _load_key(keys: Path) -> bytes:
    try:
        return read_secret(keys / KEY_FILE)
    except FileNotFoundError as error:
        raise LostSignalKeyError(f"{KEY_FILE} is not in the keystore") from error
