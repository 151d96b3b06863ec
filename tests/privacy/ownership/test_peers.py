"""Can anybody find out what a colleague said of somebody, or whether they said anything at all?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import Base, Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId, Role
from feedbackpulse.reflection import colleagues, peers
from feedbackpulse.reflection.notebook import SealedError, find_notebook
from feedbackpulse.reflection.peer_page import PeerPage
from feedbackpulse.reflection.sealing import seal_notebook
from feedbackpulse.reflection.tables import LetterRow, PeerInvitationRow
from tests.notebooks import notebook_of
from tests.pages import Visitor, words_of

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
PEERS = ("ali", "bo", "cas", "dee")
OTHERS = (*PEERS, "lead", "hr", "council", "adviser", "admin")
CATALOGUE = load_catalogue()

Browse = Callable[[PersonId | None], Visitor]
Act = Callable[["Company"], None]


class Company:
    """An owner who asked four colleagues, and one person for each role."""

    def __init__(self, stores: Stores) -> None:
        self.stores, self.today = stores, clock.local_day(clock.now(), "Europe/Amsterdam")
        with stores.main() as session, transaction(session):
            team = people.add_team(session, code="ALL", name="Everybody", parent_id=None)
            self.people: Mapping[str, PersonId] = {
                name: people.add_person(
                    session,
                    name=name,
                    email=f"{name}@example.org",
                    team_id=team.id,
                    at=BEGAN,
                ).id
                for name in ("owner", *OTHERS)
            }
            people.appoint_lead(session, person_id=self.people["lead"], team_id=team.id, until=None)
            for role in (Role.HR, Role.COUNCIL, Role.ADVISER, Role.ADMIN):
                people.grant_role(session, person_id=self.people[role.value], role=role)
        self.page = self.ask(self.today)

    def ask(self, on: date) -> PeerPage:
        """Let the owner ask, on a day."""
        notebook = notebook_of(self.stores, self.people["owner"])
        with self.stores.main() as session, transaction(session):
            return peers.invite(
                session,
                notebook=notebook,
                peers=[self.people[name] for name in PEERS],
                checkpoints=["M4"],
                opens_on=on + timedelta(days=14),
                today=on,
                catalogue=CATALOGUE,
            )

    def answer(self, name: str, rating: int | None, *, items: Sequence[str] = "ABCDEF") -> None:
        """Let a colleague say the same about some behaviours."""
        with self.stores.main() as session, transaction(session):
            colleagues.send_answers(
                session,
                keys=self.stores.keys,
                peer=self.people[name],
                round_id=self.page.round_id,
                answers={f"M4{letter}-Q1": rating for letter in items},
                today=self.today,
                catalogue=CATALOGUE,
            )

    def decline(self, name: str) -> None:
        """Let a colleague decline."""
        with self.stores.main() as session, transaction(session):
            colleagues.decline(
                session,
                peer=self.people[name],
                round_id=self.page.round_id,
                today=self.today,
            )


@pytest.fixture
def company(stores: Stores) -> Company:
    return Company(stores)


def addresses(app: Flask, company: Company) -> Iterator[str]:
    """Yield every page that names the owner's round, as its owner and as a colleague."""
    values = {"asked_id": company.page.id, "ask_id": company.page.round_id}
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if rule.arguments & values.keys():
                known = {**values, "shade": "dark", "width": "wide"}
                wanted = {name: known[name] for name in rule.arguments}
                yield app.url_map.bind("localhost").build(rule.endpoint, wanted)


def seen_by_owner(visit: Browse, company: Company) -> list[tuple[str, list[str]]]:
    """Return what the owner reads on every page of their own, and where its links lead."""
    owner = visit(company.people["owner"])
    paths = ("/", "/reflect", "/reflect/peers", f"/reflect/peers/{company.page.id}")
    more = ("/reflect/peers/invite", "/reflect/for-colleagues", "/account/data")
    pages = [owner.open(path) for path in (*paths, *more)]
    return [(words_of(page), [str(link["href"]) for link in page.select("a")]) for page in pages]


@pytest.mark.parametrize(
    "act",
    [
        lambda company: company.answer("ali", 5),
        lambda company: company.decline("ali"),
        lambda company: [company.answer(name, 1) for name in PEERS],
    ],
    ids=["one answered", "one declined", "all answered"],
)
def test_before_the_day_the_owners_pages_are_the_same_whatever_colleagues_did(
    visit: Browse, company: Company, act: Act
) -> None:
    before = seen_by_owner(visit, company)

    act(company)

    assert seen_by_owner(visit, company) == before


