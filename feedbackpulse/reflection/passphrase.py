"""From a passphrase, or a recovery code, to a key: slow for the first, as people choose it."""

from __future__ import annotations

import secrets
from base64 import b32decode, b32encode
from dataclasses import asdict, dataclass, field
from threading import BoundedSemaphore
from typing import Any, Final

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from feedbackpulse.accounts.domain import tidy_password
from feedbackpulse.reflection.server_keys import KEY_BYTES

_SALT_BYTES: Final = 16
_CODE_BYTES: Final = 20
_GROUP: Final = 4
_MISREAD: Final = str.maketrans("018", "OIB", " -–\t")
"""What is read from paper for signs that a code does not have."""
_at_work = BoundedSemaphore(2)  # each derivation takes 64 MB and a whole core


@dataclass(frozen=True, kw_only=True, slots=True)
class Derivation:
    """How a passphrase becomes a key (Argon2id, RFC 9106): its salt in hex, and its costs.

    The costs are the second recommendation of section 4 of that document, with one lane.
    """

    salt: str = field(default_factory=lambda: secrets.token_hex(_SALT_BYTES))
    passes: int = 3
    kibibytes: int = 65536

    def key(self, passphrase: str) -> bytes:
        """Return the key of a passphrase: 32 bytes."""
        with _at_work:
            return hash_secret_raw(
                secret=tidy_password(passphrase).encode(),
                salt=bytes.fromhex(self.salt),
                time_cost=self.passes,
                memory_cost=self.kibibytes,
                parallelism=1,
                hash_len=KEY_BYTES,
                type=Type.ID,
            )

    def as_dict(self) -> dict[str, Any]:
        """Return what is kept beside the key that it opens."""
        return asdict(self)


def new_recovery_code() -> str:
    """Return a code to print: 160 random bits as eight groups of four signs."""
    signs = b32encode(secrets.token_bytes(_CODE_BYTES)).decode()
    return "-".join(signs[at : at + _GROUP] for at in range(0, len(signs), _GROUP))


def recovery_key(code: str) -> bytes:
    """Return the key of a recovery code, however it was copied; a wrong one gives another key."""
    signs = code.upper().translate(_MISREAD)
    try:
        known = b32decode(signs)
    except ValueError:
        known = signs.encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"recovery").derive(known)
