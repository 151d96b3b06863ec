"""The key under which the secrets of second steps lie: a file in the keystore.

A copy of the database makes nobody's codes.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from feedbackpulse.secret_files import LostSecretError, make_private_folder, write_first

KEY_FILE: Final = "second-steps.key"
_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12


class LostFactorKeyError(LostSecretError):
    """The secrets of second steps cannot be read: their key is not there, or is another one."""


def seal(keys: Path, secret: str, *, owner: UUID) -> bytes:
    """Return a secret that only the server's key, and only for this owner, makes readable."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(_make_key(keys)).encrypt(nonce, secret.encode(), owner.bytes)


def unseal(keys: Path, sealed: bytes, *, owner: UUID) -> str:
    """Return the secret. Raises LostFactorKeyError."""
    nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        return AESGCM(_load_key(keys)).decrypt(nonce, rest, owner.bytes).decode()
    except (InvalidTag, ValueError) as error:  # a key that is cut off has another length
        raise LostFactorKeyError(f"{KEY_FILE} does not fit the database") from error


def factor_key_file(keys: Path) -> Path | None:
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
        return (keys / KEY_FILE).read_bytes()
    except (FileNotFoundError, NotADirectoryError, PermissionError) as error:
        raise LostFactorKeyError(f"{KEY_FILE} cannot be read in the keystore") from error
