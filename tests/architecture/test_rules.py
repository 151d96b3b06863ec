"""Does the code keep away from what advisories about others keep coming back to?

Each rule is tried on a line that breaks it, too: a rule that finds nothing anywhere is none.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "feedbackpulse"
Nodes = Sequence[ast.AST]
Found = Iterator[ast.AST]
Rule = Callable[[Nodes], Found]

NEVER_IMPORTED = {
    "aiohttp",
    "authlib",
    "code",
    "dill",
    "ftplib",
    "httpx",
    "jose",
    "jwt",
    "marshal",
    "pickle",
    "requests",
    "shelve",
    "telnetlib",
    "urllib.request",
    "urllib3",
    "xmlrpc",
}
"""What reads objects, makes tokens that speak for themselves, or fetches what somebody names."""
NEVER_CALLED = {"eval", "exec", "compile", "__import__", "render_template_string"}
OUTSIDE_WORLD = {"http.client", "smtplib", "socket", "ssl", "subprocess"}


def imported(nodes: Nodes, names: set[str]) -> Found:
    for node in nodes:
        if isinstance(node, ast.Import):
            found = {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found = {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
        else:
            continue
        if any(one == name or one.startswith(f"{name}.") for one in found for name in names):
            yield node


def called(node: ast.AST) -> str:
    """Return the last part of the name that is called, if one is."""
    if not isinstance(node, ast.Call):
        return ""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def reads_objects_or_fetches(nodes: Nodes) -> Found:
    return imported(nodes, NEVER_IMPORTED)


def runs_text(nodes: Nodes) -> Found:
    for node in nodes:
        plain = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if plain and called(node) in NEVER_CALLED:
            yield node


def opens_a_shell(nodes: Nodes) -> Found:
    for node in nodes:
        if not isinstance(node, ast.Call):
            continue
        if called(node) in {"system", "popen"} or any(
            word.arg == "shell" and not is_false(word.value) for word in node.keywords
        ):
            yield node


def is_false(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is False


def reaches_outside(nodes: Nodes) -> Found:
    return imported(nodes, OUTSIDE_WORLD)


def marks_as_safe(nodes: Nodes) -> Found:
    for node in nodes:
        if called(node) == "Markup":
            yield node


def fills_objects_from_forms(nodes: Nodes) -> Found:
    for node in nodes:
        if called(node) == "populate_obj":
            yield node
        if isinstance(node, ast.Call) and any(word.arg is None for word in node.keywords):
            sent = [ast.dump(word.value) for word in node.keywords if word.arg is None]
            if any("id='request'" in one or "attr='form'" in one for one in sent):
                yield node


def writes_sql(nodes: Nodes) -> Found:
    for node in nodes:
        if called(node) in {"exec_driver_sql", "text", "literal_column"} and sql_of(node):
            yield node


def sql_of(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and bool(node.args)


def looks_rows_up(nodes: Nodes) -> Found:
    """Find pages that ask the database themselves, past the services and their rules."""
    for node in nodes:
        from_tables = isinstance(node, ast.ImportFrom) and str(node.module).endswith(".tables")
        if from_tables and str(getattr(node, "module", "")).startswith("feedbackpulse."):
            yield node
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            row = node.args[0] if node.args else None
            if node.func.attr == "get" and isinstance(row, ast.Name) and row.id.endswith("Row"):
                yield node


def makes_tokens_by_chance(nodes: Nodes) -> Found:
    """Find chance that can be foretold; `SystemRandom` and `secrets` cannot."""
    for node in nodes:
        of_module = isinstance(node, ast.Call) and "id='random'" in ast.dump(node.func)
        if called(node) in {"Random", "uuid1"} or (of_module and called(node) != "SystemRandom"):
            yield node


def writes_teams_unseen(nodes: Nodes) -> Found:
    """Find what changes teams past the ORM, which would not make it another edition of the tree."""
    for node in nodes:
        given = [ast.dump(one) for one in node.args] if isinstance(node, ast.Call) else []
        unseen = called(node) in {"insert_if_new", "insert_all", "bulk_save_objects"}
        if any("'TeamRow'" in one and (unseen or "'__table__'" in one) for one in given):
            yield node


MAY: dict[Rule, set[str]] = {
    reads_objects_or_fetches: set(),
    runs_text: set(),
    opens_a_shell: set(),
    reaches_outside: {
        "_bootstrap.py",
        "_tools.py",
        "notices/smtp.py",
        "notices/webhook.py",
    },
    marks_as_safe: {"web/icons.py", "web/qr.py"},
    fills_objects_from_forms: set(),
    makes_tokens_by_chance: {"demo/"},
    writes_teams_unseen: set(),
}
"""Who may break a rule: commands for developers, what posts to chosen hosts, our own drawings."""

BROKEN: dict[Rule, str] = {
    reads_objects_or_fetches: "import pickle",
    runs_text: "eval(given)",
    opens_a_shell: "run('ls', shell=True)",
    reaches_outside: "from http.client import HTTPSConnection",
    marks_as_safe: "Markup('<b>' + name)",
    fills_objects_from_forms: "Person(**request.form)",
    makes_tokens_by_chance: "random.choice(letters)",
    writes_teams_unseen: "session.execute(update(TeamRow.__table__))",
    writes_sql: "session.execute(text('SELECT ' + order))",
    looks_rows_up: "session.get(PersonRow, person_id)",
}


def nodes_of(text: str) -> Nodes:
    """Return what rules look at: imports and calls."""
    kinds = (ast.Import, ast.ImportFrom, ast.Call)
    return [node for node in ast.walk(ast.parse(text)) if isinstance(node, kinds)]


@cache
def code() -> dict[str, Nodes]:
    """Return the whole product, read once."""
    return {
        path.relative_to(PACKAGE).as_posix(): nodes_of(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def breaking(rule: Rule, folder: str = "") -> list[str]:
    return [
        f"{path}:{getattr(node, 'lineno', 0)}"
        for path, nodes in code().items()
        if path.startswith(folder)
        for node in rule(nodes)
    ]


@pytest.mark.parametrize("rule", MAY, ids=lambda rule: rule.__name__)
def test_nobody_breaks_a_rule_who_may_not(rule: Rule) -> None:
    assert [one for one in breaking(rule) if not one.startswith(tuple(MAY[rule]))] == []


@pytest.mark.parametrize("rule", MAY, ids=lambda rule: rule.__name__)
def test_whoever_may_break_a_rule_does(rule: Rule) -> None:
    found = breaking(rule)

    assert [one for one in MAY[rule] if not any(place.startswith(one) for place in found)] == []


@pytest.mark.parametrize("rule", BROKEN, ids=lambda rule: rule.__name__)
def test_a_rule_sees_what_breaks_it(rule: Rule) -> None:
    assert list(rule(nodes_of(BROKEN[rule])))
    assert not list(rule(nodes_of("def tidy(name: str) -> str:\n    return name.strip()")))


def test_pages_look_nothing_up_themselves() -> None:
    assert breaking(looks_rows_up, "web/") == []


def test_pages_write_no_sql() -> None:
    assert breaking(writes_sql, "web/") == []


def test_no_template_lets_words_through_unescaped() -> None:
    unescaped = re.compile(r"\|\s*safe\b|autoescape\s+false|\bMarkup\b")

    assert [
        path.name
        for path in (ROOT / "templates").rglob("*")
        if path.is_file() and unescaped.search(path.read_text(encoding="utf-8"))
    ] == []


def test_only_the_text_part_of_mails_is_not_escaped() -> None:
    """Flask escapes by the ending: whatever is not HTML must be no page."""
    endings = {path.suffix: path.name for path in (ROOT / "templates").rglob("*.*")}

    assert endings.keys() == {".html", ".txt"}
    assert [one.name for one in (ROOT / "templates").rglob("*.txt")] == ["letter.txt"]
