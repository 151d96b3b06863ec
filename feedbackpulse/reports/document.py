"""A plain document, headings with text, lists and tables, and the PDF of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from feedbackpulse.progress import Report, untold


@dataclass(frozen=True, kw_only=True, slots=True)
class Paragraph:
    """Some sentences; room to write below them when they ask for it."""

    text: str
    room: int = 0
    """How many empty lines follow, for whoever fills them in by hand."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bullets:
    """A list of things."""

    items: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """Rows under a head; how wide each column is, in shares of the page."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """A picture as wide as the page, with a sentence for who does not see it."""

    png: bytes
    alt: str
    width: int
    height: int


Part = Paragraph | Bullets | Table | Picture


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A part of a document under one heading."""

    heading: str
    parts: tuple[Part, ...]
    name: str = ""
    """What its address on a page ends in."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """What somebody reads from the title to the end."""

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    locale: str
    meta: Mapping[str, str] = field(default_factory=dict)


def document_pdf(
    document: Document, *, page: str, compressed: bool = True, report: Report = untold
) -> bytes:
    """Return a document as a PDF; *page* is what "page" is called in its language."""
    # What draws on paper takes as long to load as half of the application: few ever need it.
    from feedbackpulse.reports.paper import drawn

    return bytes(drawn(document, page=page, compressed=compressed, report=report).output() or b"")


def write_pdf(document: Document, out: BinaryIO, *, page: str, report: Report = untold) -> None:
    """Write a document as a PDF to a file that is no secret: of somebody's own it is returned."""
    from feedbackpulse.reports.paper import drawn  # takes long to load, as above

    drawn(document, page=page, compressed=True, report=report).output(out)
