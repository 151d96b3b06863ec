"""A1: somebody knows in which order people answered, and has one copy of both databases.

The copy is taken after the nightly scramble. The attacker lines up what it holds, in every order
that an engine keeps, with the people in the order in which they answered, or in the order in which
the roster lies. The limit is on the best of all those ways.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert

from feedbackpulse.ballots import service as ballots
from feedbackpulse.ballots.domain import BallotLabel, Stamp
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import Stores, ballot_transaction, transaction
from feedbackpulse.jobs.night import scramble_stores
from feedbackpulse.people.domain import Part, PersonId
from feedbackpulse.roster import service as roster
from feedbackpulse.roster.claiming import claim
from feedbackpulse.roster.tables import RosterRow
from tests.databases import FILES, address_in
from tests.jobs.company import Company, found
from tests.privacy.attacks import copies
from tests.privacy.attacks.measure import Instance, Lab, Links, Measure

PEOPLE: Final = 30
SEALED: Final = 4177
LEAST: Final = 0.95
Orders = dict[str, list[bytes]]


def measure(lab: Lab) -> Measure:
    """Attack what the product keeps."""
    return _attack(lab, lab.size(12, 400), _round, scramble_stores)


def naive(lab: Lab) -> Measure:
    """The test of the test: attack tables in which rows lie as they came."""
    return _attack(lab, lab.size(3, 20), _naive_round, lambda _: None)


def on_naive_tables(lab: Lab) -> Measure:
    """A1b: this attack has to link nearly everybody."""
    return _linked(naive(lab))


def not_on_naive_tables(lab: Lab) -> Measure:
    """The test of that: what the product keeps does not."""
    return _linked(measure(lab))


def _linked(found: Measure) -> Measure:
    """Turn the finding around."""
    return Measure(
        figure=f"{100 * found.best:.0f} %", holds=found.best >= LEAST, details=found.details
    )


Answered = tuple[list[PersonId], dict[PersonId, bytes], dict[PersonId, bytes]]
Round = Callable[[Instance, Company, RoundId, list[PersonId]], Answered]


def _attack(lab: Lab, tries: int, answer: Round, night: Callable[[Stores], None]) -> Measure:
    links = Links(people=PEOPLE)
    chance = random.Random()  # noqa: S311  (the order in which people answer)
    with lab.instance() as instance:
        company = found(instance.stores, f"Company {PEOPLE}")
        round_id = company.plan()
        company.open(round_id)
        if answer is _naive_round:
            _make_naive_tables(instance.folder)
        for _ in range(tries):
            people = company.everybody()
            chance.shuffle(people)
            order, sealed, claims = answer(instance, company, round_id, people)
            night(instance.stores)
            _look(instance.folder, links, order, sealed, claims)
    return links.measure(lab.scale)


def _look(
    folder: Path,
    links: Links,
    order: list[PersonId],
    sealed: dict[PersonId, bytes],
    claims: dict[PersonId, bytes],
) -> None:
    """Match the box, in every order it has, with what was seen and with the roster."""
    people = [("seen", [sealed[person] for person in order])]
    of_claim = {claims[person]: sealed[person] for person in order}
    people += [
        (f"roster by {name}", [of_claim[value] for value in values])
        for name, values in orders(folder, "main", list(claims.values())).items()
    ]
    for box_name, ballots_found in orders(folder, "box", list(sealed.values())).items():
        for name, truth in people:
            links.guess(f"{name}, box by {box_name}", truth, ballots_found)
            links.guess(f"{name}, box by {box_name} backwards", truth, ballots_found[::-1])


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """In which table and column values lie, and which place that column has in a row."""

    table: str
    column: str
    place: int


NAIVE: Final = Held(table="naive", column="sealed", place=1)
HELD: Final = {
    "box": (NAIVE, Held(table="ballot", column="sealed", place=3)),
    "main": (Held(table="roster", column="claim", place=4),),
}


def orders(
    folder: Path, store: str, values: Sequence[bytes], held: Sequence[Held] | None = None
) -> Orders:
    """Return every order in which a copy holds these values."""
    wanted = set(values)
    rows = copies.rows_of(folder, store)
    found = {}
    for one in held or HELD[store]:
        listed = [_bytes(row[one.place]) for row in rows.get(one.table, [])]
        if wanted <= set(listed):
            found["row"] = [value for value in listed if value in wanted]
            if address_in(folder) is None:
                return found | _in_files(folder, store, values)
            return found | _in_server(folder, store, one, values)
    raise AssertionError("the copy does not hold what was written")


def _bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, (bytes, memoryview)) else b""


def _in_files(folder: Path, store: str, values: Sequence[bytes]) -> Orders:
    """Return the order of the values in SQLite's file, and in the log beside it."""
    found = {}
    for name, file in (("place", FILES[store]), ("log", f"{FILES[store]}-wal")):
        content = (folder / file).read_bytes() if (folder / file).exists() else b""
        pieces = {one: one[len(one) // 2 - 16 : len(one) // 2 + 16] for one in values}
        places = {one: content.find(piece) for one, piece in pieces.items()}
        if -1 not in places.values():
            found[name] = sorted(values, key=lambda one, places=places: places[one])  # type: ignore[misc]  # a default argument binds the loop's value
    return found


def _in_server(folder: Path, store: str, held: Held, values: Sequence[bytes]) -> Orders:
    """Return the order of rows by place and by transaction, and that of their long values."""
    wanted = set(values)
    found: Orders = {}
    with copies.inside(folder, store) as database:
        for name, order in (("place", "ctid"), ("transaction", "xmin::text::bigint, ctid")):
            query = f"SELECT {held.column} FROM {held.table} ORDER BY {order}"  # noqa: S608  (our own names)
            rows = copies.select(database, query)
            found[name] = [one for (value,) in rows if (one := _bytes(value)) in wanted]
        if held.column == "sealed":
            found |= _long_values(database, held.table, wanted)
    return found


def _long_values(database: Any, table: str, wanted: Collection[bytes]) -> Orders:
    """Return the order of the pieces of long values, which lie numbered in a table aside."""
    [(aside,)] = copies.select(
        database,
        f"SELECT reltoastrelid::regclass::text FROM pg_class WHERE relname = '{table}'",  # noqa: S608  (our own name)
    )
    numbered = copies.select(
        database,
        f"SELECT pg_column_toast_chunk_id(sealed), sealed FROM {table}",  # noqa: S608  (our own name)
    )
    whole = {number: bytes(value) for number, value in numbered if bytes(value) in wanted}
    found = {}
    for name, order in (("number", "chunk_id"), ("piece", "ctid")):
        query = f"SELECT chunk_id FROM {aside} WHERE chunk_seq = 0 ORDER BY {order}"  # noqa: S608  (our own names)
        pieces = [number for (number,) in copies.select(database, query)]
        found[name] = [whole[number] for number in pieces if number in whole]
    return found


def _round(
    instance: Instance, company: Company, round_id: RoundId, people: list[PersonId]
) -> Answered:
    """Let everybody answer anew: claim and cast, with ballots that are as long as real ones."""
    stores = instance.stores
    stamp = _invite_anew(stores, company, round_id)
    sealed, claims = _fresh(people, SEALED), _fresh(people, 32)
    for person in people:
        assert claim(stores, round_id=round_id, person_id=person, value=claims[person]) is None
        number = ballots.number_hash(secrets.token_bytes(32))
        label = BallotLabel(round_id=round_id, stamp=stamp, number_hash=number)
        with stores.box() as box, ballot_transaction(box):
            assert ballots.cast(box, label=label, sealed=sealed[person])
    return people, sealed, claims


def _fresh(people: Sequence[PersonId], length: int) -> dict[PersonId, bytes]:
    return {person: secrets.token_bytes(length) for person in people}


def _invite_anew(stores: Stores, company: Company, round_id: RoundId) -> Stamp:
    """Make the roster and the box as they are when a round opens."""
    unit = company.unit("Company", Part.WHOLE)
    with stores.main() as session, transaction(session):
        roster.burn_roster(session, round_id=round_id)
        row = {"round_id": round_id, "team_id": unit.team_id, "part": unit.part.value}
        session.execute(
            insert(RosterRow), [{**row, "person_id": one} for one in company.everybody()]
        )
    with stores.box() as box, ballot_transaction(box):
        ballots.burn_ballots(box, round_id=round_id)
        ballots.open_urn(box, round_id=round_id, room=4096, outer=False, keys={})
    return Stamp(f"{UUID(str(unit.team_id)).hex}:whole")


def _make_naive_tables(folder: Path) -> None:
    number = "INTEGER PRIMARY KEY" if address_in(folder) is None else "serial PRIMARY KEY"
    kind = "BLOB" if address_in(folder) is None else "bytea"
    copies.run(folder, "box", f"CREATE TABLE naive (id {number}, sealed {kind})")


def _naive_round(
    instance: Instance, company: Company, round_id: RoundId, people: list[PersonId]
) -> Answered:
    """The test of the test: ballots in a table that numbers them."""
    _invite_anew(instance.stores, company, round_id)
    copies.run(instance.folder, "box", "DELETE FROM naive")
    sealed, claims = _fresh(people, SEALED), _fresh(people, 32)
    for number, person in enumerate(people):
        claim(instance.stores, round_id=round_id, person_id=person, value=claims[person])
        copies.insert(instance.folder, "box", "naive", (number, sealed[person]))
    return people, sealed, claims
