"""The server's keys, under which the keys of all notebooks lie wrapped: files in the keystore.

A copy of the database without these files opens no notebook. Only the newest wraps; an older one
is there until every notebook is wrapped anew.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from feedbackpulse.secret_files import LostSecretError, destroy, make_private_folder, write_first

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
_PATTERN: Final = "notebooks-*.key"


class LostServerKeyError(LostSecretError):
    """The server's key under which something lies is not in the keystore."""


class BrokenSealError(Exception):
    """What lies here was not sealed with this key, or not for this place."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ServerKey:
    """One of the server's keys, and its number."""

    number: int
    secret: bytes = field(repr=False)

    def wrap(self, secret: bytes, *, place: str) -> bytes:
        """Return a secret that only this key, and only for this place, takes out again."""
        return encrypt(self.secret, secret, place=place)

    def unwrap(self, wrapped: bytes, *, place: str) -> bytes:
        """Return what was wrapped. Raises BrokenSealError."""
        return decrypt(self.secret, wrapped, place=place)


def encrypt(key: bytes, plain: bytes, *, place: str) -> bytes:
    """Return plain bytes sealed with AES-256-GCM, of use in one place only."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, place.encode())


def decrypt(key: bytes, sealed: bytes, *, place: str) -> bytes:
    """Return what `encrypt` sealed. Raises BrokenSealError."""
    nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        return AESGCM(key).decrypt(nonce, rest, place.encode())
    except (InvalidTag, ValueError) as error:
        raise BrokenSealError(place) from error


def newest_key(folder: Path) -> ServerKey:
    """Return the key that wraps now; the first is made when there is none.

    Whoever calls this at the same time gets the same key.
    """
    numbers = key_numbers(folder)
    return load_key(folder, number=numbers[-1]) if numbers else make_key(folder, number=1)


def make_key(folder: Path, *, number: int) -> ServerKey:
    """Return the key with that number, making it when it is not there yet."""
    make_private_folder(folder)
    path = _file(folder, number)
    if not path.exists():
        write_first(folder, path, secrets.token_bytes(KEY_BYTES))
    return load_key(folder, number=number)


def load_key(folder: Path, *, number: int) -> ServerKey:
    """Return a key. Raises LostServerKeyError."""
    try:
        secret = _file(folder, number).read_bytes()
    except FileNotFoundError as error:
        raise LostServerKeyError(f"{_file(folder, number).name} is not in the keystore") from error
    return ServerKey(number=number, secret=secret)


def key_numbers(folder: Path) -> tuple[int, ...]:
    """Return the numbers of the keys that are there, the oldest first."""
    return tuple(int(path.stem.removeprefix("notebooks-")) for path in key_files(folder))


def key_files(folder: Path) -> tuple[Path, ...]:
    """Return the files of the keys that are there, the oldest first."""
    return tuple(sorted(folder.glob(_PATTERN)))


def destroy_key(folder: Path, *, number: int) -> None:
    """Overwrite and remove a key under which nothing lies any more."""
    destroy(folder, _file(folder, number).name)


def _file(folder: Path, number: int) -> Path:
    return folder / f"notebooks-{number:04}.key"
