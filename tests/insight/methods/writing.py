"""The tables as they are kept: as JSON in the package, in docs/methods.md, and on a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Final

from tests.insight.methods.measure import Column, Form, Table

ROOT: Final = Path(__file__).parents[3]
JSON: Final = ROOT / "feedbackpulse" / "simulated_methods.json"
DOCS: Final = ROOT / "docs" / "methods.md"
MARKS: Final = (
    "<!-- simulations: written by `make methods ARGS=--write` -->",
    "<!-- end of simulations -->",
)
DECIMALS: Final = 4
SMALL: Final = 0.0995

Measured = Sequence[tuple[Table, int]]
"""Tables, each with how many runs of every case went into it."""


def as_json(measured: Measured, day: date) -> str:
    """Return what is packaged."""
    tables = [{**asdict(table), "rows": _rounded(table), "runs": runs} for table, runs in measured]
    return json.dumps({"date": day.isoformat(), "tables": tables}, ensure_ascii=False) + "\n"


def packaged() -> tuple[date, Measured]:
    """Return what is packaged, and the day on which it was measured."""
    content = json.loads(JSON.read_text(encoding="utf-8"))
    return date.fromisoformat(content["date"]), [
        (_table(raw), raw["runs"]) for raw in content["tables"]
    ]


def as_markdown(measured: Measured, day: date) -> str:
    """Return the part of docs/methods.md between the marks, marks included."""
    begin, end = MARKS
    parts = [begin, f"Measured on {day} with `make methods`, from fixed seeds."]
    for table, runs in measured:
        parts += markdown_of(table, runs)
    return "\n\n".join([*parts, end])


def markdown_of(table: Table, runs: int) -> list[str]:
    """Return the paragraphs of one table."""
    about = f"{table.about['en']} {runs:,} runs of every case."
    return [f"### {table.title['en']}", about, "\n".join(_markdown_lines(table))]


def written_into(docs: str, part: str) -> str:
    """Return the document with the part in its place."""
    before, _, rest = docs.partition(MARKS[0])
    return before + part + rest.partition(MARKS[1])[2]


def write(measured: Measured, day: date) -> None:
    """Write the tables down, in the package and in the document."""
    JSON.write_text(as_json(measured, day), encoding="utf-8")
    docs = DOCS.read_text(encoding="utf-8")
    DOCS.write_text(written_into(docs, as_markdown(packaged()[1], day)), encoding="utf-8")


def as_text(table: Table) -> str:
    """Return a table for a terminal."""
    cells = [[*_heads(table)], *_cells(table)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ["  ".join(map(str.rjust, line, widths)) for line in cells]
    return "\n".join([table.title["en"], *lines])


def _markdown_lines(table: Table) -> Iterable[str]:
    yield f"| {' | '.join(_heads(table))} |"
    yield "|" + "---:|" * len(table.columns)
    for cells in _cells(table):
        yield f"| {' | '.join(cells)} |"


def _heads(table: Table) -> list[str]:
    return [f"{column.name['en']}{_limit(column)}" for column in table.columns]


def _limit(column: Column) -> str:
    if column.least is not None:
        return f" (≥ {shown(column.least, column.form)})"
    return f" (≤ {shown(column.most, column.form)})" if column.most is not None else ""


def _cells(table: Table) -> list[list[str]]:
    return [
        [shown(number, column.form) for number, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]


def shown(number: float, form: Form) -> str:
    """Return a number as it is written in a column of this form."""
    if form is Form.COUNT:
        return f"{number:.0f}"
    if form is Form.LEVEL:
        return f"{number:.2f}"
    return f"{round(100 * number, 1 if number < SMALL else 0):g}%"


def _rounded(table: Table) -> list[list[float]]:
    return [[round(number, DECIMALS) for number in row] for row in table.rows]


def _table(raw: dict[str, Any]) -> Table:
    columns = [Column(**{**column, "form": Form(column["form"])}) for column in raw["columns"]]
    return Table(
        key=raw["key"],
        title=raw["title"],
        about=raw["about"],
        columns=tuple(columns),
        rows=tuple(tuple(row) for row in raw["rows"]),
    )
