"""Is everything back after a restore, and nothing that should not come back to life?"""

from __future__ import annotations

import random
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from feedbackpulse.accounts.service import start_session
from feedbackpulse.backup.domain import LEFT_OUT, MissingKeysError, NotEmptyError
from feedbackpulse.ballots.keystore import destroy_key, destroy_signing_keys
from feedbackpulse.cli.backups import back_up, put_back_into
from feedbackpulse.clock import now
from feedbackpulse.cycles.domain import RoundId, RoundState
from feedbackpulse.database import Stores, transaction
from feedbackpulse.installation.service import last_restore
from feedbackpulse.programme.changes import Kind, list_changes
from feedbackpulse.roster.intake import NUMBER_BYTES, Refusal, Sent
from feedbackpulse.schema import is_current, upgrade
from tests.backup.instances import empty_beside, everything, runtime_of
from tests.jobs.company import Company, anything, found

pytestmark = pytest.mark.both_engines

ADDED = {"installation", "programme_change"}
"""What a restore writes by itself."""
NUMBER = bytes(range(NUMBER_BYTES))


@pytest.fixture
def company(stores: Stores) -> Company:
    return found(stores)


@pytest.fixture
def under_way(company: Company) -> RoundId:
    """Return a round that is open, in which two of the ovens have answered."""
    round_id = company.plan()
    company.open(round_id)
    company.answer(round_id, "Ovens", [4, 5])
    return round_id


@pytest.fixture
def beside(instance: Path) -> Iterator[Flask]:
    with empty_beside(instance) as app:
        yield app


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "of_today.backup"


def put_back(app: Flask, company: Company, file: Path, *, lapse: bool = False) -> Company:
    """Put a backup into empty databases that use the same keys; return the company there."""
    runtime = runtime_of(app, keys=company.stores.keys)
    put_back_into(app, runtime, file, lapse=lapse)
    return Company(stores=runtime.stores, teams=company.teams, people=company.people)


def test_every_row_is_back(
    app: Flask, company: Company, under_way: RoundId, beside: Flask, file: Path
) -> None:
    before = everything(company.stores)
    manifest = back_up(app, runtime_of(app), file)

    after = everything(put_back(beside, company, file).stores)

    differing = {table for table in before if before[table] != after[table]}
    assert differing <= ADDED | LEFT_OUT
    assert all(set(before[table]) <= set(after[table]) for table in ADDED)
    assert not any(after[table] for table in LEFT_OUT)
    assert len(before["ballot"]) == 2
    assert manifest.rows > 30
    assert is_current(beside)


def test_a_round_goes_on_and_everybody_counts_once(
    app: Flask, company: Company, beside: Flask, file: Path
) -> None:
    round_id = company.plan()
    company.open(round_id)
    early, late, *others = company.people["Ovens"]
    answers = anything(company.round(round_id), random.Random(1))  # noqa: S311  (answers of a fictional company)
    company.send(round_id, early, answers, number=NUMBER)
    back_up(app, runtime_of(app), file)
    company.send(round_id, late, answers)

    restored = put_back(beside, company, file)

    assert isinstance(restored.send(round_id, early, answers, number=NUMBER), Sent)
    assert restored.send(round_id, early, answers) is Refusal.ALREADY_SENT
    assert isinstance(restored.send(round_id, late, answers), Sent)
    for person in others:
        assert isinstance(restored.send(round_id, person, answers), Sent)
    assert restored.close(round_id)
    assert restored.round(round_id).burnt


def test_a_round_whose_key_is_gone_lapses_and_everybody_reads_why(
    app: Flask, company: Company, under_way: RoundId, beside: Flask, file: Path
) -> None:
    back_up(app, runtime_of(app), file)
    destroy_key(company.stores.keys, round_id=under_way)

    with pytest.raises(MissingKeysError, match=str(under_way)):
        put_back(beside, company, file)
    restored = put_back(beside, company, file, lapse=True)

    asked = restored.round(under_way)
    assert (asked.state, asked.burnt) == (RoundState.LAPSED, True)
    rows = everything(restored.stores)
    assert [rows["roster"], rows["ballot"], rows["urn"]] == [[], [], []]
    with restored.stores.main() as session:
        kinds = [change.kind for change in list_changes(session)]
    assert kinds[:2] == [Kind.LAPSED, Kind.RESTORED]


@pytest.mark.sqlite_only
def test_a_round_that_was_closed_after_the_backup_is_closed_again(
    app: Flask, company: Company, under_way: RoundId, beside: Flask, file: Path
) -> None:
    back_up(app, runtime_of(app), file)
    destroy_signing_keys(company.stores.keys, round_id=under_way)

    restored = put_back(beside, company, file)

    assert restored.round(under_way).state is RoundState.CLOSED


@pytest.mark.sqlite_only
def test_a_restore_is_noted_with_the_moment_to_which_everything_went_back(
    app: Flask, company: Company, beside: Flask, file: Path
) -> None:
    manifest = back_up(app, runtime_of(app), file)

    restored = put_back(beside, company, file)

    with restored.stores.main() as session:
        noted = last_restore(session)
    assert noted is not None
    assert (noted.epoch, noted.as_of) == (1, manifest.made_at)


@pytest.mark.sqlite_only
def test_nobody_stays_signed_in(app: Flask, company: Company, beside: Flask, file: Path) -> None:
    with company.stores.main() as session, transaction(session):
        start_session(session, person_id=company.everybody()[0], now=now())
    back_up(app, runtime_of(app), file)

    restored = put_back(beside, company, file)

    assert everything(restored.stores)["session"] == []


@pytest.mark.sqlite_only
def test_what_is_not_empty_is_left_alone(
    app: Flask, company: Company, beside: Flask, file: Path
) -> None:
    back_up(app, runtime_of(app), file)
    before = everything(company.stores)

    with pytest.raises(NotEmptyError, match="main database is not empty"):
        put_back_into(app, runtime_of(app), file)

    assert everything(company.stores) == before


def test_tables_without_rows_are_empty_too(
    app: Flask, company: Company, beside: Flask, file: Path
) -> None:
    upgrade(beside)
    back_up(app, runtime_of(app), file)

    restored = put_back(beside, company, file)

    assert everything(restored.stores)["person"] == everything(company.stores)["person"]


def test_new_lines_are_numbered_behind_those_that_came_back(
    app: Flask, company: Company, under_way: RoundId, beside: Flask, file: Path
) -> None:
    back_up(app, runtime_of(app), file)

    restored = put_back(beside, company, file)

    assert len(everything(restored.stores)["programme_change"]) == 1 + len(
        everything(company.stores)["programme_change"]
    )


@pytest.mark.sqlite_only
def test_only_its_owner_can_read_the_file(app: Flask, company: Company, file: Path) -> None:
    back_up(app, runtime_of(app), file)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.glob(f".{file.name}*")) == []


@pytest.mark.sqlite_only
def test_no_file_is_overwritten(app: Flask, company: Company, file: Path) -> None:
    file.write_text("of yesterday")

    with pytest.raises(FileExistsError):
        back_up(app, runtime_of(app), file)

    assert file.read_text() == "of yesterday"
