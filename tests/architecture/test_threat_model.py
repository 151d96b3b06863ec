"""Does every test that the threat model names exist, and does it leave no number out?"""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`([a-z_/]+/test_[a-z_]+\.py)(?:::(test_\w+))?`")


def names_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_test_that_is_named_exists() -> None:
    lost = [
        f"{file}::{name}"
        for file, name in NAMED.findall(PAGE)
        if not (ROOT / "tests" / file).exists()
        or (name and name not in names_in(ROOT / "tests" / file))
    ]

    assert lost == []


def test_every_kind_and_every_edge_has_a_line() -> None:
    lines = re.findall(r"^\| ([AS]\d+) \|", PAGE, re.MULTILINE)

    assert lines == [*(f"S{one}" for one in range(1, 22)), *(f"A{one}" for one in range(1, 21))]


def test_every_line_names_a_test_or_says_that_there_is_nothing_to_try() -> None:
    rows = [line for line in PAGE.splitlines() if re.match(r"\| [AS]\d+ \|", line)]

    assert [row for row in rows if not NAMED.search(row) and "| none | – |" not in row] == []


def test_the_page_on_reporting_leads_here() -> None:
    assert "docs/threat-model.md" in (ROOT / "SECURITY.md").read_text(encoding="utf-8")