def test_to_everybody_else_the_round_of_somebody_does_not_exist(
    app: Flask, visit: Browse, company: Company
) -> None:
    for name in PEERS:
        company.decline(name)
    paths = list(addresses(app, company))

    found = {visit(company.people[name]).get(path).status_code for name in OTHERS for path in paths}

    assert len(paths) >= 5
    assert found == {404}


def test_after_answering_no_row_names_who_answered(stores: Stores, company: Company) -> None:
    company.answer("ali", 5)

    with stores.main() as session:
        invited = set(session.scalars(select(PeerInvitationRow.peer)))
        [letter] = session.scalars(select(LetterRow))
        columns = {column.name for column in LetterRow.__table__.columns}

    assert company.people["ali"] not in invited
    assert columns == {"id", "reader", "kind", "about", "sealed"}
    assert company.people["ali"].bytes not in letter.sealed


def test_answering_and_declining_leave_the_same_rows_but_for_a_sealed_letter(
    stores: Stores, company: Company
) -> None:
    company.answer("ali", 5)
    company.decline("bo")

    named = {
        table.name
        for table in Base.metadata.tables.values()
        for column in table.columns
        if any(key.column.table.name == "person" for key in column.foreign_keys)
        if rows_of(stores, table.name, column.name, company.people["ali"])
        != rows_of(stores, table.name, column.name, company.people["bo"])
    }

    assert named == set()


def rows_of(stores: Stores, table: str, column: str, person: PersonId) -> int:
    found = Base.metadata.tables[table]
    with stores.main() as session:
        return len(session.execute(select(found).where(found.c[column] == person)).all())


def test_the_size_of_a_letter_says_nothing(stores: Stores, company: Company) -> None:
    company.answer("ali", 5)
    company.answer("bo", None)
    company.answer("cas", 1, items="A")

    with stores.main() as session:
        sizes = {len(row.sealed) for row in session.scalars(select(LetterRow))}

    assert len(sizes) == 1


def test_the_database_holds_no_word_of_an_answer(app: Flask, company: Company) -> None:
    company.answer("ali", 5)
    files = [path for path in Path(app.instance_path).rglob("*.sqlite*") if path.is_file()]

    assert files
    assert [path for path in files if b"M4A-Q1" in path.read_bytes()] == []


def test_with_the_keys_of_a_server_that_the_owner_sealed_out_nobody_reads_a_letter(
    stores: Stores, company: Company
) -> None:
    owner = company.people["owner"]
    notebook = notebook_of(stores, owner)
    with stores.main() as session, transaction(session):
        seal_notebook(session, keys=stores.keys, notebook=notebook, passphrase="words of my own")
    company.answer("ali", 5)

    with stores.main() as session, pytest.raises(SealedError):
        find_notebook(session, keys=stores.keys, owner=owner)


def test_nobody_is_asked_by_an_owner_who_left_and_their_answers_are_refused(
    visit: Browse, stores: Stores, company: Company
) -> None:
    with stores.main() as session, transaction(session):
        people.deactivate_person(session, person_id=company.people["owner"], at=clock.now())
    ali = visit(company.people["ali"])

    assert "/reflect/for-colleagues/" not in str(ali.open("/reflect/for-colleagues"))
    ali.open(f"/reflect/for-colleagues/{company.page.round_id}", status=404)


def test_what_is_open_names_no_colleague_and_counts_nobody(
    visit: Browse, stores: Stores, company: Company
) -> None:
    for name, rating in zip(PEERS, (4, 4, 5, None), strict=True):
        company.answer(name, rating)
    notebook = notebook_of(stores, company.people["owner"])
    with stores.main() as session, transaction(session):
        peers.open_due(session, notebook=notebook, today=company.page.opens_on, catalogue=CATALOGUE)
        kept = peers.export(session, notebook=notebook)

    text = visit(company.people["owner"]).open(f"/reflect/peers/{company.page.id}").text

    assert not [name for name in PEERS if re.search(rf"\b{name}\b", text)]
    assert not [name for name in PEERS if str(company.people[name]) in str(kept)]
    assert set(kept["colleagues"][0]["seen"][0]) == {"item", "facet", "own", "others", "sight"}
