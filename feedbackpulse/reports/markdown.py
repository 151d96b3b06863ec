"""A document as Markdown: plain text that everybody can open, change and paste elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from feedbackpulse.reports.document import Bullets, Document, Paragraph, Part, Picture, Table

_MEANS_SOMETHING: Final = re.compile(r"([\\`*_\[\]<>#|~&])|^(\s*)([-+=]|\d+[.)])", re.MULTILINE)


def document_markdown(document: Document) -> str:
    """Return a document as Markdown; what people wrote in it stays words."""
    head = (f"# {_line(document.title)}", _line(document.subtitle))
    return "\n\n".join((*head, *_sections(document))) + "\n"


def _sections(document: Document) -> Iterator[str]:
    for section in document.sections:
        yield f"## {_line(section.heading)}"
        yield from (_part(part) for part in section.parts)


def _part(part: Part) -> str:
    match part:
        case Paragraph():
            return _words(part.text)
        case Bullets():
            return "\n".join(f"- {_words(item, indent='  ')}" for item in part.items)
        case Table():
            return _table(part)
        case Picture():
            return _line(part.alt)


def _table(table: Table) -> str:
    rows = (table.head, ("---",) * len(table.head), *table.rows)
    return "\n".join(_row(row, ruled=place == 1) for place, row in enumerate(rows))


def _row(cells: Sequence[str], *, ruled: bool) -> str:
    return f"| {' | '.join(cell if ruled else _line(cell) for cell in cells)} |"


def _words(text: str, *, indent: str = "") -> str:
    """Return words with their lines, each of which ends where it ended."""
    lines = _plain(text).splitlines()
    return f"  \n{indent}".join(line.strip() for line in lines if line.strip())


def _line(text: str) -> str:
    return " ".join(_plain(text).split())


def _plain(text: str) -> str:
    """Return a text in which nothing is taken for a sign of Markdown."""
    return _MEANS_SOMETHING.sub(_bare, text)


def _bare(found: re.Match[str]) -> str:
    if found[1]:
        return f"\\{found[1]}"
    space, sign = found[2], found[3]
    return f"{space}{sign[:-1]}\\{sign[-1]}"
