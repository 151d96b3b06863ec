"""What does a picture cost: drawn, taken from the shelf, or with its letters as outlines?

    python -m benchmarks.charts

The pictures of the gallery, light and wide, each drawn a few times. All times are ratios to
drawing the same picture in the same run, for machines differ. Ends in an error when a picture is
larger than what we send at most, or when keeping it does not pay.
"""

from __future__ import annotations

import gzip
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import matplotlib

from feedbackpulse.charts.drawing import Width
from feedbackpulse.charts.palette import Shade
from feedbackpulse.web.shelf import Shelf
from tests.charts.gallery.pictures import PICTURES
from tests.charts.gallery.words import DUTCH

TIMES: Final = 5
MOST_BYTES: Final = 12 * 1024
"""How large a picture may be, compressed."""
PAYS_FROM: Final = 20
"""How many times cheaper a kept picture has to be."""
HEAD: Final = f"{'picture':<22}{'kept':>9}{'outlines':>10}{'bytes':>8}{'as outlines':>13}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """What one picture costs; times as parts of drawing it."""

    name: str
    kept: float
    outlines: float
    size: int
    size_as_outlines: float

    @property
    def is_too_much(self) -> bool:
        """Say whether it is too large, or kept in vain."""
        return self.size > MOST_BYTES or self.kept * PAYS_FROM > 1

    def __str__(self) -> str:
        """Say it in a line of the table."""
        kept, outlines = f"1/{1 / self.kept:.0f}", f"{self.outlines:.2f}"
        return (
            f"{self.name:<22}{kept:>9}{outlines:>10}{self.size:>8}{self.size_as_outlines:>12.1f}×"
        )


def main() -> int:
    """Draw everything and print what it took; return the exit status."""
    sys.stdout.write(f"{HEAD}\n")
    with tempfile.TemporaryDirectory() as folder:
        costs = []
        for cost in _costs(Shelf(folder=Path(folder) / "pictures")):
            sys.stdout.write(f"{cost}\n")
            costs.append(cost)
    return int(any(cost.is_too_much for cost in costs))


def _costs(shelf: Shelf) -> Iterator[Cost]:
    for name, picture in PICTURES.items():
        draw = partial(picture.draw, DUTCH, Shade.LIGHT, Width.WIDE)
        svg = draw()
        shelf.put(name, svg)
        drawing = _seconds(draw)
        with matplotlib.rc_context({"svg.fonttype": "path"}):
            outlines, outlining = draw(), _seconds(draw)
        yield Cost(
            name=name,
            kept=_seconds(partial(shelf.find, name)) / drawing,
            outlines=outlining / drawing,
            size=_compressed(svg),
            size_as_outlines=_compressed(outlines) / _compressed(svg),
        )


def _seconds(work: Callable[[], object]) -> float:
    """Return the middle of how long some work took, on the processor."""
    took = []
    for _ in range(TIMES):
        began = time.process_time()
        work()
        took.append(time.process_time() - began)
    return max(statistics.median(took), 1e-6)


def _compressed(svg: bytes) -> int:
    return len(gzip.compress(svg))


if __name__ == "__main__":
    sys.exit(main())
