"""Is each bad configuration of PostgreSQL flagged, on a server that really has it (attack A18)?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from feedbackpulse import create_app, schema
from feedbackpulse.doctor.checks.postgres import check_configuration
from feedbackpulse.doctor.domain import Code
from tests import postgres
from tests.conftest import close
from tests.databases import (
    Address,
    address_in,
    copy_databases,
    drop_databases,
    make_databases,
    make_roles,
    role_of,
    settings_in,
)
from tests.doctor.installations import Installation

QUIET = (("log_min_error_statement", "panic"),)
BAD_SETTINGS = {
    (("log_statement", "mod"),): {Code.STATEMENTS_LOGGED},
    (("log_statement", "all"),): {Code.STATEMENTS_LOGGED},
    (("log_min_duration_statement", "0"),): {Code.SLOW_STATEMENTS_LOGGED},
    (("log_min_duration_statement", "500"), ("log_parameter_max_length", "0")): {
        Code.STATEMENT_TIMES_LOGGED
    },
    (("log_min_duration_sample", "0"),): {Code.SLOW_STATEMENTS_LOGGED},
    (("log_transaction_sample_rate", "0.1"),): {Code.SLOW_STATEMENTS_LOGGED},
    (("log_min_error_statement", "error"),): {Code.ERRORS_LOGGED},
    (("log_min_error_statement", "error"), ("log_parameter_max_length_on_error", "-1")): {
        Code.ERROR_VALUES_LOGGED
    },
}
"""Settings that a database can have of its own, and as what they are flagged."""
RESTARTED = ("track_commit_timestamp=on", "wal_level=logical", "archive_mode=on")
"""Settings for which a server has to start anew."""


@pytest.fixture(scope="module")
def careless_instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return an empty instance on a server that keeps order and moments."""
    server = postgres.start(*RESTARTED)
    make_roles(server.sockets)
    folder = tmp_path_factory.mktemp("careless")
    make_databases(folder, server.sockets)
    app = create_app(settings_in(folder))
    schema.upgrade(app)
    close(app)
    yield folder
    server.stop()


@pytest.fixture
def installation(empty_postgres_instance: Path, tmp_path: Path) -> Iterator[Installation]:
    """Return an installation on a server, with which nothing is wrong."""
    yield from made(empty_postgres_instance, tmp_path / "instance")


@pytest.fixture
def careless(careless_instance: Path, tmp_path: Path) -> Iterator[Installation]:
    """Return an installation on the server that keeps order and moments."""
    yield from made(careless_instance, tmp_path / "careless")


def made(like: Path, folder: Path) -> Iterator[Installation]:
    copy_databases(like, folder)
    found = Installation.good(folder)
    set_for_both(found, QUIET)
    yield found
    drop_databases(folder)


def address(it: Installation) -> Address:
    found = address_in(it.settings.instance_path)
    assert found is not None
    return found


def set_for_both(it: Installation, settings: tuple[tuple[str, str], ...]) -> None:
    for store in ("main", "box"):
        for name, value in settings:
            run(it, store, f"ALTER DATABASE {address(it).names[store]} SET {name} = '{value}'")


def run(it: Installation, store: str, statement: str) -> None:
    url = address(it).owners_url(store).replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


def test_nothing_is_wrong_with_a_good_server(installation: Installation) -> None:
    assert installation.findings() == ()


@pytest.mark.parametrize(("settings", "codes"), BAD_SETTINGS.items(), ids=str)
def test_a_bad_setting_is_flagged(
    installation: Installation, settings: tuple[tuple[str, str], ...], codes: set[Code]
) -> None:
    set_for_both(installation, settings)

    assert installation.codes() == codes


def test_a_bad_setting_of_one_role_is_flagged(installation: Installation) -> None:
    name = address(installation).names["box"]
    run(
        installation,
        "box",
        f"ALTER ROLE {role_of('box')} IN DATABASE {name} SET log_statement = 'all'",
    )

    assert installation.codes() == {Code.STATEMENTS_LOGGED}


def test_a_server_that_keeps_order_and_moments_is_flagged(careless: Installation) -> None:
    assert careless.codes() == {Code.COMMIT_TIMESTAMPS, Code.LOGICAL_WAL, Code.WAL_ARCHIVED}


