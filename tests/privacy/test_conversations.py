"""A conversation without a name over three days, on a running server: what is left of who and when?

On the first day people bring something up one after another, on the second HR writes back, and on
the third they write again, in another order. Somebody watches the desks, reads the inbox, and takes
a copy of everything after each night. They line up the order in which people came with every order
that the copy has. Of thirty people, rank correlations stay within 0.75 by chance in all but one of
ten thousand runs; a table as it is usually made has 1.
"""

from __future__ import annotations

import logging
import random
import re
import secrets
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.night import Night
from feedbackpulse.jobs.tick import tick
from feedbackpulse.people.domain import Role
from feedbackpulse.receipt_codes import mailbox_of
from feedbackpulse.signals.conversations import arrived, conversation_of, reply
from feedbackpulse.signals.domain import Reader
from feedbackpulse.signals.door import find_door
from feedbackpulse.signals.tables import SignalMessageRow, SignalRow
from tests.browser.served import served
from tests.jobs.company import found
from tests.privacy.attacks import copies
from tests.privacy.attacks.brought_up import KEPT
from tests.privacy.attacks.order import orders

pytestmark = pytest.mark.both_engines

PEOPLE: Final = 30
AN_HOUR: Final = 10
"""How many send in one hour: so many the plain way has room for."""
CHANCE: Final = 0.75
DAYS: Final = [datetime(2026, 3, 4, 8, 0, tzinfo=UTC) + timedelta(days=day) for day in range(3)]
AGENT: Final = "Canary-Browser/1.0"
WORDS: Final = "A fictional canary sings of barrier"
THANKS: Final = "A fictional thank you for"
MORE: Final = "A fictional canary sings again of"
_CODE: Final = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Phone:
    """A browser that sends a plain form, and keeps no cookie."""

    address: str

    def post(self, path: str, **fields: str) -> str:
        """Send a form; return the page."""
        request = urllib.request.Request(  # noqa: S310  (our own address)
            f"{self.address}{path}?lang=en",
            data=urllib.parse.urlencode(fields).encode(),
            headers={"User-Agent": AGENT},
        )
        with urllib.request.urlopen(request) as answer:  # noqa: S310  (the same)
            assert answer.headers["Set-Cookie"] is None
            return str(answer.read().decode())


@dataclass(frozen=True, kw_only=True, slots=True)
class Sender:
    """Somebody at a desk: what they say, and the code they got."""

    number: int
    code: str


@contextmanager
def day(number: int) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(DAYS[number], tick=False) as traveller:
        yield traveller


def bring_up(phone: Phone, door: str, number: int) -> Sender:
    page = phone.post(
        f"/ballot/signal/{door}",
        kind="barrier",
        reader="hr",
        text=f"{WORDS} {number}.",
        number=secrets.token_hex(32),
        step="send",
    )
    codes = _CODE.findall(page)
    return Sender(number=number, code=codes[0])


