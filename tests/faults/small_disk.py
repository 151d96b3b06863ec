"""A small disk of one's own, in memory, to be full. It takes root, and is gone with its block.

What a killed run left behind is taken away by the next one.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_PLACE: Final = "/tmp"  # noqa: S108  (every folder in it is made new, for us alone)
_NAME: Final = "small-disk-"
_MOUNTED: Final = re.compile(rf"^\S+ ({_PLACE}/{_NAME}(\d+)-\S+) ", re.MULTILINE)
_BALLAST: Final = "ballast"
_PIECE: Final = bytes(65536)
_LEAST: Final = bytes(4096)


def may_mount() -> bool:
    """Say whether this process may have a disk of its own."""
    return os.geteuid() == 0 and shutil.which("mount") is not None


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """Mount a disk of so many megabytes until the block ends."""
    take_away_what_was_left()
    folder = Path(tempfile.mkdtemp(prefix=f"{_NAME}{os.getpid()}-", dir=_PLACE))
    options = f"size={megabytes}m,mode=755"
    try:
        _run("mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder))
        yield folder
    finally:
        _take_away(folder)


def _run(program: str, *arguments: str) -> None:
    subprocess.run([shutil.which(program) or program, *arguments], check=True)


@contextmanager
def full(disk: Path) -> Iterator[None]:
    """Leave no room on a disk until the block ends."""
    ballast = disk / _BALLAST
    try:
        with ballast.open("wb", buffering=0) as file:
            for piece in (_PIECE, _LEAST):
                _write_until_full(file.fileno(), piece)
        yield
    finally:
        ballast.unlink()


def _write_until_full(file: int, piece: bytes) -> None:
    try:
        while os.write(file, piece) == len(piece):
            pass
    except OSError:  # no room is what is wanted
        return


def take_away_what_was_left() -> None:
    """Unmount the disks of processes that are no more."""
    mounted = Path("/proc/mounts").read_text(encoding="utf-8")
    for place, owner in _MOUNTED.findall(mounted):
        if not Path(f"/proc/{owner}").exists():
            _take_away(Path(place))


def _take_away(folder: Path) -> None:
    if folder.is_mount():
        _run("umount", "--lazy", str(folder))
    folder.rmdir()
