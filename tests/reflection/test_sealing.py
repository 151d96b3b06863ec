"""Does a sealed notebook open with what its owner knows, and with nothing else?"""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedbackpulse.database import Stores
from feedbackpulse.people.directory import list_people
from feedbackpulse.reflection.letters import LetterKind, post_letter, read_letters
from feedbackpulse.reflection.notebook import Notebook, SealedError, find_notebook, open_notebook
from feedbackpulse.reflection.pages import PageKind, list_pages, write_page
from feedbackpulse.reflection.sealing import (
    WrongPassphraseError,
    seal_notebook,
    take_seal_off,
    unlock,
    unlock_with_code,
)
from feedbackpulse.reflection.server_keys import BrokenSealError
from feedbackpulse.reflection.tables import NotebookRow
from tests.organisations import found
from tests.reflection.people import NOW

pytestmark = pytest.mark.both_engines

PASSPHRASE = "seven herons under the bridge"
WRITTEN = {"text": "I interrupted a tenant on Tuesday"}


@pytest.fixture
def notebook(stores: Stores, session: Session) -> Notebook:
    """Return the notebook of somebody who wrote a page and got a letter."""
    owner = found(session, "Company 1\n  Works 1", at=NOW).people["Company"][0]
    opened = open_notebook(session, keys=stores.keys, owner=owner)
    write_page(session, notebook=opened, kind=PageKind.WORDS, content=WRITTEN)
    post_letter(
        session,
        keys=stores.keys,
        to=owner,
        kind=LetterKind.RATING,
        about=uuid4(),
        content=WRITTEN,
    )
    return opened


def everything_in(session: Session, notebook: Notebook) -> list[dict[str, str]]:
    pages = list_pages(session, notebook=notebook, kind=PageKind.WORDS)
    letters = read_letters(session, notebook=notebook, kind=LetterKind.RATING)
    return [*(page.content for page in pages), *(letter.content for letter in letters)]


def test_the_passphrase_and_the_code_each_open_everything(
    stores: Stores, session: Session, notebook: Notebook
) -> None:
    _, code = seal_notebook(session, keys=stores.keys, notebook=notebook, passphrase=PASSPHRASE)

    by_phrase = unlock(session, keys=stores.keys, owner=notebook.owner, passphrase=PASSPHRASE)
    by_code = unlock_with_code(
        session, keys=stores.keys, owner=notebook.owner, code=code.lower().replace("-", " ")
    )

    assert everything_in(session, by_phrase) == everything_in(session, by_code) == [WRITTEN] * 2


@pytest.mark.parametrize("wrong", ["", "seven herons under the brige", "SEVEN herons"])
def test_another_passphrase_or_code_opens_nothing(
    stores: Stores, session: Session, notebook: Notebook, wrong: str
) -> None:
    seal_notebook(session, keys=stores.keys, notebook=notebook, passphrase=PASSPHRASE)

    with pytest.raises(WrongPassphraseError):
        unlock(session, keys=stores.keys, owner=notebook.owner, passphrase=wrong)
    with pytest.raises(WrongPassphraseError):
        unlock_with_code(session, keys=stores.keys, owner=notebook.owner, code=wrong)


def test_the_server_alone_opens_a_sealed_notebook_no_more(
    stores: Stores, session: Session, notebook: Notebook
) -> None:
    seal_notebook(session, keys=stores.keys, notebook=notebook, passphrase=PASSPHRASE)

    with pytest.raises(SealedError):
        find_notebook(session, keys=stores.keys, owner=notebook.owner)
    row = session.get_one(NotebookRow, notebook.owner)
    assert notebook.key not in (row.wrapped + (row.recovery or b""))


READS: list[Callable[[Session, Notebook], object]] = [
    lambda session, old: list_pages(session, notebook=old, kind=PageKind.WORDS),
    lambda session, old: read_letters(session, notebook=old, kind=LetterKind.RATING),
    lambda session, old: write_page(session, notebook=old, kind=PageKind.WORDS, content={}),
]


@pytest.mark.parametrize("use", READS, ids=["pages", "letters", "writing"])
def test_the_key_of_before_the_seal_is_of_no_use_after_it(
    stores: Stores, session: Session, notebook: Notebook, use: Callable[[Session, Notebook], object]
) -> None:
    seal_notebook(session, keys=stores.keys, notebook=notebook, passphrase=PASSPHRASE)

    with pytest.raises(SealedError):
        use(session, notebook)


def test_sealing_anew_ends_the_old_passphrase_and_the_old_code(
    stores: Stores, session: Session, notebook: Notebook
) -> None:
    sealed, old_code = seal_notebook(
        session, keys=stores.keys, notebook=notebook, passphrase=PASSPHRASE
    )

    again, _ = seal_notebook(
        session, keys=stores.keys, notebook=sealed, passphrase="nine otters on a raft"
    )

    assert everything_in(session, again) == [WRITTEN] * 2
    with pytest.raises(WrongPassphraseError):
        unlock(session, keys=stores.keys, owner=notebook.owner, passphrase=PASSPHRASE)
    with pytest.raises(WrongPassphraseError):
        unlock_with_code(session, keys=stores.keys, owner=notebook.owner, code=old_code)


def test_without_its_seal_the_notebook_opens_by_itself_again(
    stores: Stores, session: Session, notebook: Notebook
) -> None:
    sealed, code = seal_notebook(
        session, keys=stores.keys, notebook=notebook, passphrase=PASSPHRASE
    )

    take_seal_off(session, keys=stores.keys, notebook=sealed)

    opened = find_notebook(session, keys=stores.keys, owner=notebook.owner)
    assert opened is not None
    assert everything_in(session, opened) == [WRITTEN] * 2
    with pytest.raises(WrongPassphraseError):
        unlock_with_code(session, keys=stores.keys, owner=notebook.owner, code=code)


def test_letters_reach_a_sealed_notebook(
    stores: Stores, session: Session, notebook: Notebook
) -> None:
    sealed, _ = seal_notebook(session, keys=stores.keys, notebook=notebook, passphrase=PASSPHRASE)
    about = uuid4()

    post_letter(
        session,
        keys=stores.keys,
        to=notebook.owner,
        kind=LetterKind.SHARE,
        about=about,
        content=WRITTEN,
    )

    [letter] = read_letters(session, notebook=sealed, kind=LetterKind.SHARE, about=about)
    assert letter.content == WRITTEN


def test_a_key_in_the_row_of_somebody_else_does_not_fit(
    stores: Stores, session: Session, notebook: Notebook
) -> None:
    [other] = [one.id for one in list_people(session, on=NOW.date()) if one.id != notebook.owner]
    open_notebook(session, keys=stores.keys, owner=other)
    mine, theirs = (session.get_one(NotebookRow, one) for one in (notebook.owner, other))
    theirs.wrapped = mine.wrapped
    session.flush()

    with pytest.raises(BrokenSealError):
        find_notebook(session, keys=stores.keys, owner=other)


def test_who_has_no_notebook_has_no_row(stores: Stores, session: Session) -> None:
    owner = found(session, "Company 1", at=NOW).people["Company"][0]

    assert find_notebook(session, keys=stores.keys, owner=owner) is None
    assert session.scalars(select(NotebookRow)).all() == []
