"""Can anybody but their owner reach what people write about themselves?"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import Base, Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from feedbackpulse.reflection import service as reflections
from feedbackpulse.reflection.domain import ReflectionId
from tests.pages import Visitor

PACKAGE = Path(__file__).resolve().parents[3] / "feedbackpulse"
SECRET = "I interrupted a tenant on Tuesday"
DAY = date(2026, 3, 2)
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
OTHERS = ("colleague", "lead", "hr", "council", "adviser", "admin", "everything")
TABLES = {"reflection", "reflection_rating", "reflection_words"}
MAY_USE = ("reflection/", "web/employee/", "demo/", "metadata.py")

Browse = Callable[[PersonId | None], Visitor]


@pytest.fixture
def everybody(stores: Stores) -> dict[str, PersonId]:
    """Return the owner, and one person for each other role: the lead is the owner's own."""
    with stores.main() as session, transaction(session):
        root = people.add_team(session, code="ALL", name="Everybody", parent_id=None)
        team = people.add_team(session, code="T", name="Team", parent_id=root.id)
        found = {
            name: people.add_person(
                session, name=name, email=f"{name}@example.org", team_id=team.id, at=MOMENT
            ).id
            for name in ("owner", *OTHERS)
        }
        for name in ("lead", "everything"):
            people.appoint_lead(session, person_id=found[name], team_id=root.id, until=None)
        for role in (Role.HR, Role.COUNCIL, Role.ADVISER, Role.ADMIN):
            people.grant_role(session, person_id=found[role.value], role=role)
            people.grant_role(session, person_id=found["everything"], role=role)
    return found


@pytest.fixture
def kept(stores: Stores, everybody: dict[str, PersonId]) -> tuple[ReflectionId, ReflectionId]:
    """Return a finished reflection of the owner, and one that is still running."""
    prompt, owner = load_catalogue().item("M4A-O1"), everybody["owner"]
    ids = []
    with stores.main() as session, transaction(session):
        for finished in (True, False):
            one = reflections.start_reflection(
                session, owner=owner, checkpoints=["M4", "M9"], today=DAY
            )
            reflections.write(
                session, owner=owner, reflection_id=one.id, prompt=prompt, text=SECRET
            )
            if finished:
                reflections.finish_reflection(session, owner=owner, reflection_id=one.id, today=DAY)
            ids.append(one.id)
    return ids[0], ids[1]


def reflect_rules(app: Flask) -> list[Rule]:
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/reflect")]
    assert len(rules) >= 9
    return rules


def addresses(app: Flask, ids: tuple[ReflectionId, ReflectionId]) -> Iterator[tuple[str, str]]:
    """Yield every method and address that names one of these reflections."""
    with app.test_request_context():
        for rule in reflect_rules(app):
            values = [{"reflection_id": one, "number": 1} for one in ids]
            for method in (rule.methods or set()) & {"GET", "POST"}:
                for value in values:
                    if "reflection_id" in rule.arguments:
                        wanted = {name: value[name] for name in rule.arguments}
                        yield method, app.url_map.bind("localhost").build(rule.endpoint, wanted)


def knock(visitor: Visitor, method: str, address: str) -> tuple[int, str]:
    """Return what somebody gets who knows the address, with a form token that is good."""
    if method == "GET":
        response = visitor.get(address)
    else:
        token = visitor.open("/reflect/start").select_one("main input[name=csrf_token]")
        assert token is not None
        form = {"csrf_token": str(token["value"]), "value": "1", "words": "not mine"}
        response = visitor.client.post(address, data=form)
    return response.status_code, response.text


@pytest.mark.parametrize("other", OTHERS)
def test_to_everybody_else_a_reflection_does_not_exist(
    app: Flask,
    visit: Browse,
    everybody: dict[str, PersonId],
    kept: tuple[ReflectionId, ReflectionId],
    other: str,
) -> None:
    visitor = visit(everybody[other])

    tried = {
        (method, address): knock(visitor, method, address)
        for method, address in addresses(app, kept)
    }

    assert len(tried) >= 14
    assert {status for status, _text in tried.values()} == {404}
    assert not [address for address, (_status, text) in tried.items() if SECRET in text]


def test_what_others_tried_changed_nothing(
    app: Flask,
    visit: Browse,
    stores: Stores,
    everybody: dict[str, PersonId],
    kept: tuple[ReflectionId, ReflectionId],
) -> None:
    with stores.main() as session:
        before = reflections.list_reflections(session, owner=everybody["owner"])
    visitor = visit(everybody["everything"])

    for method, address in addresses(app, kept):
        knock(visitor, method, address)
    visitor.submit(visitor.open("/reflect/delete"))

    with stores.main() as session:
        assert reflections.list_reflections(session, owner=everybody["owner"]) == before


def test_without_signing_in_there_is_only_the_sign_in_page(
    app: Flask, visit: Browse, kept: tuple[ReflectionId, ReflectionId]
) -> None:
    visitor = visit(None)
    for method, address in addresses(app, kept):
        if method == "GET":
            response = visitor.get(address)
            assert response.status_code == 302
            assert response.headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize("other", OTHERS)
def test_no_page_of_anybody_else_shows_a_word_of_it(
    app: Flask,
    visit: Browse,
    everybody: dict[str, PersonId],
    kept: tuple[ReflectionId, ReflectionId],
    other: str,
) -> None:
    visitor = visit(everybody[other])
    pages = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if not rule.arguments and "GET" in (rule.methods or set())
    ]

    shown = [page for page in pages if SECRET.encode() in visitor.get(page).data]

    assert shown == []


def test_the_owner_reads_it_where_the_others_cannot(
    visit: Browse, everybody: dict[str, PersonId], kept: tuple[ReflectionId, ReflectionId]
) -> None:
    owner = visit(everybody["owner"])

    assert SECRET in owner.open(f"/reflect/{kept[0]}").text
    assert SECRET in owner.open(f"/reflect/{kept[1]}/1").text
    assert SECRET in owner.get("/reflect/download").text


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def test_only_the_employees_pages_and_the_demo_use_reflections() -> None:
    used = [
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if any(name.startswith("feedbackpulse.reflection") for name in imported(path))
    ]

    assert [path for path in used if not path.startswith(MAY_USE)] == []


def test_nobody_else_names_the_tables_of_reflections() -> None:
    naming = [
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in TABLES - {"reflection"}
    ]

    assert [path for path in naming if not path.startswith(MAY_USE)] == []


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
        assert not Base.metadata.tables[name].c.owner.nullable
