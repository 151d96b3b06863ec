"""Does every line that we log say what happened, under a name of its own?"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}


@cache
def calls() -> tuple[tuple[str, ast.Call], ...]:
    """Return every call that logs, with where it is."""
    return tuple(_found())


def _found() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted((ROOT / "feedbackpulse").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)) if "getLogger(" in text else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value
                if node.func.attr in LEVELS and isinstance(owner, ast.Name) and "log" in owner.id:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def event_of(call: ast.Call) -> str | None:
    extra = next((word.value for word in call.keywords if word.arg == "extra"), None)
    if not isinstance(extra, ast.Dict):
        return None
    names = [key.value if isinstance(key, ast.Constant) else None for key in extra.keys]
    values = dict(zip(names, extra.values, strict=True))
    event = values.get("event")
    if isinstance(event, ast.Name):  # put together from a name in the code
        return event.id
    return str(event.value) if isinstance(event, ast.Constant) else None


def test_every_line_has_an_event() -> None:
    bare = [where for where, call in calls() if not re.fullmatch("[a-z_]+", event_of(call) or "")]

    assert bare == []


def test_every_event_is_logged_in_one_place() -> None:
    counts = Counter(event_of(call) for _, call in calls())

    assert [event for event, count in counts.items() if count > 1] == []


def test_the_words_of_a_line_stand_in_the_code() -> None:
    composed = [where for where, call in calls() if not isinstance(call.args[0], ast.Constant)]

    assert composed == []
