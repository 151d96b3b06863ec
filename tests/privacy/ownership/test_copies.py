"""What has somebody with a copy of the databases, but without the keystore?"""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection.notebook import SealedError, find_notebook
from feedbackpulse.reflection.sealing import seal_notebook
from feedbackpulse.reflection.server_keys import (
    BrokenSealError,
    LostServerKeyError,
    ServerKey,
    decrypt,
    load_key,
)
from feedbackpulse.reflection.tables import LetterRow, NotebookPageRow, NotebookRow
from tests.notebooks import notebook_of
from tests.privacy.attacks.copies import rows_of, run
from tests.privacy.ownership.lifetime import MARK, Lifetime, live

pytestmark = pytest.mark.both_engines

PASSPHRASE = "seven herons under the bridge"


@pytest.fixture
def lifetime(stores: Stores) -> Lifetime:
    return live(stores)


def copied(app: Flask) -> bytes:
    """Return every value of both databases, and on SQLite every byte of their files."""
    folder = Path(app.instance_path)
    rows = [
        value
        for store in ("main", "box")
        for table in rows_of(folder, store).values()
        for row in table
        for value in row
    ]
    files = [path for path in folder.glob("*.sqlite*") if path.is_file()]
    return b"".join([*map(as_bytes, rows), *(path.read_bytes() for path in files)])


def as_bytes(value: Any) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def test_nothing_that_was_written_stands_in_a_copy(app: Flask, lifetime: Lifetime) -> None:
    assert MARK.encode() not in copied(app)


@pytest.mark.sqlite_only
def test_the_search_would_find_what_is_not_encrypted(app: Flask, lifetime: Lifetime) -> None:
    folder = Path(app.instance_path)

    run(folder, "main", f"UPDATE person SET name = 'I asked {MARK}' WHERE name = 'owner'")  # noqa: S608  (our own words)

    assert MARK.encode() in copied(app)


def test_what_stands_there_looks_like_chance(stores: Stores, lifetime: Lifetime) -> None:
    with stores.main() as session:
        pages = session.scalars(select(NotebookPageRow.sealed)).all()
        letters = session.scalars(select(LetterRow.sealed)).all()
    for sealed in (b"".join(pages), b"".join(letters)):
        assert len(zlib.compress(sealed, 9)) >= len(sealed)


def test_how_long_a_page_is_says_little(stores: Stores, lifetime: Lifetime) -> None:
    with stores.main() as session:
        letters = session.scalars(select(LetterRow).where(LetterRow.kind == "rating")).all()
        pages = session.scalars(select(NotebookPageRow.sealed)).all()

    assert len(letters) == 3
    assert len({len(letter.sealed) for letter in letters}) == 1
    assert len({len(sealed) % 512 for sealed in pages}) == 1


def test_without_the_keystore_no_notebook_opens(stores: Stores, lifetime: Lifetime) -> None:
    nowhere = stores.keys.with_name("nowhere")
    with stores.main() as session:
        for owner in session.scalars(select(NotebookRow.owner)):
            with pytest.raises(LostServerKeyError):
                find_notebook(session, keys=nowhere, owner=PersonId(owner))


def test_another_servers_key_opens_nothing(stores: Stores, lifetime: Lifetime) -> None:
    other = ServerKey(number=1, secret=bytes(32))
    with stores.main() as session:
        for row in session.scalars(select(NotebookRow)):
            with pytest.raises(BrokenSealError):
                other.unwrap(row.wrapped, place=f"notebook {row.owner}")


def test_a_sealed_notebook_does_not_open_with_the_keystore_either(
    stores: Stores, lifetime: Lifetime
) -> None:
    notebook = notebook_of(stores, lifetime.owner)
    with stores.main() as session, transaction(session):
        seal_notebook(session, keys=stores.keys, notebook=notebook, passphrase=PASSPHRASE)

    with stores.main() as session:
        with pytest.raises(SealedError):
            find_notebook(session, keys=stores.keys, owner=lifetime.owner)
        row = session.get_one(NotebookRow, lifetime.owner)
        taken_out = load_key(stores.keys, number=row.server_key).unwrap(
            row.wrapped, place=f"notebook {lifetime.owner}"
        )
        for page in session.scalars(
            select(NotebookPageRow).where(NotebookPageRow.owner == lifetime.owner)
        ):
            place = f"page {page.owner} {page.kind} {page.id}"
            for key in (taken_out[:32], taken_out[-32:], notebook.page_key):
                with pytest.raises(BrokenSealError):
                    decrypt(key, page.sealed, place=place)


def test_the_keystore_is_in_neither_database(
    app: Flask, stores: Stores, lifetime: Lifetime
) -> None:
    keys = [path.read_bytes() for path in stores.keys.glob("notebooks-*.key")]

    found = copied(app)

    assert keys
    assert not [key for key in keys if key in found or key.hex().encode() in found]
