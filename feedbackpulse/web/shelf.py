"""Published pictures in files, each under a mark of what is in it, so that none is drawn twice.

Only pictures of what was released are put here. They say nothing that the main database does not
keep as well, and no name of a file says of whom they are.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MOST: Final = 1000
"""How many are kept: some 10 MB. The ones that were put there first make room."""
_END: Final = b"</svg>\n"


@dataclass(frozen=True, kw_only=True, slots=True)
class Shelf:
    """A folder of pictures that may be emptied at any time."""

    folder: Path
    most: int = MOST

    def find(self, mark: str) -> bytes | None:
        """Return a picture when it is there, whole."""
        with suppress(OSError):
            svg = (self.folder / f"{mark}.svg").read_bytes()
            return svg if svg.endswith(_END) else None
        return None

    def put(self, mark: str, svg: bytes) -> None:
        """Keep a picture, for every process; a disk that refuses costs time and nothing else."""
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, exist_ok=True)
            draft = self.folder / f"{secrets.token_hex(8)}.draft"
            draft.touch(mode=0o600, exist_ok=False)
            draft.write_bytes(svg)
            draft.replace(self.folder / f"{mark}.svg")
            self._make_room()

    def _make_room(self) -> None:
        """Keep as many as there is room for, and no drafts that nobody finished."""
        kept = sorted(self.folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
        for path in kept[: max(0, len(kept) - self.most)]:
            path.unlink(missing_ok=True)
