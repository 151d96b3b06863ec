"""Takes all units along in one file, as the button on the page does."""

from __future__ import annotations

import csv
import io
import zipfile

from werkzeug.test import TestResponse

from tests.pages import Visitor


def taken(visitor: Visitor, ending: str) -> TestResponse:
    """Ask for all units in one file."""
    page = visitor.open("/org/results")
    return visitor.send(page, form=f"main form[action*='/reports/{ending}']")


def tables_in(bundle: bytes) -> dict[str, list[dict[str, str]]]:
    """Return the rows of every table in a zip file, by its name."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as opened:
        texts = {name: opened.read(name).decode("utf-8-sig") for name in opened.namelist()}
    return {name: list(csv.DictReader(io.StringIO(text))) for name, text in texts.items()}
