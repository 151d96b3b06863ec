"""Does work that waits name people for longer than it needs to, or tell of a round's ballots?"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.desk import Desk
from feedbackpulse.jobs.domain import KEPT
from feedbackpulse.jobs.handlers import HANDLERS, enqueue_finishing
from feedbackpulse.jobs.hints import Hints
from feedbackpulse.jobs.importing import enqueue_import
from feedbackpulse.jobs.tables import JobRow
from feedbackpulse.jobs.work import forget_ended
from feedbackpulse.people import service as people
from feedbackpulse.people.import_plan import ImportRequest
from feedbackpulse.traces import forget_deleted
from tests.jobs.company import found

pytestmark = pytest.mark.both_engines
NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
STRANGER = "Quirijn Zandoogje"


def rows(stores: Stores) -> list[dict[str, Any]]:
    with stores.main() as session:
        every = session.execute(select(*JobRow.__table__.columns)).mappings()
        return [dict(row) for row in every]


def ask_in_vain(stores: Stores) -> None:
    """Ask for an import that will not be carried out, of somebody who is nowhere else."""
    wanted = f"name;email;team\n{STRANGER};qz@example.org;NONE\n"
    with stores.main() as session, transaction(session):
        ada = people.add_person(session, name="Ada", email="ada@example.org", team_id=None, at=NOW)
        request = ImportRequest(people=wanted, acting=ada.id)
        enqueue_import(session, wanted=request, fingerprint="", on=NOW.date(), now=NOW)


def test_of_an_import_that_ended_only_counts_are_left_and_those_for_a_day(stores: Stores) -> None:
    ask_in_vain(stores)
    waiting = str(rows(stores))
    Desk(stores=stores, handlers=HANDLERS, now=lambda: NOW).work()
    [ended] = rows(stores)
    with stores.main() as session, transaction(session):
        forget_ended(session, now=NOW + KEPT)

    assert STRANGER in waiting
    assert STRANGER not in str(ended)
    assert (ended["payload"], ended["arguments"], ended["result"]) == (None, {}, {"refused": True})
    assert rows(stores) == []


@pytest.mark.sqlite_only
def test_the_files_keep_no_names_of_an_import_that_ended(stores: Stores, instance: Path) -> None:
    ask_in_vain(stores)
    Hints(url="", folder=instance).leave()
    Desk(stores=stores, handlers=HANDLERS, now=lambda: NOW).work()
    with stores.main() as session:
        forget_deleted(session)

    holding = [path.name for path in instance.rglob("*") if _holds(path, STRANGER)]

    assert holding == []


def _holds(path: Path, words: str) -> bool:
    return path.is_file() and words.encode() in path.read_bytes()


def test_a_job_about_a_round_names_no_person_and_is_gone_with_the_round(stores: Stores) -> None:
    company = found(stores)
    round_id = company.plan()
    company.open(round_id)
    company.answer(round_id, "Mill", [4] * 9)
    closes_at = company.round(round_id).closes_at
    with stores.main() as session, transaction(session):
        enqueue_finishing(session, round_id=round_id, now=closes_at)

    [waiting] = rows(stores)
    everybody = {str(person) for person in company.everybody()}
    assert waiting["arguments"] == {"round": str(round_id)}
    assert (waiting["owner_id"], waiting["payload"]) == (None, None)
    assert not any(person in str(waiting) for person in everybody)
    company.close(round_id)
    Desk(stores=stores, handlers=HANDLERS, now=lambda: closes_at).work()
    assert rows(stores) == []
