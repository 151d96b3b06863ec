"""Turn passwords into hashes and check them: slow on purpose, two at a time."""

from __future__ import annotations

from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from feedbackpulse.accounts.domain import new_token, tidy_password

_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_at_work = BoundedSemaphore(2)  # each hash takes 19 MB and a whole core


def hash_password(password: str) -> str:
    """Return what we keep of a password."""
    with _at_work:
        return _hasher.hash(tidy_password(password))


def is_password(password: str, kept: str | None) -> bool:
    """Say whether this is the password we keep a hash of.

    Takes as long when there is none, so that nobody can time which addresses exist.
    """
    with _at_work:
        try:
            _hasher.verify(kept or _decoy(), tidy_password(password))
        except (VerificationError, InvalidHashError):
            return False
    return kept is not None


@cache
def _decoy() -> str:
    return _hasher.hash(new_token())
