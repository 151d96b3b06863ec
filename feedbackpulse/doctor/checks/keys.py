"""The keystore: outside every copy, closed to others, and with exactly the keys that are needed."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from feedbackpulse.accounts.factor_key import KEY_FILE as FACTOR_KEY
from feedbackpulse.doctor.domain import Code, Finding
from feedbackpulse.signals.sealing import KEY_FILE

_OF_ROUND: Final = ".pem"
_OF_NOTEBOOKS: Final = "notebooks-"
OLDEST_BACKUP: Final = timedelta(days=7)
_ROUND: Final = re.compile(r"([0-9a-f]{32})\.")


def check_backup(keys: Path, backup: str, databases: Collection[Path]) -> Iterator[Finding]:
    """Find keys in what is copied: who has the copy can still open what was burnt here.

    *backup* names the folders that are copied, or hold copies, as in PATH.
    """
    keys = keys.resolve()
    copied = _folders(backup)
    if within := [
        each for each in copied if keys.is_relative_to(each) or each.is_relative_to(keys)
    ]:
        yield Finding(code=Code.KEYS_IN_BACKUP, subject=str(keys), value=str(within[0]))
        return
    if not copied:
        yield Finding(code=Code.BACKUP_UNKNOWN)
    beside = {database.parent for database in databases} | {each.parent for each in copied}
    if keys.parent in beside or keys in beside:
        yield Finding(code=Code.KEYS_BESIDE_DATABASES, subject=str(keys))


def check_box_backup(box: Path | None, backup: str) -> Iterator[Finding]:
    """Find a ballot box in what is copied: the copies of some days tell the order of ballots."""
    for each in _folders(backup):
        if box is not None and box.is_relative_to(each):
            yield Finding(code=Code.BOX_IN_BACKUP, subject=str(box), value=str(each))


def check_age(made_at: datetime | None, now: datetime) -> Iterator[Finding]:
    """Find that the last backup is old; where none was noted they may be made in another way."""
    if made_at is not None and now - made_at > OLDEST_BACKUP:
        yield Finding(code=Code.BACKUP_OLD, value=str((now - made_at).days))


def _folders(backup: str) -> list[Path]:
    return [Path(each).resolve() for each in backup.split(os.pathsep) if each.strip()]


def check_rights(keys: Path, owner: int) -> Iterator[Finding]:
    """Find keys that others can read, or that are not of whom the product runs as."""
    for path in (keys, *files_of(keys)):
        found = _status(path)
        if found is None:
            continue
        mode = stat.S_IMODE(found.st_mode)
        if mode & 0o077:
            yield Finding(code=Code.KEYS_OPEN, subject=str(path), value=f"{mode:04o}")
        if found.st_uid != owner:
            yield Finding(code=Code.KEYS_OWNER, subject=str(path), value=str(found.st_uid))


def check_lost(needed: Collection[UUID], held: Collection[str]) -> Iterator[Finding]:
    """Find rounds whose answers nobody can open: their key is not among the files *held*."""
    for round_id in sorted(needed):
        if f"{round_id.hex}{_OF_ROUND}" not in held:
            yield Finding(code=Code.KEY_LOST, subject=str(round_id))


def check_stale(living: Collection[UUID], held: Collection[str]) -> Iterator[Finding]:
    """Find keys among the files *held* whose round is over; their names begin with the round."""
    of_rounds = {found[1] for name in held if (found := _ROUND.match(name))}
    for name in sorted(of_rounds - {one.hex for one in living}):
        yield Finding(code=Code.KEY_STALE, subject=name)


def check_notebooks(needed: Collection[int], held: Collection[int]) -> Iterator[Finding]:
    """Find keys of the server under which notebooks lie, and that are not there."""
    for number in sorted(set(needed) - set(held)):
        yield Finding(code=Code.NOTEBOOK_KEY_LOST, subject=f"{_OF_NOTEBOOKS}{number:04}.key")


def check_signals(*, is_lost: bool) -> Iterator[Finding]:
    """Find the key under which the words of signals lie, when it is not there."""
    if is_lost:
        yield Finding(code=Code.NOTEBOOK_KEY_LOST, subject=KEY_FILE)


def check_factors(*, is_lost: bool) -> Iterator[Finding]:
    """Find the key under which the secrets of second steps lie, when it does not open them."""
    if is_lost:
        yield Finding(code=Code.FACTOR_KEY_LOST, subject=FACTOR_KEY)


def files_of(keys: Path) -> list[Path]:
    """Return the files in the keystore."""
    return sorted(keys.iterdir()) if keys.is_dir() and os.access(keys, os.R_OK | os.X_OK) else []


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:  # a key may go while we look, or its folder is closed to us too
        return None
