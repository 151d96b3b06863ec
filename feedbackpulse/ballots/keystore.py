"""The rounds' private keys: one file each, outside both databases and their backups."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable
from pathlib import Path
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

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class LostKeyError(Exception):
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
    _destroy(folder, f"{round_id.hex}.*")


def make_signing_key(folder: Path, *, round_id: UUID, stamp: Stamp) -> bytes:
    """Return the public key that a stamp is checked with, making its pair when there is none yet.

    Whoever calls this at the same time gets the same key.
    """
    _make_once(folder, _signing_file(folder, round_id, stamp), new_signing_key)
    return public_der(load_signing_key(folder, round_id=round_id, stamp=stamp))


def load_signing_key(folder: Path, *, round_id: UUID, stamp: Stamp) -> rsa.RSAPrivateKey:
    """Return the private key that a stamp is given with. Raises LostKeyError."""
    key = _load(_signing_file(folder, round_id, stamp))
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def destroy_signing_keys(folder: Path, *, round_id: UUID) -> None:
    """Overwrite and remove what a round stamps with: from now on nobody can make a ballot."""
    _destroy(folder, f"{round_id.hex}.*.sign.*")


def _file(folder: Path, round_id: UUID) -> Path:
    return folder / f"{round_id.hex}.pem"


def _signing_file(folder: Path, round_id: UUID, stamp: Stamp) -> Path:
    if not re.fullmatch(r"[\w:-]+", stamp, re.ASCII):
        raise ValueError(f"{stamp!r} is no stamp")  # and would be no name for a file
    return folder / f"{round_id.hex}.{stamp.replace(':', '-')}.sign.pem"


def _make_once(folder: Path, final: Path, new_key: Callable[[], PrivateKey]) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    if not final.exists():
        _write_first(folder, final, _private_bytes(new_key()))


def _load(path: Path) -> object:
    try:
        # we wrote it ourselves; checking an RSA key each time would cost more than signing with it
        return load_pem_private_key(
            path.read_bytes(), password=None, unsafe_skip_rsa_key_validation=True
        )
    except (FileNotFoundError, ValueError) as error:  # the latter while it is being overwritten
        raise LostKeyError(f"the key {path.name} is gone") from error


def _destroy(folder: Path, pattern: str) -> None:
    if not folder.is_dir():
        return
    for path in folder.glob(pattern):
        _overwrite(path)
        path.unlink(missing_ok=True)
    _keep(folder)


def _private_bytes(key: PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write_first(folder: Path, final: Path, content: bytes) -> None:
    """Put a whole file in its place, unless somebody else was first."""
    draft = final.with_suffix(f".{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, final)  # fails when the file is there, and is never seen half written
    except FileExistsError:
        pass
    finally:
        _overwrite_if_alone(draft)
        draft.unlink()
    _keep(folder)


def _overwrite_if_alone(path: Path) -> None:
    if path.stat().st_nlink == 1:
        _overwrite(path)


def _overwrite(path: Path) -> None:
    try:
        with path.open("r+b") as file:
            file.write(bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
    except FileNotFoundError:
        return


def _keep(folder: Path) -> None:
    """Make the folder's entries survive a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
