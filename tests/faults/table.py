"""The table of what was measured: as JSON, in docs/faults.md, and on a terminal."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from tests.databases import ENGINES
from tests.faults.fault import Fault, Result

ROOT: Final = Path(__file__).parents[2]
JSON: Final = Path(__file__).with_name("results.json")
DOCS: Final = ROOT / "docs" / "faults.md"
BEGIN: Final = "<!-- faults: written by `python -m tests.faults --write` -->"
END: Final = "<!-- end of faults -->"
Told = Mapping[str, Any]


def line(fault: Fault, engine: str, found: Result, control: Result, seconds: float) -> Told:
    """Return what came of one fault on one engine, as it is kept."""
    return {
        "id": fault.id,
        "engine": engine,
        "numbers": dict(found.numbers),
        "violations": list(found.violations),
        "control": len(control.violations),
        "seconds": round(seconds, 1),
    }


def holds(told: Told) -> bool:
    """Say whether every promise was kept, and the careless variant was caught."""
    return not told["violations"] and bool(told["control"])


def kept() -> list[dict[str, Any]]:
    """Return what was written down."""
    if not JSON.exists():
        return []
    found: list[dict[str, Any]] = json.loads(JSON.read_text(encoding="utf-8"))
    return found


def write(lines: Sequence[Told], faults: Sequence[Fault], day: date) -> None:
    """Write down what was measured; what was not tried stays as it is."""
    known = {(one["id"], one["engine"]): one for one in kept()}
    known |= {(one["id"], one["engine"]): {**one, "date": day.isoformat()} for one in lines}
    order = [(fault.id, engine) for fault in faults for engine in ENGINES]
    content = [known[key] for key in order if key in known]
    JSON.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    before, _, rest = DOCS.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    DOCS.write_text(before + as_markdown(content, faults) + after, encoding="utf-8")


def as_markdown(content: Sequence[Told], faults: Sequence[Fault]) -> str:
    """Return the table of docs/faults.md, between its marks."""
    known = {fault.id: fault for fault in faults}
    lines = [
        BEGIN,
        "| | What goes wrong | Engine | Counted | Broken promises | Careless variant | Measured |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in content:
        fault = known[one["id"]]
        lines.append(
            f"| {one['id']} | {fault.name} | {one['engine']} | {numbers(one)} "
            f"| {len(one['violations'])} | caught: {one['control']} | {one['date']} |"
        )
    return "\n".join([*lines, END])


def numbers(told: Told) -> str:
    """Return what was counted, to read."""
    return ", ".join(f"{name} {value:g}" for name, value in told["numbers"].items())


def as_text(lines: Sequence[Told]) -> str:
    """Return the table for a terminal."""
    head = ("", "engine", "s", "promises", "careless", "counted")
    cells = [head] + [
        (
            one["id"],
            one["engine"],
            f"{one['seconds']:.0f}",
            "kept" if not one["violations"] else f"BROKEN {len(one['violations'])}",
            f"caught {one['control']}" if one["control"] else "NOT CAUGHT",
            numbers(one),
        )
        for one in lines
    ]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )
