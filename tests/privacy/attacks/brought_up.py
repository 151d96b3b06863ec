"""A22: somebody saw in which order people brought something up without a name, and has a copy.

Of one day there are signals, and messages that their senders wrote later. The copy of the database
is taken after the night, and the attacker is also a reader: they line up what the copy holds, in
every order that an engine keeps, and what the inbox shows, with the people as they were seen. And
they look for anything in a row that is a person, or finer than a day.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.night import scramble_stores
from feedbackpulse.people.domain import PersonId
from feedbackpulse.signals import conversations
from feedbackpulse.signals.allowance import take_one
from feedbackpulse.signals.domain import Reader, SignalKind
from feedbackpulse.signals.sending import send
from feedbackpulse.signals.tables import SignalMessageRow, SignalRow
from tests.databases import address_in
from tests.jobs.company import found
from tests.privacy.attacks import copies
from tests.privacy.attacks.measure import Instance, Lab, Links, Measure, Scale
from tests.privacy.attacks.order import NAIVE, Held, orders

PEOPLE: Final = 100
DAY: Final = date(2026, 3, 4)
NOON: Final = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
KEPT: Final = {
    "signals": Held(table="signal", column="sealed", place=6),
    "messages": Held(table="signal_message", column="sealed", place=4),
}
Sealed = dict[str, list[bytes]]
"""What lies of each person, in the order in which they came, by what it is."""
Bring = Callable[[Instance, Sequence[PersonId]], Sealed]


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """How something is brought up, where it lies then, and what the night does."""

    bring: Bring
    held: dict[str, Held]
    night: Callable[[Stores], None]


def measure(lab: Lab) -> Measure:
    """Attack what the product keeps."""
    way = Way(bring=_bring, held=KEPT, night=scramble_stores)
    return _attack(lab, lab.size(1, 40), way)


def naive(lab: Lab) -> Measure:
    """The test of the test: attack a table that numbers its rows, with the moment of each."""
    way = Way(bring=_bring_naively, held={"signals": NAIVE}, night=lambda _: None)
    return _attack(lab, lab.size(1, 5), way)


def _attack(lab: Lab, tries: int, way: Way) -> Measure:
    links, traces = Links(people=PEOPLE), 0
    chance = random.Random()  # noqa: S311  (the order in which people come)
    with lab.instance() as instance:
        people = found(instance.stores, f"Company {PEOPLE}").everybody()
        for _ in range(tries):
            _clear(instance.stores)
            chance.shuffle(people)
            brought = way.bring(instance, people)
            way.night(instance.stores)
            for name, held in way.held.items():
                _look(instance.folder, links, name, brought[name], held)
                traces += _traces(instance.folder, held, people)
            if way.bring is _bring:
                _read(instance, links, brought["signals"])
    return _found(links, traces, lab.scale)


def _found(links: Links, traces: int, scale: Scale) -> Measure:
    linked = links.measure(scale)
    return Measure(
        figure=f"{linked.figure}, {traces}",
        holds=linked.holds and not traces,
        details=(*linked.details, f"{traces} columns that say who or when"),
        best=linked.best,
    )


def _look(folder: Path, links: Links, name: str, truth: list[bytes], held: Held) -> None:
    for way, values in orders(folder, "main", truth, [held]).items():
        links.guess(f"{name} by {way}", truth, values)
        links.guess(f"{name} by {way} backwards", truth, values[::-1])


def _traces(folder: Path, held: Held, people: Sequence[PersonId]) -> int:
    """Count the values in rows without a name that are a person, or a time of day."""
    known = {spelling for one in people for spelling in (one, one.hex, str(one), one.bytes)}
    rows = copies.rows_of(folder, "main")[held.table]
    return sum(_tells(value, known) for row in rows for value in row)


def _tells(value: object, known: Collection[object]) -> bool:
    if isinstance(value, str):
        return value in known or (":" in value and "-" in value)
    if isinstance(value, (bytes, memoryview)):
        return bytes(value) in known
    return value in known if isinstance(value, UUID) else isinstance(value, (datetime, time))


def _read(instance: Instance, links: Links, truth: list[bytes]) -> None:
    """Line up the inbox of the next day with the people as they were seen."""
    keys, tomorrow = instance.stores.keys, DAY + timedelta(days=1)
    with instance.stores.main() as session:
        sealed = {row.id: row.sealed for row in session.scalars(select(SignalRow))}
        listed = conversations.arrived(session, keys=keys, today=tomorrow, reader=Reader.HR)
        early = conversations.arrived(session, keys=keys, today=DAY, reader=Reader.HR)
    assert early == ()
    links.guess("the inbox", truth, [sealed[one.id] for one in listed])


def _clear(stores: Stores) -> None:
    with stores.main() as session, transaction(session):
        session.execute(delete(SignalMessageRow))
        session.execute(delete(SignalRow))


def _bring(instance: Instance, people: Sequence[PersonId]) -> Sealed:
    """Let everybody send, and later all write again in the same order."""
    keys, mailboxes = instance.stores.keys, [secrets.token_bytes(32) for _ in people]
    for mailbox in mailboxes:
        with instance.stores.main() as session, transaction(session):
            assert take_one(session, now=_later(), worked=True)
            send(
                session,
                keys=keys,
                kind=SignalKind.CONCERN,
                reader=Reader.HR,
                team_id=None,
                text="A fictional concern.",
                on=DAY,
                mailbox=mailbox,
            )
    for mailbox in mailboxes:
        with instance.stores.main() as session, transaction(session):
            conversations.write_as_sender(
                session, keys=keys, mailbox=mailbox, body="And one thing more.", on=DAY
            )
    with instance.stores.main() as session:
        return _lies(session, mailboxes)


def _later() -> datetime:
    """Return an hour of its own: how much may be sent in one is not what is tried here."""
    return NOON + timedelta(hours=secrets.randbelow(10**6))


def _lies(session: Session, mailboxes: Sequence[bytes]) -> Sealed:
    rows = {row.mailbox: row for row in session.scalars(select(SignalRow))}
    messages = {row.signal_id: row.sealed for row in session.scalars(select(SignalMessageRow))}
    return {
        "signals": [rows[one].sealed for one in mailboxes],
        "messages": [messages[rows[one].id] for one in mailboxes],
    }


def _bring_naively(instance: Instance, people: Sequence[PersonId]) -> Sealed:
    """The test of the test: a table as it is usually made."""
    server = address_in(instance.folder) is not None
    number = "serial PRIMARY KEY" if server else "INTEGER PRIMARY KEY"
    kind = "bytea" if server else "BLOB"
    copies.run(
        instance.folder,
        "main",
        "DROP TABLE IF EXISTS naive",
        f"CREATE TABLE naive (id {number}, sealed {kind}, created_at timestamp)",
    )
    sealed = [secrets.token_bytes(8029) for _ in people]
    for place, one in enumerate(sealed):
        moment = (NOON + timedelta(minutes=place)).replace(tzinfo=None)
        stamp = moment if server else moment.isoformat(" ")
        copies.insert(instance.folder, "main", "naive", (place, one, stamp))
    return {"signals": sealed}
