"""Does a backup, or a row of them, tell who answered, how many did, or in which order?

Whoever has the files has not the keys: those are in no backup, and go with their round.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import select

from feedbackpulse.backup.archive import MANIFEST, open_archive
from feedbackpulse.backup.domain import MissingKeysError
from feedbackpulse.backup.writing import tables_of, write_backup
from feedbackpulse.ballots.tables import BallotRow
from feedbackpulse.cli.backups import back_up, put_back_into
from feedbackpulse.cli.revisions import revisions_of
from feedbackpulse.clock import now
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.service import choose_paper
from feedbackpulse.roster.cards import make_cards, send_by_code
from feedbackpulse.roster.intake import Answers
from feedbackpulse.roster.tables import RosterRow
from tests.backup.instances import empty_beside, runtime_of
from tests.jobs.company import Company, found
from tests.privacy.attacks import copies

pytestmark = pytest.mark.both_engines


@pytest.fixture
def company(stores: Stores) -> Company:
    return found(stores)


@pytest.fixture
def under_way(company: Company) -> RoundId:
    round_id = company.plan()
    company.open(round_id)
    return round_id


def contents(app: Flask, file: Path) -> Mapping[str, bytes]:
    """Make a backup and return all that is in it, without what it says of itself."""
    back_up(app, runtime_of(app), file)
    with ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != MANIFEST}


def lengths(content: Mapping[str, bytes]) -> dict[str, int]:
    return {name: len(text) for name, text in content.items()}


def test_two_backups_tell_nothing_of_who_answered_between_them(
    app: Flask, company: Company, under_way: RoundId, tmp_path: Path
) -> None:
    nobody = contents(app, tmp_path / "1")
    company.answer(under_way, "Ovens", [5])
    one = contents(app, tmp_path / "2")
    company.answer(under_way, "Mill", [1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2])
    many = contents(app, tmp_path / "3")

    assert lengths(nobody) == lengths(one) == lengths(many)
    differing = {name for name in one if not nobody[name] == one[name] == many[name]}
    assert differing == {f"sealed/{under_way.hex}/{name}" for name in ("roster", "code", "ballot")}


def test_nor_do_they_when_people_answer_with_a_card(
    app: Flask, company: Company, tmp_path: Path
) -> None:
    with company.stores.main() as session, transaction(session):
        choose_paper(session, team_id=company.teams["Ovens"], on_paper=True)
    round_id = company.plan()
    company.open(round_id)
    [sheet] = make_cards(company.stores, round_id=round_id)
    before = contents(app, tmp_path / "1")
    for number, code in enumerate(sheet.codes):
        send_by_code(
            company.stores,
            code=code,
            ballot_number=bytes([number]) * 32,
            answers=Answers(ratings={"G1": 4}),
            now=company.round(round_id).opens_at,
        )
    company.answer(round_id, "Mill", [4] * 12)
    after = contents(app, tmp_path / "2")

    assert len(sheet.codes) == len(company.people["Ovens"])
    assert lengths(before) == lengths(after)


def test_nor_do_they_when_cards_are_printed_again(
    app: Flask, company: Company, tmp_path: Path
) -> None:
    """Codes that were used stay beside the new ones, which are as many as there are cards."""
    with company.stores.main() as session, transaction(session):
        choose_paper(session, team_id=company.teams["Ovens"], on_paper=True)
    round_id = company.plan()
    company.open(round_id)
    found = [lengths(contents(app, tmp_path / "1"))]
    for turn in range(3):
        [sheet] = make_cards(company.stores, round_id=round_id)
        send_by_code(
            company.stores,
            code=sheet.codes[0],
            ballot_number=bytes([turn]) * 32,
            answers=Answers(ratings={"G1": 4}),
            now=company.round(round_id).opens_at,
        )
        found.append(lengths(contents(app, tmp_path / f"after {turn}")))

    assert found == [found[0]] * 4


@pytest.mark.sqlite_only
def test_no_sealed_part_is_ever_the_same(
    app: Flask, company: Company, under_way: RoundId, tmp_path: Path
) -> None:
    """Else two backups would tell that nobody answered between them."""
    first, second = (contents(app, tmp_path / name) for name in ("1", "2"))

    assert all(
        first[name][:1000] != second[name][:1000] for name in first if name.startswith("sealed/")
    )


@pytest.mark.sqlite_only
def test_what_it_says_of_itself_counts_nobody(
    app: Flask, company: Company, under_way: RoundId, tmp_path: Path
) -> None:
    company.answer(under_way, "Ovens", [5, 4])
    manifest = back_up(app, runtime_of(app), tmp_path / "1")

    assert all(entry.rows is None for entry in manifest.entries if entry.round_id == under_way)
    assert b"ballot" not in json.dumps([e.table for e in manifest.entries if e.rows]).encode()


def test_the_rows_of_every_table_lie_in_the_order_of_their_keys(
    app: Flask, company: Company, under_way: RoundId, tmp_path: Path
) -> None:
    content = contents(app, tmp_path / "1")

    for table in (*tables_of("main"), *tables_of("box")):
        text = content.get(f"main/{table.name}.jsonl", b"")
        places = [list(table.columns.keys()).index(key.name) for key in table.primary_key.columns]
        keys = [tuple(json.loads(line)[place] for place in places) for line in text.splitlines()]
        assert keys == sorted(keys), table.name


def test_after_burning_nobody_can_open_what_an_old_backup_has_of_a_round(
    app: Flask, instance: Path, company: Company, under_way: RoundId, tmp_path: Path
) -> None:
    company.answer(under_way, "Mill", [4] * 12)
    file = tmp_path / "old"
    back_up(app, runtime_of(app), file)

    company.close(under_way)

    assert company.round(under_way).burnt
    with empty_beside(instance) as beside:
        runtime = runtime_of(beside, keys=company.stores.keys)
        with pytest.raises(MissingKeysError):
            put_back_into(beside, runtime, file)


def test_a_backup_after_burning_has_nothing_of_the_round(
    app: Flask, company: Company, under_way: RoundId, tmp_path: Path
) -> None:
    company.answer(under_way, "Mill", [4] * 12)
    company.close(under_way)
    back_up(app, runtime_of(app), tmp_path / "new")

    with open_archive(tmp_path / "new") as (_, manifest):
        assert manifest.rounds == frozenset()
        rows = {entry.table: entry.rows for entry in manifest.entries}
    assert "roster" not in rows
    assert (rows["urn"], rows["stamp_key"]) == (0, 0)


@pytest.mark.sqlite_only
def test_no_key_is_in_it(app: Flask, company: Company, under_way: RoundId, tmp_path: Path) -> None:
    content = b"".join(contents(app, tmp_path / "1").values())

    secrets = [path.read_bytes() for path in company.stores.keys.iterdir()]
    assert len(secrets) > 3
    assert not any(b"".join(one.splitlines()[1:-1]) in content for one in secrets)
    assert app.config["SECRET_KEY"].encode() not in content


def test_a_round_that_is_burnt_during_a_backup_leaves_nothing_in_the_databases(
    app: Flask, instance: Path, company: Company, under_way: RoundId, tmp_path: Path
) -> None:
    """The backup still looks at an older state when the files are written anew."""
    company.answer(under_way, "Mill", [4] * 12)
    with company.stores.main() as session:
        claims = [one for one in session.scalars(select(RosterRow.claim)) if one]
    with company.stores.box() as box:
        numbers = [*box.scalars(select(BallotRow.number_hash))]

    def close_it(done: int, _total: int) -> None:
        if done == 1:
            company.close(under_way)

    write_backup(
        company.stores,
        tmp_path / "1",
        version="0",
        revisions=revisions_of(app),
        now=now(),
        report=close_it,
    )

    assert company.round(under_way).burnt
    assert len(claims) == len(numbers) == 12
    left = {store: copies.bytes_of_store(instance, store) for store in ("main", "box")}
    assert not any(claim in left["main"] for claim in claims)
    assert not any(number in left["box"] for number in numbers)
