"""Reads the numbers off pages, pictures and files, whatever they look like."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Final

from bs4 import BeautifulSoup, Tag
from pptx import Presentation
from pypdf import PdfReader

DECIMAL: Final = re.compile(r"(?<![\d:/])(?<!\d[.,])-?\d+[.,]\d+(?![\d:/]|[.,]\d)")
STEP: Final = re.compile(
    r"(?:change of(?: about)?|changed by|difference is(?: at least)?|differences from about"
    r"|verandering van(?:af ongeveer)?|Was het|verschil is(?: minstens)?|verschillen zien vanaf ongeveer)"
    r" +\d[.,]\d"
)
"""How large a difference is, or has to be: no level of anybody."""
COUNT: Final = re.compile(r"(\d+) (?:or more |of meer )?(?:of|van) (\d+)\b")


def decimals(text: str) -> set[str]:
    """Return all numbers with a decimal sign, with a point."""
    return {found.replace(",", ".") for found in DECIMAL.findall(text)}


def levels(text: str) -> set[str]:
    """Return those that can be levels: most differences are smaller than any, and others say so."""
    told = STEP.sub(" ", " ".join(text.split()))
    return {one for one in decimals(told) if float(one) >= 1}


def counts(text: str) -> set[tuple[int, int]]:
    """Return every "so many of so many"."""
    return {(int(n), int(invited)) for n, invited in COUNT.findall(text)}


def words(page: BeautifulSoup) -> str:
    """Return all text of a page and what its pictures say to who does not see them."""
    main = page.select_one("main")
    assert main is not None
    alternatives = [str(image.get("alt", "")) for image in main.select("img")]
    return " ".join([main.get_text(" "), *alternatives])


def rows_of(table: Tag) -> list[tuple[str, list[str]]]:
    """Return the heading and the cells of each row in the body of a table."""
    return [
        (_said(head), [_said(cell) for cell in row.select("td")])
        for row in table.select("tbody tr")
        if (head := row.select_one("th"))
    ]


def first_number(text: str) -> str:
    """Return the number that a cell begins with; nothing where it begins with words."""
    found = DECIMAL.match(text.strip())
    return found.group().replace(",", ".") if found else ""


def text_of_svg(picture: bytes) -> str:
    """Return what is written in a picture."""
    drawn = BeautifulSoup(picture, "xml")
    return " ".join(one.get_text() for one in drawn.select("text"))


def csv_rows(bundle: bytes) -> list[dict[str, str]]:
    """Return the rows of the figures in a zip file."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as opened:
        text = opened.read("figures.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def sheet_numbers(workbook: bytes) -> list[str]:
    """Return all numbers on the first sheet that are no days, row by row."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as opened:
        sheet = BeautifulSoup(opened.read("xl/worksheets/sheet1.xml"), "xml")
    return list(_numbers(sheet))


def _numbers(sheet: BeautifulSoup) -> Iterator[str]:
    for cell in sheet.select("c"):
        value = cell.select_one("v")
        if value is not None and cell.get("t") in {None, "n"}:
            number = float(value.text)
            if number < 10_000:
                yield f"{number:g}"


def text_of_slides(slides: bytes) -> str:
    """Return all that is written on slides."""
    return " ".join(
        text
        for slide in Presentation(io.BytesIO(slides)).slides
        for shape in slide.shapes
        for text in _texts(shape)
    )


def _texts(shape: object) -> Iterator[str]:
    if getattr(shape, "has_text_frame", False):
        yield shape.text_frame.text  # type: ignore[attr-defined]  # only some shapes have one
    if getattr(shape, "has_table", False):
        for row in shape.table.rows:  # type: ignore[attr-defined]  # only some shapes have one
            yield from (cell.text for cell in row.cells)


def text_of_pdf(document: bytes) -> str:
    """Return what is written in a PDF, line by line."""
    pages = PdfReader(io.BytesIO(document)).pages
    text = "\n".join(page.extract_text(extraction_mode="layout") for page in pages)
    assert text.strip(), "there are no words in it"
    return text


def _said(cell: Tag) -> str:
    return " ".join(cell.get_text(" ").split())
