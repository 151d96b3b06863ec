"""Is a database that takes what it is sent, and says nothing, given up in time?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, literal, select
from sqlalchemy.exc import OperationalError

from feedbackpulse import create_app
from feedbackpulse.database import Stores
from feedbackpulse.patience import patience, patient_for
from tests.conftest import close
from tests.databases import address_in, role_of, settings_in
from tests.faults.proxy import Mode, Proxy, proxied

pytestmark = [pytest.mark.both_engines, pytest.mark.postgresql_only]

SHORT = 0.5


@pytest.fixture
def proxy(instance: Path) -> Iterator[Proxy]:
    address = address_in(instance)
    assert address is not None
    with proxied(address.sockets) as proxy:
        yield proxy


@pytest.fixture
def far_away(instance: Path, proxy: Proxy) -> Iterator[Flask]:
    """Return an application that reaches its databases through the proxy."""
    address = address_in(instance)
    assert address is not None
    urls = {store: proxy.url(role_of(store), name) for store, name in address.names.items()}
    app = create_app(
        replace(settings_in(instance), database_url=urls["main"], ballot_database_url=urls["box"])
    )
    yield app
    proxy.disturb(Mode.PASS)
    close(app)


@pytest.fixture
def stores(far_away: Flask) -> Stores:
    found: Stores = far_away.extensions["feedbackpulse"].stores
    return found


def test_silence_ends_and_the_next_connection_is_a_new_one(stores: Stores, proxy: Proxy) -> None:
    with stores.main() as session:
        session.scalar(select(literal(1)))
        proxy.disturb(Mode.SWALLOW)
        began = time.monotonic()
        with patient_for(SHORT), pytest.raises(OperationalError):
            session.scalar(select(literal(2)))
        waited = time.monotonic() - began
        proxy.disturb(Mode.PASS)

    with stores.main() as session:
        assert session.scalar(select(literal(3))) == 3
    assert SHORT <= waited < 10 * SHORT


def test_who_is_patient_hears_a_slow_answer(stores: Stores) -> None:
    with patient_for(5 * SHORT), stores.main() as session:
        assert session.execute(select(literal(1), func.pg_sleep(SHORT))).one()[0] == 1


def test_an_answer_that_comes_in_pieces_is_read_to_its_end(stores: Stores) -> None:
    query = select(func.repeat("x", 1000)).select_from(func.generate_series(1, 20000))
    with patient_for(SHORT), stores.main() as session:
        assert len(session.execute(query).all()) == 20000


def test_whoever_waits_for_a_page_is_less_patient(far_away: Flask) -> None:
    seen: list[float] = []

    @far_away.get("/seen")
    def note() -> str:
        seen.append(patience())
        return ""

    far_away.test_client().get("/seen")

    assert seen[0] < patience()


def test_a_session_waits_for_the_disk_whatever_the_server_says(stores: Stores) -> None:
    for make in (stores.main, stores.box):
        with make() as session:
            assert session.scalar(select(func.current_setting("synchronous_commit"))) == "on"
