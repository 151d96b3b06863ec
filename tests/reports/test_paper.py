"""Can somebody who does not see a PDF read it: in order, by its headings, tables and pictures?"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest
from PIL import Image

from feedbackpulse.reports.document import (
    Bullets,
    Document,
    Paragraph,
    Picture,
    Section,
    Table,
    document_pdf,
)

LETTERS = "Żółć, Ελλάδα and кириллица: words in many letters. "


def grey(width: int, height: int) -> bytes:
    """Return a picture of nothing."""
    out = io.BytesIO()
    Image.new("L", (width, height), 128).save(out, "PNG")
    return out.getvalue()


TABLE = Table(
    caption="Levels",
    head=("Topic", "Level"),
    rows=tuple((f"Topic {number}", "3.4") for number in range(60)),
    widths=(2, 1),
)
DOCUMENT = Document(
    title="Outcome of Day",
    subtitle="Round 3",
    locale="nl",
    sections=(
        Section(
            heading="First",
            parts=(
                Paragraph(text=LETTERS * 100),
                Picture(png=grey(68, 30), alt="It goes (up).", width=68, height=30),
            ),
        ),
        Section(heading="Second", parts=(Bullets(items=("One", "Two")), TABLE)),
    ),
)


@pytest.fixture(scope="module")
def made() -> Iterator[pikepdf.Pdf]:
    """Return the document as a program of others reads it."""
    with pikepdf.open(io.BytesIO(document_pdf(DOCUMENT, page="page"))) as opened:
        yield opened


def parts(tag: Any) -> list[Any]:
    """Return every part below one part, in the order in which they are read."""
    below = tag.get("/K", [])
    kids = below if isinstance(below, pikepdf.Array) else [below]
    tags = [kid for kid in kids if isinstance(kid, pikepdf.Dictionary)]
    return [one for kid in tags for one in (kid, *parts(kid))]


def kinds(made: pikepdf.Pdf, *wanted: str) -> list[str]:
    """Return what follows what."""
    return [str(tag.S) for tag in parts(made.Root.StructTreeRoot) if str(tag.S) in wanted]


def strokes(page: pikepdf.Page) -> list[tuple[Any, str]]:
    """Return everything that is done to draw a page."""
    return [(one.operands, str(one.operator)) for one in pikepdf.parse_content_stream(page)]


def test_the_document_says_its_title_and_language(made: pikepdf.Pdf) -> None:
    assert made.Root.MarkInfo.Marked
    assert str(made.Root.Lang) == "nl"
    assert str(made.docinfo.Title) == "Outcome of Day"
    assert made.Root.ViewerPreferences.DisplayDocTitle


def test_headings_paragraphs_and_pictures_follow_each_other(made: pikepdf.Pdf) -> None:
    found = kinds(made, "/H1", "/H2", "/P", "/L", "/Figure", "/Table")

    assert found == ["/H1", "/P", "/H2", "/P", "/Figure", "/H2", "/L", "/Table"]


def test_a_picture_says_what_it_shows(made: pikepdf.Pdf) -> None:
    alts = [str(tag.Alt) for tag in parts(made.Root.StructTreeRoot) if "/Alt" in tag]

    assert alts == ["It goes (up)."]


def test_a_table_has_heads_of_columns_and_of_rows(made: pikepdf.Pdf) -> None:
    scopes = [str(tag.A.Scope) for tag in parts(made.Root.StructTreeRoot) if tag.S == "/TH"]

    assert scopes == ["/Column", "/Column", *["/Row"] * 60]
    assert len(kinds(made, "/TD")) == 60


def test_every_mark_on_a_page_leads_to_its_part(made: pikepdf.Pdf) -> None:
    numbers = made.Root.StructTreeRoot.ParentTree.Nums
    tree = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}

    for page in made.pages:
        marks = [int(operands[1].MCID) for operands, operator in strokes(page) if operator == "BDC"]
        owners = tree[int(page.obj.StructParents)]
        assert marks == list(range(len(owners)))
        assert all(tag.Pg.objgen == page.obj.objgen for tag in owners)


def test_all_that_is_drawn_is_marked_or_set_aside(made: pikepdf.Pdf) -> None:
    for page in made.pages:
        depth = 0
        for _operands, operator in strokes(page):
            depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(operator, 0)
            assert depth or operator not in {"Tj", "TJ", "Do", "S", "f"}


def test_letters_do_not_change_in_the_middle_of_a_text(made: pikepdf.Pdf) -> None:
    sizes = {
        float(operands[1]) for operands, operator in strokes(made.pages[1]) if operator == "Tf"
    }

    assert sizes <= {8.0, 8.5, 10.5, 14.0}
