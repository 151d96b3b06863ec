"""The rounds' private keys: one file each, outside both databases and their backups."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from concurrent.futures import BrokenExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from feedbackpulse.ballots.domain import Stamp
from feedbackpulse.ballots.sealing import new_private_key, public_bytes
from feedbackpulse.ballots.stamping import new_signing_key, public_der
from feedbackpulse.processes import at_hand, in_turn, pool
from feedbackpulse.secret_files import (
    LostSecretError,
    destroy,
    make_private_folder,
    read_secret,
    write_first,
)

MANY: Final = 64
"""From how many keys on it is worth to start processes: one takes a tenth of a second to make."""
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class LostKeyError(LostSecretError):
    """The key of a round is not there: its ballots can never be opened."""


def make_key(folder: Path, *, round_id: UUID) -> bytes:
    """Return the public key of a round, making its pair when there is none yet.

    Whoever calls this at the same time gets the same key.
    """
    _make_once(folder, _file(folder, round_id), new_private_key)
    return public_bytes(load_key(folder, round_id=round_id))


def load_key(folder: Path, *, round_id: UUID) -> ec.EllipticCurvePrivateKey:
    """Return the private key of a round. Raises LostKeyError."""
    key = _load(_file(folder, round_id))
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def has_key(folder: Path, *, round_id: UUID) -> bool:
    """Say whether the private key of a round is there, whole."""
    try:
        load_key(folder, round_id=round_id)
    except LostKeyError:
        return False
    return True


def destroy_key(folder: Path, *, round_id: UUID) -> None:
    """Overwrite and remove all keys of a round, and what a crash left of making them."""
    destroy(folder, f"{round_id.hex}.*")


def make_signing_key(folder: Path, *, round_id: UUID, stamp: Stamp) -> bytes:
    """Return the public key that a stamp is checked with, making its pair when there is none yet.

    Whoever calls this at the same time gets the same key.
    """
    _make_signing_key(folder, round_id, stamp)
    return public_der(load_signing_key(folder, round_id=round_id, stamp=stamp))


def make_signing_keys(
    folder: Path, *, round_id: UUID, stamps: Collection[Stamp]
) -> dict[Stamp, bytes]:
    """Return the same for many stamps; where many have none yet, several processes make them."""
    missing = lacking(folder, round_id=round_id, stamps=stamps)
    if len(missing) >= MANY and at_hand() > 1:
        with suppress(BrokenExecutor), pool(at_hand()) as workers:  # what is left is made below
            list(in_turn(workers, partial(_make_signing_key, folder, round_id), missing))
    return {stamp: make_signing_key(folder, round_id=round_id, stamp=stamp) for stamp in stamps}


def lacking(folder: Path, *, round_id: UUID, stamps: Collection[Stamp]) -> list[Stamp]:
    """Return which of these stamps have no key yet."""
    return [stamp for stamp in stamps if not _signing_file(folder, round_id, stamp).exists()]


def _make_signing_key(folder: Path, round_id: UUID, stamp: Stamp) -> None:
    _make_once(folder, _signing_file(folder, round_id, stamp), new_signing_key)


def load_signing_key(folder: Path, *, round_id: UUID, stamp: Stamp) -> rsa.RSAPrivateKey:
    """Return the private key that a stamp is given with. Raises LostKeyError."""
    key = _load(_signing_file(folder, round_id, stamp))
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def destroy_signing_keys(folder: Path, *, round_id: UUID) -> None:
    """Overwrite and remove what a round stamps with: from now on nobody can make a ballot."""
    destroy(folder, f"{round_id.hex}.*.sign.*")


def _file(folder: Path, round_id: UUID) -> Path:
    return folder / f"{round_id.hex}.pem"


def _signing_file(folder: Path, round_id: UUID, stamp: Stamp) -> Path:
    if not re.fullmatch(r"[\w:-]+", stamp, re.ASCII):
        raise ValueError(f"{stamp!r} is no stamp")  # and would be no name for a file
    return folder / f"{round_id.hex}.{stamp.replace(':', '-')}.sign.pem"


def _make_once(folder: Path, final: Path, new_key: Callable[[], PrivateKey]) -> None:
    make_private_folder(folder)
    if not final.exists():
        write_first(folder, final, _private_bytes(new_key()))


def _load(path: Path) -> object:
    try:
        # we wrote it ourselves; checking an RSA key each time would cost more than signing with it
        return load_pem_private_key(
            read_secret(path), password=None, unsafe_skip_rsa_key_validation=True
        )
    except (FileNotFoundError, ValueError) as error:  # the latter while it is being overwritten
        raise LostKeyError(f"the key {path.name} is gone") from error


def _private_bytes(key: PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
