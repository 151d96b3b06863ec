"""Fixtures every test can use: real stores in files of their own, and people who visit."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from feedbackpulse import clock, create_app
from feedbackpulse.accounts import service as accounts
from feedbackpulse.config import Settings
from feedbackpulse.database import Stores, transaction
from feedbackpulse.extensions import db
from feedbackpulse.people.domain import PersonId
from feedbackpulse.schema import upgrade
from tests.browser.report import pytest_terminal_summary  # noqa: F401  (pytest finds it by its name)

pytest.register_assert_rewrite("tests.pages")

from tests.pages import Visitor  # noqa: E402  (after the line above)

FILES = ("feedbackpulse.sqlite", "ballots.sqlite")


def settings_in(folder: Path) -> Settings:
    """Return the settings of an application that lives in *folder*."""
    return Settings(instance_path=folder, secret_key="only-for-tests", organisation="De Proeftuin")


def copy_databases(source: Path, target: Path) -> None:
    """Put copies of both databases in a folder."""
    target.mkdir(exist_ok=True)
    for name in FILES:
        shutil.copy(source / name, target / name)


def close(app: Flask) -> None:
    """Let go of an application's databases."""
    with app.app_context():
        db.engine.dispose()
        app.extensions["feedbackpulse"].stores.box.kw["bind"].dispose()


@pytest.fixture(scope="session")
def empty_instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with both databases, empty and up to date, to copy from."""
    folder = tmp_path_factory.mktemp("empty")
    app = create_app(settings_in(folder))
    upgrade(app)
    close(app)
    return folder


@pytest.fixture
def app(empty_instance: Path, tmp_path: Path) -> Iterator[Flask]:
    """Return an application with databases of its own.

    No application context stays open during the test: requests would share its `g`,
    and the second visitor would be taken for the first.
    """
    instance = tmp_path / "instance"
    copy_databases(empty_instance, instance)
    app = create_app(settings_in(instance))
    app.config.update(TESTING=True)
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
                token = accounts.start_session(session, person_id=person_id, now=clock.now())
            with client.session_transaction() as cookie:
                cookie["_user_id"] = token
                cookie["_fresh"] = True
        return Visitor(client)

    return sign_in
