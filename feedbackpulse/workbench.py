"""Where files are made before they are sent: on the disk and not in memory, and never to stay."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Final, cast

LEFT_BEHIND: Final = timedelta(hours=1)
"""What nobody touched for so long was left by a process that was killed."""


def nameless_file(bench: Path) -> BinaryIO:
    """Return a file without a name: it is gone when it is closed, or its process is killed."""
    _make(bench)
    return cast("BinaryIO", tempfile.TemporaryFile(dir=bench))


@contextmanager
def corner(bench: Path) -> Iterator[Path]:
    """Give a folder of one's own, for what needs files with names while it works."""
    _make(bench)
    with tempfile.TemporaryDirectory(dir=bench, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def clear_workbench(bench: Path, *, now: datetime) -> None:
    """Throw away what was left behind."""
    if not bench.is_dir():
        return
    for left in bench.iterdir():
        with suppress(OSError):  # another process clears it too
            if left.stat().st_mtime < (now - LEFT_BEHIND).timestamp():
                _throw_away(left)


def _make(bench: Path) -> None:
    bench.mkdir(mode=0o700, parents=True, exist_ok=True)


def _throw_away(left: Path) -> None:
    if left.is_dir():
        shutil.rmtree(left, ignore_errors=True)
    else:
        left.unlink(missing_ok=True)
