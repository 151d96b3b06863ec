"""The rounds' private keys: one file each, outside both databases and their backups."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from feedbackpulse.ballots.sealing import new_private_key, public_bytes


class LostKeyError(Exception):
    """The key of a round is not there: its ballots can never be opened."""


def make_key(folder: Path, *, round_id: UUID) -> bytes:
    """Return the public key of a round, making its pair when there is none yet.

    Whoever calls this at the same time gets the same key.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    final = _file(folder, round_id)
    if not final.exists():
        _write_first(folder, final, _private_bytes(new_private_key()))
    return public_bytes(load_key(folder, round_id=round_id))


def load_key(folder: Path, *, round_id: UUID) -> ec.EllipticCurvePrivateKey:
    """Return the private key of a round. Raises LostKeyError."""
    try:
        key = load_pem_private_key(_file(folder, round_id).read_bytes(), password=None)
    except (FileNotFoundError, ValueError) as error:  # the latter while it is being overwritten
        raise LostKeyError(f"the key of round {round_id} is gone") from error
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
    """Overwrite and remove the key of a round, and what a crash left of making it."""
    if not folder.is_dir():
        return
    for path in folder.glob(f"{round_id.hex}.*"):
        _overwrite(path)
        path.unlink(missing_ok=True)
    _keep(folder)


def _file(folder: Path, round_id: UUID) -> Path:
    return folder / f"{round_id.hex}.pem"


def _private_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
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
