"""Paper that knows of everything on it what it is, for programs that read a PDF aloud."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from fpdf import FPDF

from feedbackpulse.charts.letters import bundled
from feedbackpulse.paths import resource_dir
from feedbackpulse.reports.tags import Tags

MARGIN: Final = 20.0
LINE: Final = 0.46
"""From one line to the next, in millimetres for every point of the letters."""
TEXT: Final = 10.5
INK: Final = (27, 36, 33)
SOFT: Final = (84, 97, 92)


class TaggedPaper(FPDF):
    """A4 with page numbers, in letters for all of our languages and most names."""

    def __init__(self, *, footer: str) -> None:
        super().__init__(format="A4")
        self._footer = footer
        self._tags = Tags()
        stands_in: Any = self._tags
        self.struct_builder = stands_in
        figtree = resource_dir("static") / "fonts"
        self.add_font("figtree", "", figtree / "Figtree-Regular.ttf")
        self.add_font("figtree", "B", figtree / "Figtree-SemiBold.ttf")
        self.add_font("dejavu", "", bundled("DejaVuSans.ttf"))
        self.add_font("dejavu", "B", bundled("DejaVuSans-Bold.ttf"))
        self.set_fallback_fonts(["dejavu"])
        self.set_margin(MARGIN)
        self.set_auto_page_break(auto=True, margin=MARGIN)
        self.set_text_color(*INK)

    def footer(self) -> None:
        """Number every page."""
        self.set_y(-MARGIN / 1.6)
        self.set_font("figtree", "", 8)
        self.set_text_color(*SOFT)
        with self.unread():
            self.put(f"{self._footer} {self.page_no()}", height=4, align="R")
        self.set_text_color(*INK)

    @contextmanager
    def inside(self, kind: str) -> Iterator[None]:
        """Let what follows belong to one part, such as a list or the row of a table."""
        self._tags.open(kind)
        yield
        self._tags.close()

    @contextmanager
    def marked(
        self, kind: str, *, alt: str | None = None, attributes: str | None = None
    ) -> Iterator[None]:
        """Say what is drawn in this block; it must stay on one page."""
        number, of_page = self._tags.leaf(kind, page=self.page, alt=alt, attributes=attributes)
        self.pages[self.page].struct_parents = of_page
        self._set_min_pdf_version("1.7")
        self._out(f"/{kind} <</MCID {number}>> BDC")
        yield
        self._out("EMC")

    @contextmanager
    def unread(self) -> Iterator[None]:
        """Keep what is drawn in this block from being read aloud: it says nothing by itself."""
        self._out("/Artifact BMC")
        yield
        self._out("EMC")

    def flow(
        self,
        text: str,
        *,
        kind: str = "P",
        size: float = TEXT,
        bold: bool = False,
        indent: float = 0,
        colour: tuple[int, int, int] = INK,
    ) -> None:
        """Write text in lines from the margin, over as many pages as it takes."""
        self.set_font("figtree", "B" if bold else "", size)
        height = size * LINE
        lines = self.lines(text, width=self.epw - indent)
        with self.inside(kind):
            while lines:
                fits = max(1, int((self.page_break_trigger - self.y) / height))
                self._write_lines(lines[:fits], height=height, indent=indent, colour=colour)
                lines = lines[fits:]

    def _write_lines(
        self,
        lines: Sequence[str],
        *,
        height: float,
        indent: float,
        colour: tuple[int, int, int],
    ) -> None:
        if self.will_page_break(height):
            self.add_page()
        self.set_text_color(*colour)
        with self.marked("Span"):
            for line in lines:
                self.set_x(MARGIN + indent)
                self.put(line, height=height)
        self.set_text_color(*INK)

    def put(self, line: str, *, height: float, align: str = "L") -> None:
        """Write a line where the pen is; it ends up at the left margin below it."""
        # fpdf2 forgets that the letters of a line end with it, and those of a trial were never set.
        self.current_font_is_set_on_page = False
        self.cell(0, height, line, align=align, new_x="LMARGIN", new_y="NEXT")

    def lines(self, text: str, *, width: float) -> list[str]:
        """Return how a text falls into lines of so many millimetres, in the letters of now."""
        if "\n" not in text and self.get_string_width(text) < width - 2 * self.c_margin:
            return [text]
        split = self.multi_cell(width, text=text, align="L", dry_run=True, output="LINES")
        return [str(line) for line in split] if isinstance(split, list) else []
