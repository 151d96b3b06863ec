"""Fixtures every test can use: real stores in files of their own, and people who visit."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from filelock import FileLock
from flask import Flask
from hypothesis import HealthCheck, settings
from sqlalchemy.orm import Session

from feedbackpulse import clock, create_app
from feedbackpulse.accounts import service as accounts
from feedbackpulse.ballots import keystore
from feedbackpulse.database import Stores, transaction
from feedbackpulse.demo.instance import is_made
from feedbackpulse.extensions import db
from feedbackpulse.people.domain import PersonId
from feedbackpulse.roster import opened
from feedbackpulse.schema import upgrade
from tests import postgres
from tests.browser.chromium import browser  # noqa: F401  (a fixture)
from tests.browser.report import pytest_terminal_summary  # noqa: F401  (pytest finds it by its name)
from tests.browser.servers import running
from tests.compiled import Address, Templates
from tests.databases import (
    ENGINES,
    EngineName,
    copy_databases,
    drop_databases,
    make_databases,
    make_roles,
    settings_in,
)
from tests.keys import Stock

# Else every process that a test starts, and every worker, compiles all of us anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# A commit waits some milliseconds for a disk, and there are dozens of them in a test.
os.environ.setdefault("TMPDIR", postgres.roomy_place())
tempfile.tempdir = None  # to be looked up anew

pytest.register_assert_rewrite("tests.pages")
# How long an example takes says only what else the machine is doing.
settings.register_profile(
    "any machine", settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
)
settings.load_profile("any machine")

from tests.pages import Visitor  # noqa: E402  (after the line above)

KEYS = Stock()
TEMPLATES = Templates()
Flask.url_rule_class = Address


def close(app: Flask) -> None:
    """Let go of an application's databases."""
    with app.app_context():
        db.engine.dispose()
        app.extensions["feedbackpulse"].stores.box.kw["bind"].dispose()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the tests that are marked so on both engines, as far as they use a database."""
    mark = metafunc.definition.get_closest_marker
    if "engine_name" in metafunc.fixturenames and mark("both_engines"):
        alone = [name for name in ENGINES if mark(f"{name}_only")]
        metafunc.parametrize("engine_name", alone or ENGINES, indirect=True)


@pytest.hookimpl(trylast=True)  # after pytest-randomly
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the modules that may take longest: no worker should end with one of them alone."""
    of_module: dict[Path, float] = {}
    for item in items:
        of_module[item.path] = max(of_module.get(item.path, 0), _patience(item))
    items.sort(key=lambda item: (-of_module[item.path], -_patience(item)))


def pytest_collection_finish() -> None:
    """Look for garbage less often: what was imported stays, and a test leaves little behind.

    Else a quarter of the time goes into looking through all that is there, again and again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


def _patience(item: pytest.Item) -> float:
    """Return how many seconds a test may take, if it says so."""
    mark = item.get_closest_marker("timeout")
    return float(mark.args[0]) if mark else 0


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object]) -> Generator[None, object, object]:
    """Leave the keys of what several tests share to those tests."""
    with nullcontext() if fixturedef.scope == "function" else KEYS.for_good():
        return (yield)


@pytest.fixture(autouse=True)
def forgotten_units() -> None:
    """Let no test meet units of another, of whose round it has a copy."""
    opened._place.cache_clear()


@pytest.fixture(autouse=True)
def keys_at_hand(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let rounds take their keys from those that were made before."""
    monkeypatch.setattr(keystore, "new_signing_key", KEYS.hand_out)
    yield
    KEYS.take_back()


@pytest.fixture
def engine_name(request: pytest.FixtureRequest) -> EngineName:
    """Return the engine that both databases are on."""
    chosen: EngineName = getattr(request, "param", "sqlite")
    return chosen


@pytest.fixture(scope="session")
def postgres_sockets() -> Iterator[Path]:
    """Start a PostgreSQL server for all tests of this process; return where it listens."""
    server = postgres.start()
    make_roles(server.sockets)
    yield server.sockets
    server.stop()


@pytest.fixture(scope="session")
def empty_instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with both databases, empty and up to date, to copy from."""
    return _up_to_date(tmp_path_factory.mktemp("empty"))


@pytest.fixture(scope="session")
def empty_postgres_instance(
    postgres_sockets: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return the same as `empty_instance`, with its databases on the server."""
    folder = tmp_path_factory.mktemp("empty_postgres")
    make_databases(folder, postgres_sockets)
    return _up_to_date(folder)


def _up_to_date(folder: Path) -> Path:
    app = create_app(settings_in(folder))
    upgrade(app)
    close(app)
    return folder


@pytest.fixture(scope="session")
def made_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a demo to read or to copy; its command makes it once for all workers."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if base.name.startswith("popen-") else base) / "made_demo"
    with FileLock(f"{folder}.lock"):
        if not is_made(folder):
            with running("demo", folder):
                pass  # it is made before it says where it runs
    return folder


@pytest.fixture
def empty(request: pytest.FixtureRequest, engine_name: EngineName) -> Path:
    """Return the empty instance of the engine that the test runs on."""
    name = {"sqlite": "empty_instance", "postgresql": "empty_postgres_instance"}[engine_name]
    folder: Path = request.getfixturevalue(name)
    return folder


@pytest.fixture
def instance(empty: Path, tmp_path: Path) -> Iterator[Path]:
    """Return the folder of an instance of one's own, empty and up to date."""
    folder = tmp_path / "instance"
    copy_databases(empty, folder)
    yield folder
    drop_databases(folder)


@pytest.fixture
def app(instance: Path) -> Iterator[Flask]:
    """Return an application with databases of its own.

    No application context stays open during the test: requests would share its `g`,
    and the second visitor would be taken for the first.
    """
    app = create_app(settings_in(instance))
    app.config.update(TESTING=True)
    app.extensions["feedbackpulse"].standing.furthest = None  # tests move the clock
    app.jinja_env.bytecode_cache = TEMPLATES
    yield app
    close(app)


@pytest.fixture
def stores(app: Flask) -> Stores:
    """Return both stores of the application."""
    found: Stores = app.extensions["feedbackpulse"].stores
    return found


@pytest.fixture
def session(stores: Stores) -> Iterator[Session]:
    """Return a session on the main store; what is not committed is gone after the test."""
    with stores.main() as session:
        yield session


@pytest.fixture
def visit(app: Flask, stores: Stores) -> Callable[[PersonId | None], Visitor]:
    """Return a function that gives somebody a browser, signed in unless nobody is named."""

    def sign_in(person_id: PersonId | None = None) -> Visitor:
        client = app.test_client()
        if person_id is not None:
            with stores.main() as session, transaction(session):
                token = accounts.start_session(
                    session, person_id=person_id, now=clock.now(), twice=True
                )
            with client.session_transaction() as cookie:
                cookie["_user_id"] = token
                cookie["_fresh"] = True
        return Visitor(client)

    return sign_in