def first_day(phone: Phone, door: str) -> list[Sender]:
    """Let people come one after another, a few in each hour."""
    senders = []
    with day(0) as traveller:
        for number in range(PEOPLE):
            traveller.move_to(DAYS[0] + timedelta(minutes=number * 60 // AN_HOUR))
            senders.append(bring_up(phone, door, number))
    return senders


def second_day(stores: Stores) -> None:
    """Let HR write back to all of them, as the inbox lists them."""
    today = DAYS[1].date()
    with stores.main() as session, transaction(session):
        for one in arrived(session, keys=stores.keys, today=today, reader=Reader.HR):
            number = one.text.rsplit(maxsplit=1)[1]
            body = f"{THANKS} {number}"
            reply(session, keys=stores.keys, signal_id=one.id, body=body, role=Role.HR, on=today)


def third_day(phone: Phone, senders: Sequence[Sender]) -> None:
    """Let them read what is for them, and write again, in the order given."""
    with day(2) as traveller:
        for place, one in enumerate(senders):
            traveller.move_to(DAYS[2] + timedelta(minutes=place * 60 // AN_HOUR))
            body = f"{MORE} {one.number}."
            page = phone.post("/ballot/reply", code=one.code, body=body, step="write")
            assert f"{THANKS} {one.number}." in page
            assert page.count(THANKS) == 1
            assert body in page


def night(stores: Stores, number: int) -> None:
    after = DAYS[number] + timedelta(hours=18)
    tick(stores, now=after, catalogue=load_catalogue(), night=Night())


def correlation(truth: Sequence[bytes], seen: Sequence[bytes]) -> float:
    """Return the rank correlation of the order in which people came with another order."""
    place = {one: rank for rank, one in enumerate(seen)}
    squares = sum((rank - place[one]) ** 2 for rank, one in enumerate(truth))
    return 1 - 6 * squares / (len(truth) * (len(truth) ** 2 - 1))


def worst(folder: Path, kind: str, truth: Sequence[bytes]) -> float:
    """Return how much the most telling order in a copy tells."""
    ways = orders(folder, "main", truth, [KEPT[kind]])
    return max(abs(correlation(truth, values)) for values in ways.values())


def lies(stores: Stores, senders: Sequence[Sender], *, messages: bool) -> list[bytes]:
    """Return what lies of each sender, in the order given."""
    with stores.main() as session:
        signals = {row.mailbox: row for row in session.scalars(select(SignalRow))}
        own = select(SignalMessageRow).where(SignalMessageRow.from_sender)
        written = {row.signal_id: row.sealed for row in session.scalars(own)}
    rows = [signals[mailbox_of(one.code)] for one in senders]
    return [written[row.id] if messages else row.sealed for row in rows]


def inbox(stores: Stores, today: date) -> tuple[int, list[str]]:
    """Return how many signals a reader finds on a day, and what senders wrote about them since."""
    with stores.main() as session:
        there = arrived(session, keys=stores.keys, today=today, reader=Reader.HR)
        talks = [
            conversation_of(session, keys=stores.keys, signal_id=one.id, today=today)
            for one in there
        ]
        said = [one.body for talk in talks for one in talk.messages if one.from_sender]
        return len(there), said


@pytest.mark.timeout(240)
def test_three_days_tell_neither_who_came_nor_when(
    app: Flask, stores: Stores, instance: Path, caplog: pytest.LogCaptureFixture
) -> None:
    found(stores, f"Company {PEOPLE}")
    with stores.main() as session, transaction(session):
        door = find_door(session)
    caplog.set_level(logging.DEBUG)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with served(app) as address:
        phone = Phone(address=address)
        senders = first_day(phone, door)
        assert inbox(stores, DAYS[0].date()) == (0, [])
        night(stores, 0)
        first = lies(stores, senders, messages=False)
        after_one = worst(instance, "signals", first)
        second_day(stores)
        night(stores, 1)
        again = random.SystemRandom().sample(senders, PEOPLE)
        third_day(phone, again)
    assert inbox(stores, DAYS[2].date()) == (PEOPLE, [])
    night(stores, 2)
    found_on_the_fourth, said = inbox(stores, DAYS[2].date() + timedelta(days=1))

    assert after_one < CHANCE
    assert worst(instance, "signals", lies(stores, senders, messages=False)) < CHANCE
    assert worst(instance, "messages", lies(stores, again, messages=True)) < CHANCE
    assert (found_on_the_fourth, len(set(said))) == (PEOPLE, PEOPLE)
    assert leftovers(copies.everything(instance), senders) == []
    assert leftovers(caplog.text.encode(), senders) == []


def leftovers(content: bytes, senders: Sequence[Sender]) -> list[str]:
    """Return what is found of words, codes, browsers and addresses."""
    wanted = [WORDS, THANKS, MORE, AGENT, *(one.code for one in senders)]
    wanted += [one.code.replace("-", "") for one in senders]
    return [one for one in wanted if one.encode() in content]
