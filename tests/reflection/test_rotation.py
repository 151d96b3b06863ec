"""Does every notebook open at every moment while the server gets a new key?"""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection.leaving import find_private_address, keep_private_address
from feedbackpulse.reflection.notebook import keys_in_use, open_notebook
from feedbackpulse.reflection.pages import PageKind, list_pages, write_page
from feedbackpulse.reflection.rotation import rotate_server_key
from feedbackpulse.reflection.sealing import seal_notebook, unlock, unlock_with_code
from feedbackpulse.reflection.server_keys import LostServerKeyError, key_numbers
from tests.organisations import found
from tests.reflection.people import NOW

pytestmark = pytest.mark.both_engines

PASSPHRASE = "seven herons under the bridge"


def write(session: Session, stores: Stores, owner: PersonId) -> None:
    notebook = open_notebook(session, keys=stores.keys, owner=owner)
    write_page(session, notebook=notebook, kind=PageKind.WORDS, content={"text": "mine"})


def read(stores: Stores, owner: PersonId) -> list[str]:
    with stores.main() as session:
        notebook = open_notebook(session, keys=stores.keys, owner=owner)
        pages = list_pages(session, notebook=notebook, kind=PageKind.WORDS)
        return [page.content["text"] for page in pages]


@pytest.fixture
def owners(stores: Stores) -> list[PersonId]:
    """Return three people who wrote something."""
    with stores.main() as session, transaction(session):
        owners = found(session, "Company 3", at=NOW).people["Company"]
        for owner in owners:
            write(session, stores, owner)
    return owners


def test_afterwards_everything_lies_under_one_new_key(
    stores: Stores, owners: list[PersonId]
) -> None:
    with stores.main() as session, transaction(session):
        keep_private_address(session, keys=stores.keys, owner=owners[0], address="noor@example.org")
    before = (stores.keys / "notebooks-0001.key").read_bytes()

    assert rotate_server_key(stores) == len(owners)

    assert key_numbers(stores.keys) == (2,)
    assert before not in b"".join(path.read_bytes() for path in stores.keys.iterdir())
    assert [read(stores, owner) for owner in owners] == [["mine"]] * len(owners)
    with stores.main() as session:
        assert keys_in_use(session) == {2}
        kept = find_private_address(session, keys=stores.keys, owner=owners[0])
    assert kept == "noor@example.org"


def test_a_sealed_notebook_is_wrapped_anew_without_its_passphrase(
    stores: Stores, owners: list[PersonId]
) -> None:
    with stores.main() as session, transaction(session):
        notebook = open_notebook(session, keys=stores.keys, owner=owners[0])
        _, code = seal_notebook(session, keys=stores.keys, notebook=notebook, passphrase=PASSPHRASE)

    rotate_server_key(stores)

    with stores.main() as session:
        one = unlock(session, keys=stores.keys, owner=owners[0], passphrase=PASSPHRASE)
        other = unlock_with_code(session, keys=stores.keys, owner=owners[0], code=code)
    assert one == other


class StoppedError(Exception):
    """The command was stopped."""


def test_who_is_stopped_halfway_loses_nothing_and_begins_again(
    stores: Stores, owners: list[PersonId], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feedbackpulse.reflection.rotation._BATCH", 1)

    def stop(done: int, total: int) -> None:
        if done == total - 1:
            raise StoppedError

    with pytest.raises(StoppedError):
        rotate_server_key(stores, report=stop)

    assert key_numbers(stores.keys) == (1, 2)
    assert [read(stores, owner) for owner in owners] == [["mine"]] * len(owners)
    rotate_server_key(stores)
    assert key_numbers(stores.keys) == (3,)
    assert [read(stores, owner) for owner in owners] == [["mine"]] * len(owners)


def test_without_the_old_key_nothing_is_touched(stores: Stores, owners: list[PersonId]) -> None:
    key = stores.keys / "notebooks-0001.key"
    content = key.read_bytes()
    key.unlink()

    with pytest.raises(LostServerKeyError):
        rotate_server_key(stores)

    key.write_bytes(content)
    assert [read(stores, owner) for owner in owners] == [["mine"]] * len(owners)


def test_where_the_key_is_lost_no_other_takes_its_place(
    stores: Stores, owners: list[PersonId]
) -> None:
    with stores.main() as session, transaction(session):
        newcomer = people.add_person(
            session, name="New", email="new@example.org", team_id=None, at=NOW
        )
    (stores.keys / "notebooks-0001.key").unlink()

    with stores.main() as session, pytest.raises(LostServerKeyError):
        open_notebook(session, keys=stores.keys, owner=newcomer.id)

    assert key_numbers(stores.keys) == ()
