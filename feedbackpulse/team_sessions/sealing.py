"""Seal votes under a key that lives only as long as the vote: a file in the keystore.

A copy of the database shows no colour, whenever it is made. Once the key is gone, neither does
what a database keeps of deleted rows.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from feedbackpulse.secret_files import destroy, make_private_folder, read_secret, write_first
from feedbackpulse.team_sessions.domain import SessionId

_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_BEGIN: Final = "vote-"


@dataclass(frozen=True, kw_only=True, slots=True)
class VoteKey:
    """The key of one vote of a team."""

    secret: bytes = field(repr=False)

    @classmethod
    def make(cls, folder: Path, *, session_id: SessionId) -> None:
        """Put the key of a vote in the keystore."""
        make_private_folder(folder)
        write_first(folder, _file(folder, session_id), secrets.token_bytes(_KEY_BYTES))

    @classmethod
    def find(cls, folder: Path, *, session_id: SessionId) -> Self | None:
        """Return the key of a vote, unless it is gone."""
        try:
            return cls(secret=read_secret(_file(folder, session_id)))
        except FileNotFoundError:
            return None

    def seal(self, signs: bytes, *, ticket: bytes) -> bytes:
        """Return what was chosen, sealed and bound to its ticket."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + AESGCM(self.secret).encrypt(nonce, signs, ticket)

    def open(self, sealed: bytes, *, ticket: bytes) -> bytes | None:
        """Return what was sealed, or None when it was with another key or elsewhere."""
        nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return AESGCM(self.secret).decrypt(nonce, rest, ticket)
        except (InvalidTag, ValueError):
            return None


def destroy_key(folder: Path, *, session_id: SessionId) -> None:
    """Overwrite and remove the key of a vote, and what a crash left of making it."""
    destroy(folder, f"{_BEGIN}{session_id.hex}.*")


def destroy_strays(folder: Path, *, voting: Collection[SessionId]) -> None:
    """Overwrite and remove the keys of votes that nobody holds any more."""
    living = {f"{_BEGIN}{one.hex}" for one in voting}
    for path in folder.glob(f"{_BEGIN}*"):
        if path.name.partition(".")[0] not in living:
            destroy(folder, path.name)


def _file(folder: Path, session_id: SessionId) -> Path:
    return folder / f"{_BEGIN}{session_id.hex}.key"
