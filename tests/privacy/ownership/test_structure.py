"""Does the code keep to who may touch what people write about themselves?"""

from __future__ import annotations

import ast
from pathlib import Path

from feedbackpulse.database import Base

PACKAGE = Path(__file__).resolve().parents[3] / "feedbackpulse"
TABLES = {"notebook", "notebook_page", "letter"}
OWN = ("reflection/", "web/employee/", "demo/")
"""Where somebody's own pages are made, and the demo; in there everything may be used."""
MAY_USE = {
    "cli/keys.py": {"rotation", "server_keys"},
    "doctor/service.py": {"notebook.keys_in_use", "server_keys"},
    "jobs/erasing.py": {"leaving.erase_everything"},
    "jobs/leaving.py": {"leaving", "shares.end_shares"},
    "jobs/night.py": {"leaving.sweep_erased", "peers.scrub_peers"},
    "jobs/peers.py": {"notebook", "peer_rounds.PeerRound", "peers", "server_keys"},
    "jobs/reminding.py": {"rhythms.take_due_reminders"},
    "jobs/usage.py": {"usage"},
    "metadata.py": {"tables"},
}
"""What a job, a command or the doctor needs of it, and no more."""


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def test_only_the_owners_pages_and_a_few_jobs_use_reflections() -> None:
    beyond = [
        (path.relative_to(PACKAGE).as_posix(), name.removeprefix("feedbackpulse.reflection."))
        for path in PACKAGE.rglob("*.py")
        for name in imported(path)
        if name.startswith("feedbackpulse.reflection.")
    ]

    assert [
        (file, name)
        for file, name in beyond
        if not file.startswith(OWN) and not is_allowed(name, MAY_USE.get(file, set()))
    ] == []


def is_allowed(name: str, allowed: set[str]) -> bool:
    """Say whether a module or a name in it is one of those that may be used."""
    return any(
        name == one or name.startswith(f"{one}.") or one.startswith(f"{name}.") for one in allowed
    )


def test_nobody_else_names_the_tables_of_reflections() -> None:
    naming = [
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in TABLES - {"notebook", "letter"}
    ]

    assert [path for path in naming if not path.startswith(OWN)] == []


def test_no_other_table_points_at_a_reflection() -> None:
    pointing = {
        table.name
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name in TABLES
    }

    assert pointing <= TABLES


def test_every_row_about_a_reflection_names_its_owner() -> None:
    for name in TABLES:
        columns = Base.metadata.tables[name].c
        assert [one for one in (columns.get("owner"), columns.get("reader")) if one is not None]
        assert not any(columns[one].nullable for one in ("owner", "reader") if one in columns)