def test_a_server_that_loses_answers_with_the_power_is_flagged(installation: Installation) -> None:
    """The servers of the tests do, because nothing of theirs has to outlive them."""
    with installation.running() as (app, stores):
        found = installation.examined(app, stores)

    assert {(each.code, each.subject) for each in found} == {
        (Code.NOT_ON_DISK, "fsync"),
        (Code.NOT_ON_DISK, "full_page_writes"),
    }


def test_a_pooler_that_lets_a_session_be_hasty_is_flagged() -> None:
    quiet = {"log_min_error_statement": "panic", "fsync": "on", "full_page_writes": "on"}

    [found] = check_configuration({**quiet, "synchronous_commit": "off"})

    assert (found.code, found.subject) == (Code.NOT_ON_DISK, "synchronous_commit")


def test_stores_on_two_servers_are_not_taken_for_one(
    installation: Installation, careless: Installation
) -> None:
    installation.choose(ballot_database_url=careless.settings.box_url)

    assert installation.codes() == {Code.COMMIT_TIMESTAMPS, Code.LOGICAL_WAL, Code.WAL_ARCHIVED}


@pytest.mark.parametrize(
    ("store", "other", "code"),
    [("box", "main", Code.BOX_REACHES_MAIN), ("main", "box", Code.MAIN_REACHES_BOX)],
)
def test_a_role_that_reaches_the_other_store_is_flagged(
    installation: Installation, store: str, other: str, code: Code
) -> None:
    name = address(installation).names[other]
    run(installation, other, f"GRANT CONNECT ON DATABASE {name} TO {role_of(store)}")

    [found] = installation.findings()

    assert (found.code, found.subject, found.value) == (code, role_of(store), name)


def test_what_everybody_may_is_flagged_for_both(installation: Installation) -> None:
    for name in address(installation).names.values():
        run(installation, "main", f"GRANT CONNECT ON DATABASE {name} TO PUBLIC")

    assert installation.codes() == {Code.BOX_REACHES_MAIN, Code.MAIN_REACHES_BOX}


def test_one_role_for_both_is_flagged(installation: Installation) -> None:
    one = address(installation)
    for store, name in one.names.items():
        run(installation, store, f"GRANT CONNECT ON DATABASE {name} TO {role_of('main')}")
    box = postgres.url(one.sockets, role=role_of("main"), database=one.names["box"])
    run(installation, "box", f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role_of('main')}")
    installation.choose(ballot_database_url=box)

    assert installation.codes() == {Code.ONE_ROLE}


def test_one_database_for_both_is_flagged(installation: Installation) -> None:
    one = address(installation)
    run(installation, "main", f"GRANT CONNECT ON DATABASE {one.names['main']} TO {role_of('box')}")
    box = postgres.url(one.sockets, role=role_of("box"), database=one.names["main"])
    installation.choose(ballot_database_url=box)

    assert Code.ONE_DATABASE in installation.codes()


def test_a_superuser_is_flagged(installation: Installation) -> None:
    installation.choose(
        database_url=address(installation).owners_url("main"),
        ballot_database_url=address(installation).owners_url("box"),
    )

    assert installation.codes() == {Code.SUPERUSER, Code.ONE_ROLE}


def test_a_server_that_is_not_there_is_flagged(installation: Installation, tmp_path: Path) -> None:
    gone = postgres.url(tmp_path, role=role_of("box"), database="box")
    installation.choose(ballot_database_url=gone)

    assert installation.codes() == {Code.UNREACHABLE}


def test_two_clocks_that_differ_are_flagged(installation: Installation) -> None:
    installation.now += timedelta(minutes=5)

    assert [(each.code, each.value) for each in installation.findings()] == [
        (Code.CLOCK_DIFFERS, "300"),
        (Code.CLOCK_DIFFERS, "300"),
    ]


@pytest.mark.parametrize(
    "configured",
    [
        {"shared_preload_libraries": "pg_stat_statements,pgaudit"},
        {"pgaudit.log": "write"},
        {"auto_explain.log_min_duration": "0"},
    ],
)
def test_a_library_that_logs_statements_is_flagged(configured: dict[str, str]) -> None:
    quiet = {"log_min_error_statement": "panic"}

    [found] = check_configuration({**configured, **quiet})

    assert found.code is Code.STATEMENT_LOGGER
