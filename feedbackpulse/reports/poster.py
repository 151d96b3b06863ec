"""A poster for the wall beside a shared tablet, as a PDF: how to answer there, or on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from feedbackpulse.reports.sheets import MARGIN, draw_qr, new_sheets, write

_EDGE: Final = 2 * MARGIN
_QR: Final = 55.0
_WIDE: Final = 210.0 - 2 * _EDGE
_QR_TOP: Final = 215.0


@dataclass(frozen=True, kw_only=True, slots=True)
class PosterText:
    """What stands on a poster in one language."""

    heading: str
    steps: tuple[str, ...]
    scan: str


def poster(
    *, organisation: str, texts: Sequence[PosterText], address: str, compressed: bool = True
) -> bytes:
    """Return the poster; its QR code leads to *address*, where a code is typed in."""
    paper = new_sheets(texts[0].heading)
    paper.set_compression(compressed)
    paper.add_page()
    paper.set_xy(_EDGE, _EDGE)
    write(paper, organisation, size=13, width=_WIDE)
    for text in texts:
        paper.set_xy(_EDGE, paper.get_y() + MARGIN)
        write(paper, text.heading, size=30, bold=True, width=_WIDE)
        for number, step in enumerate(text.steps, 1):
            paper.set_xy(_EDGE, paper.get_y() + 2)
            write(paper, f"{number}.  {step}", size=15, width=_WIDE)
    draw_qr(paper, _EDGE, _QR_TOP, address, side=_QR)
    beside = _EDGE + _QR + MARGIN
    paper.set_xy(beside, _QR_TOP + 2)
    for text in texts:
        write(paper, text.scan, size=13, width=_WIDE - _QR - MARGIN)
        paper.set_xy(beside, paper.get_y() + 2)
    write(paper, address.rsplit("://", maxsplit=1)[-1], size=13, bold=True, width=_WIDE - _QR)
    return bytes(paper.output() or b"")
