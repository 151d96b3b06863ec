"""What do people read when something around us is wrong, and does it pass without a restart?"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import psycopg
import pytest
import time_machine
from flask import Flask
from psycopg import sql
from sqlalchemy import func, select, update
from sqlalchemy.sql import column, table

from feedbackpulse.ballots.tables import BallotRow
from feedbackpulse.database import Stores, transaction
from feedbackpulse.extensions import db
from feedbackpulse.people.domain import PersonId
from feedbackpulse.roster.manifest import encoded
from feedbackpulse.schema import written_for
from feedbackpulse.standing import FURTHEST, Standing
from feedbackpulse.troubles import REMEDIES, Trouble
from tests import postgres
from tests.databases import FILES, address_in
from tests.pages import Visitor, checked, words_of
from tests.web.employee.rounds import Asked, ask

pytestmark = pytest.mark.both_engines
Visit = Callable[[PersonId | None], Visitor]


@pytest.fixture(autouse=True)
def standing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Standing:
    """Let stores in trouble be asked at once, so that no test has to wait."""
    monkeypatch.setattr("feedbackpulse.standing._PAUSE", 0.0)
    found: Standing = app.extensions["feedbackpulse"].standing
    return found


@pytest.fixture
def asked(stores: Stores) -> Asked:
    return ask(stores)


@pytest.fixture
def ada(visit: Visit, asked: Asked) -> Visitor:
    return visit(asked.people[0])


def ballots(stores: Stores) -> int:
    with stores.box() as box:
        return box.scalar(select(func.count()).select_from(BallotRow)) or 0


def let_go(app: Flask) -> None:
    """Close the connections, which else would hide that a database is away."""
    with app.app_context():
        db.engine.dispose()
    app.extensions["feedbackpulse"].stores.box.kw["bind"].dispose()


@contextmanager
def away(app: Flask, instance: Path, store: Literal["main", "box"] = "main") -> Iterator[None]:
    """Let nobody in at one of the databases."""
    address = address_in(instance)
    let_go(app)
    if address is None:
        file = instance / FILES[store]
        for path in instance.glob(f"{FILES[store]}-*"):
            path.unlink()
        hidden = file.rename(file.with_suffix(".hidden"))
        file.mkdir()
        yield
        file.rmdir()
        hidden.rename(file)
    else:
        allow(address.sockets, address.names[store], yes=False)
        yield
        allow(address.sockets, address.names[store], yes=True)


def allow(sockets: Path, name: str, *, yes: bool) -> None:
    with psycopg.connect(
        host=str(sockets), user=postgres.SUPERUSER, dbname="postgres", autocommit=True
    ) as server:
        statement = "ALTER DATABASE {} WITH ALLOW_CONNECTIONS {}"
        server.execute(sql.SQL(statement).format(sql.Identifier(name), sql.Literal(yes)))


@contextmanager
def version(stores: Stores, revision: str) -> Iterator[None]:
    """Let the main store be of another version."""
    rows = table("alembic_version", column("version_num"))
    with stores.main() as session, transaction(session):
        before = session.execute(update(rows).values(version_num=revision).returning(rows.c[0]))
        assert before.scalar_one() == revision
    yield
    with stores.main() as session, transaction(session):
        session.execute(update(rows).values(version_num=written_for("main").newest))


def test_who_opens_a_page_while_the_database_is_away_reads_so_in_their_language(
    app: Flask, instance: Path, ada: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    dutch = Visitor(ada.client, language="nl")
    with away(app, instance):
        page = ada.open("/", status=503)
        answer = dutch.get("/sign-in")
        astray = ada.open("//evil.example/sign-in", status=503)
        unknown = ada.get("/nowhere")

    assert "We cannot reach our data right now" in words_of(page)
    assert "Nothing was lost" in words_of(page)
    assert not astray.select("[href*=evil]")
    assert answer.status_code == unknown.status_code == 503
    assert answer.headers["Retry-After"] == "10"
    assert answer.headers["Cache-Control"] == "no-store"
    assert checked(answer.text).select_one("html[lang=nl]")
    assert REMEDIES[Trouble.DATABASE_AWAY] in caplog.text
    assert ada.get("/").status_code == 200


def test_who_sends_something_meanwhile_is_told_that_it_was_not_saved(
    app: Flask, instance: Path, ada: Visitor, asked: Asked
) -> None:
    page = ada.open(asked.path)
    with away(app, instance):
        answer = ada.send(page, form="form#ballot")

    assert answer.status_code == 503
    assert "What you sent was not saved" in words_of(checked(answer.text))
    assert ada.send(page, form="form#ballot").status_code == 200


@pytest.mark.parametrize(
    ("revision", "trouble"), [("9999", Trouble.SCHEMA_NEW), ("0001", Trouble.SCHEMA_OLD)]
)
def test_a_program_of_another_version_than_its_databases_changes_nothing(
    stores: Stores,
    ada: Visitor,
    asked: Asked,
    revision: str,
    trouble: Trouble,
    caplog: pytest.LogCaptureFixture,
) -> None:
    page = ada.open(asked.path)
    with version(stores, revision):
        answer = ada.send(page, form="form#ballot")
        ada.open("/", status=503)

    assert answer.status_code == 503
    assert "This site is being updated" in words_of(checked(answer.text))
    assert REMEDIES[trouble] in caplog.text
    assert ballots(stores) == 0
    assert ada.send(page, form="form#ballot").status_code == 200
    assert ballots(stores) == 1


def test_a_keystore_that_is_away_costs_nobody_their_answers(
    stores: Stores, ada: Visitor, asked: Asked, caplog: pytest.LogCaptureFixture
) -> None:
    token = ada.open(asked.path).select_one("[name=csrf_token]")
    assert token is not None
    sent = {"csrf_token": str(token["value"]), "blinded": encoded(b"\0" + bytes(range(255)))}
    keys = stores.keys
    hidden = keys.rename(keys.with_suffix(".hidden"))
    answer = ada.client.post(f"{asked.path}/stamp", data=sent)
    quiet = caplog.text
    ada.get("/")

    assert answer.status_code == 503  # a browser keeps the answers, and tries again
    assert not keys.exists()
    assert REMEDIES[Trouble.KEY_LOST] not in quiet  # nobody learns when somebody sent
    assert REMEDIES[Trouble.KEY_LOST] in caplog.text
    hidden.rename(keys)
    assert ada.client.post(f"{asked.path}/stamp", data=sent).status_code == 200


def test_a_ballot_that_finds_the_box_well_again_leaves_no_line_at_its_moment(
    app: Flask, instance: Path, ada: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with away(app, instance, "box"):
        assert ada.client.post("/ballot/cast").status_code == 503
    assert ada.client.post("/ballot/cast").status_code == 422
    at_that_moment = caplog.messages.copy()
    ada.get("/")

    assert at_that_moment == []
    assert caplog.messages == [
        f"{Trouble.DATABASE_AWAY.value}: {REMEDIES[Trouble.DATABASE_AWAY]}",
        f"{Trouble.DATABASE_AWAY.value} is over",
    ]


def test_templates_that_are_gone_cost_nothing_but_the_page(
    app: Flask, visit: Visit, tmp_path: Path
) -> None:
    places = app.jinja_loader.searchpath  # type: ignore[union-attr]
    before, places[:] = list(places), [str(tmp_path)]
    app.jinja_env.cache.clear()  # type: ignore[union-attr]
    page = visit(None).open("/sign-in", status=503)
    places[:] = before

    assert "A part of this site does not work right now" in words_of(page)
    visit(None).open("/sign-in")


def test_a_clock_that_is_far_off_is_no_clock_to_open_or_close_anything_by(
    standing: Standing, ada: Visitor
) -> None:
    standing.furthest = FURTHEST
    with time_machine.travel(datetime(2125, 1, 1, tzinfo=UTC), tick=True):
        off = standing.is_well(), ada.get("/").status_code
    standing.doubt()

    assert off == (False, 503)
    assert standing.is_well()
    assert ada.get("/").status_code == 200
