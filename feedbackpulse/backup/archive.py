"""The file of a backup: a zip that only its owner can read, whole or not there."""

from __future__ import annotations

import lzma
import os
import secrets
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final, cast
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from feedbackpulse.backup.domain import BrokenBackupError, Manifest, UnknownBackupError
from feedbackpulse.secret_files import keep_entries

MANIFEST: Final = "manifest.json"
_AT_ONCE: Final = 1 << 20
_DAMAGED: Final = (
    BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
"""What reading a zip raises where its bytes make no sense."""


@contextmanager
def new_archive(path: Path) -> Iterator[ZipFile]:
    """Make an archive that appears under its name when it is complete. Raises FileExistsError."""
    if path.exists():
        raise FileExistsError(path)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with open(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b") as file:  # noqa: PTH123  (the mode must hold from the first byte)
            with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as archive:
                yield archive
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    keep_entries(path.absolute().parent)


def add(archive: ZipFile, name: str, pieces: Iterable[bytes], *, packed: bool = True) -> str:
    """Add an entry and return its SHA-256; what is sealed cannot be packed."""
    sums = sha256()
    # every entry has the same date: that of the oldest zip
    entry = name if packed else ZipInfo(name)
    with archive.open(entry, "w", force_zip64=True) as file:
        for piece in pieces:
            sums.update(piece)
            file.write(piece)
    return sums.hexdigest()


@contextmanager
def open_archive(path: Path) -> Iterator[tuple[ZipFile, Manifest]]:
    """Open a backup and read what it says of itself. Raises UnknownBackupError."""
    try:
        archive = ZipFile(path)
    except _DAMAGED as error:
        raise UnknownBackupError(f"{path} is no backup of feedbackpulse") from error
    with archive:
        yield archive, _manifest(archive)


def _manifest(archive: ZipFile) -> Manifest:
    try:
        return Manifest.from_json(archive.read(MANIFEST))
    except (*_DAMAGED, KeyError, OSError) as error:
        raise UnknownBackupError("it is a zip, and no backup of feedbackpulse") from error


def check_sums(archive: ZipFile, manifest: Manifest) -> None:
    """Read everything once. Raises BrokenBackupError when something is missing or differs."""
    expected = {entry.name for entry in manifest.entries} | {MANIFEST}
    if set(archive.namelist()) != expected or len(archive.namelist()) != len(expected):
        raise BrokenBackupError("its parts are not those that were written")
    for entry in manifest.entries:
        if _sum_of(archive, entry.name) != entry.sha256:
            raise BrokenBackupError(f"{entry.name} is damaged")


def _sum_of(archive: ZipFile, name: str) -> str:
    sums = sha256()
    try:
        with archive.open(name) as file:
            while piece := file.read(_AT_ONCE):
                sums.update(piece)
    except (*_DAMAGED, OSError) as error:
        raise BrokenBackupError(f"{name} is damaged") from error
    return sums.hexdigest()


def entry_of(archive: ZipFile, name: str) -> BinaryIO:
    """Return an entry to read from."""
    return cast("BinaryIO", archive.open(name))
