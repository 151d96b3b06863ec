"""The table of docs/scale.md: what was measured, one column for each engine and size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

DOCS: Final = Path(__file__).parents[2] / "docs" / "scale.md"
BEGIN: Final = "<!-- measured -->"
END: Final = "<!-- /measured -->"
ENGINES: Final = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
STEPS: Final = {
    "open the round": "open the round",
    "scramble and count a day": "scramble and count a day",
    "count what came back": "count what came back, at closing",
    "open the box": "open the box",
    "put together": "put together",
    "write": "write the release",
    "burn and scramble": "burn and scramble",
    "compare it with an earlier round": "compare it with an earlier round",
}
PAGES: Final = {
    "open: employee /pulse/{round}": "answer",
    "open: employee /pulse/{round}/manifest": "manifest",
    "open: employee /pulse/{round}/check": "check a round",
    "open: employee /": "home of an employee",
    "released: employee /share/new-idea": "share an idea",
    "released: employee /pulse/{round}/receipts": "all receipts",
    "released: employee /outcome/{own}/whole": "a team, for who is in it",
    "released: lead /team/{led}/whole": "a team, for its lead",
    "released: lead /team/{led}/words": "words of a team",
    "released: hr /org": "home of HR",
    "released: hr /org/cycles/{cycle}": "a cycle",
    "released: hr /org/promises/new": "promise something",
    "released: hr /org/signals": "what was sent to HR",
    "released: hr /org/results": "the list of units",
    "released: hr /org/results/{top}/whole": "the organisation",
    "released: hr /org/results/departments": "departments",
    "released: hr /org/results/response": "response",
    "released: hr /org/results/compare": "two rounds",
    "released: hr /org/words": "words of everybody",
    "released: hr /org/participation": "participation",
    "released: admin /admin/people": "people and teams",
}
Kept = Mapping[str, Mapping[str, Any]]


def write_table(kept: Kept) -> None:
    """Put the table of what is kept into the documentation."""
    before, _, rest = DOCS.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    table = "\n".join([BEGIN, *_lines(kept, _columns(kept)), END])
    DOCS.write_text(before + table + after, "utf-8")


def _columns(kept: Kept) -> list[str]:
    """Return what was measured, by engine and size."""
    order = list(ENGINES)
    return sorted(kept, key=lambda name: (order.index(name.split()[0]), int(name.split()[1])))


def _lines(kept: Kept, columns: Sequence[str]) -> Iterator[str]:
    heads = (f"{ENGINES[one.split()[0]]}, {int(one.split()[1]):,}" for one in columns)
    yield _row("people", heads)
    yield _row("---", ("---" for _ in columns))
    shape = ("teams", "stamps", "ballots")
    told = (", ".join(f"{kept[one][name]:,}" for name in shape) for one in columns)
    yield _row("teams, stamps, ballots", told)
    for step, said in STEPS.items():
        yield _row(said, (_step(kept[one]["steps"].get(step)) for one in columns))
    yield _row("decrypting alone", (f"{kept[one]['decrypting']:.1f} s" for one in columns))
    for page, said in PAGES.items():
        yield _row(f"page: {said}", (_page(kept[one]["steps"].get(page)) for one in columns))


def _row(first: str, rest: Iterator[str]) -> str:
    return f"| {' | '.join([first, *rest])} |"


def _step(step: Mapping[str, Any] | None) -> str:
    return "–" if step is None else f"{step['seconds']:.1f} s, {step['peak']:,} MB"


def _page(step: Mapping[str, Any] | None) -> str:
    return "–" if step is None else f"{step['seconds']:.2f} s, {step['bytes'] / 1000:,.0f} kB"
