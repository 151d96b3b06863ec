"""In which order a PDF is read aloud, and as what: headings, paragraphs, lists, tables, pictures.

fpdf2 itself knows only pictures, side by side. What is here stands in for its own tree of tags.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fpdf.structure_tree import StructElem, StructTreeRoot


class Tag(StructElem):
    """One part of a document; its kind is a name of the PDF standard, such as H1, P or TD."""

    __slots__ = ("a",)

    def __init__(
        self, kind: str, parent: Any, *, page: int | None, alt: str | None, attributes: str | None
    ) -> None:
        super().__init__(f"/{kind}", parent, [], page_number=page, alt=alt)
        self.a = attributes


class _OnPages:
    """What fpdf2 goes through to tell every part which page it stands on."""

    def __init__(self) -> None:
        self.k: list[Tag] = []


class Tags:
    """The tree of one document, as it grows from top to bottom."""

    def __init__(self) -> None:
        self._root = StructTreeRoot()
        self.doc_struct_elem = _OnPages()
        self._every: list[Tag] = []
        self._pages: dict[int, int] = {}
        self._inside: list[Tag] = []
        self.open("Document")
        self._root.k.append(self._inside[0])

    def open(self, kind: str) -> None:
        """Begin a part that holds other parts."""
        self._inside.append(self._add(kind, page=None, alt=None, attributes=None))

    def close(self) -> None:
        """End the part that was begun last."""
        self._inside.pop()

    def leaf(
        self, kind: str, *, page: int, alt: str | None = None, attributes: str | None = None
    ) -> tuple[int, int]:
        """Add a part with something to see; return its number on the page, and the page's own."""
        tag = self._add(kind, page=page, alt=alt, attributes=attributes)
        of_page = self._pages.setdefault(page, len(self._pages))
        number = len(self._root.parent_tree.nums[of_page])
        tag.k.append(number)
        self._root.parent_tree.nums[of_page].append(tag)
        self.doc_struct_elem.k.append(tag)
        return number, of_page

    def _add(self, kind: str, *, page: int | None, alt: str | None, attributes: str | None) -> Tag:
        parent = self._inside[-1] if self._inside else self._root
        tag = Tag(kind, parent, page=page, alt=alt, attributes=attributes)
        self._every.append(tag)
        if self._inside:
            self._inside[-1].k.append(tag)
        return tag

    def empty(self) -> bool:
        """Say whether nothing was marked."""
        return not self.doc_struct_elem.k

    def __iter__(self) -> Iterator[Any]:
        yield self._root
        yield self._root.parent_tree
        yield from self._every
