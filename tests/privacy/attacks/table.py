"""The table of measured figures: as JSON in the package, in docs/privacy.md, and on a terminal."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from tests.databases import ENGINES, EngineName
from tests.privacy.attacks.catalogue import ATTACKS
from tests.privacy.attacks.measure import Attack, Measure

ROOT: Final = Path(__file__).parents[3]
JSON: Final = ROOT / "feedbackpulse" / "privacy_attacks.json"
DOCS: Final = ROOT / "docs" / "privacy.md"
BEGIN: Final = "<!-- attacks: written by `python -m tests.privacy.attacks --write` -->"
END: Final = "<!-- end of attacks -->"


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """An attack and what came of it on each engine."""

    attack: Attack
    found: Mapping[EngineName, Measure]

    @property
    def holds(self) -> bool:
        """Say whether it holds on both."""
        return len(self.found) == len(ENGINES) and all(one.holds for one in self.found.values())

    def figure(self, engine: EngineName) -> str:
        """Return what was measured."""
        return self.found[engine].figure if engine in self.found else "–"


def rows(found: Mapping[tuple[str, EngineName], Measure]) -> list[Row]:
    """Return the rows of the attacks that were tried; one without a database counts for both."""
    made = []
    for attack in ATTACKS:
        own = {
            engine: found[attack.id, engine] for engine in ENGINES if (attack.id, engine) in found
        }
        if own and not attack.on_databases:
            own = dict.fromkeys(ENGINES, next(iter(own.values())))
        if own:
            made.append(Row(attack=attack, found=own))
    return made


def as_json(made: Sequence[Row], day: date) -> str:
    """Return the table as it is packaged."""
    content = [
        {
            "id": row.attack.id,
            **{f"attack_{locale}": name for locale, name in row.attack.name.items()},
            "limit": row.attack.bound,
            **{f"limit_{locale}": words for locale, words in row.attack.limit.items()},
            **{engine: row.figure(engine) for engine in ENGINES},
            "holds": row.holds,
            "date": day.isoformat(),
        }
        for row in made
    ]
    return _written(content)


def _written(content: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def packaged() -> list[dict[str, Any]]:
    """Return the table that is packaged."""
    content: list[dict[str, Any]] = json.loads(JSON.read_text(encoding="utf-8"))
    return content


def as_markdown(content: Sequence[Mapping[str, Any]]) -> str:
    """Return the table of docs/privacy.md, between its marks."""
    lines = [
        BEGIN,
        f"{_measured(content)} with `make attacks`.",
        "",
        "| | Attack | Must be | SQLite | PostgreSQL | Holds |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {one['id']} | {one['attack_en']} | {one['limit_en']} "
        f"| {one['sqlite']} | {one['postgresql']} | {'yes' if one['holds'] else '**no**'} |"
        for one in content
    ]
    return "\n".join([*lines, END])


def _measured(content: Sequence[Mapping[str, Any]]) -> str:
    """Say when, and of which attacks that was on another day."""
    first = content[0]["date"]
    others = [f"{one['id']} on {one['date']}" for one in content if one["date"] != first]
    return f"Measured on {first}" + (f" ({', '.join(others)})" if others else "")


def written_into(docs: str, table: str) -> str:
    """Return the document with the table in its place."""
    before, _, rest = docs.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + table + after


def write(made: Sequence[Row], day: date) -> None:
    """Write the figures down, in the package and in the document; what was not tried stays."""
    new = {one["id"]: one for one in json.loads(as_json(made, day))}
    known = {one["id"]: one for one in packaged()} | new
    content = [known[attack.id] for attack in ATTACKS if attack.id in known]
    JSON.write_text(_written(content), encoding="utf-8")
    docs = DOCS.read_text(encoding="utf-8")
    DOCS.write_text(written_into(docs, as_markdown(packaged())), encoding="utf-8")


def as_text(made: Sequence[Row]) -> str:
    """Return the table for a terminal."""
    head = ("", "attack", "must be", "SQLite", "PostgreSQL", "holds")
    cells = [head] + [
        (
            row.attack.id,
            row.attack.name["en"],
            row.attack.bound,
            row.figure("sqlite"),
            row.figure("postgresql"),
            _verdict(row),
        )
        for row in made
    ]
    widths = [max(len(line[column]) for line in cells) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    )


def _verdict(row: Row) -> str:
    return "yes" if all(one.holds for one in row.found.values()) else "NO"
