"""Is code of one release ever run together with code of another?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from feedbackpulse.web.page import asset

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(path.relative_to(ROOT) for path in (ROOT / "static/js").rglob("*.js*"))
BALLOT = [path for path in MODULES if "ballot" in path.parts]
IMPORT = re.compile(r"""\bfrom\s+["']([^"']+)["']|\bimport\(?\s*["']([^"']+)["']""")


def test_there_are_modules_to_look_at() -> None:
    assert {path.name for path in BALLOT} >= {"bytes.js", "blindrsa.js", "hpke.js"}


@pytest.mark.parametrize("path", BALLOT, ids=str)
@pytest.mark.parametrize("query", ["", "?v=abc"])
def test_a_ballot_module_is_asked_for_again_every_time(app: Flask, path: Path, query: str) -> None:
    visitor = app.test_client()

    with visitor.get(f"/{path}{query}") as first:
        assert first.headers["Cache-Control"] == "no-cache"
        assert "Expires" not in first.headers
        tag = first.headers["ETag"]
    with visitor.get(f"/{path}{query}", headers={"If-None-Match": tag}) as second:
        assert second.status_code == 304
        assert second.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_without_its_fingerprint_no_script_is_kept(app: Flask, path: Path) -> None:
    with app.test_client().get(f"/{path}") as answer:
        assert answer.headers["Cache-Control"] == "no-cache"


def test_with_its_fingerprint_a_file_is_kept_for_a_year(app: Flask) -> None:
    with app.test_request_context():
        addresses = [asset("js/pulse.js"), asset("css/app.css")]

    for address in addresses:
        with app.test_client().get(address) as answer:
            assert "max-age=31536000" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_modules_import_only_each_other(path: Path) -> None:
    source = (ROOT / path).read_text(encoding="utf-8") if path.suffix == ".js" else ""

    for names in IMPORT.findall(source):
        imported = next(filter(None, names))
        assert imported.startswith("."), f"{path} imports {imported} from elsewhere"
        assert (ROOT / path.parent / imported).resolve().is_file()
