"""A3: what is left in any file, once a round is released and burnt?

Canaries are words, names and numbers that occur nowhere else. They go through the pages as people
would send them: with a stamp from the browser, and from the plain form. Three kinds are searched
for. What nothing may ever hold: answers, words that are not published, ballot numbers, addresses
and names of browsers. What has to be gone after burning: claims, sealed ballots, keys. And names of
people, which belong in the main database and nowhere else. PostgreSQL's log of writing is searched
for the first kind only: it keeps ciphertext and claims until it is recycled, and we say so.
"""

from __future__ import annotations

import io
import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final

from flask.testing import FlaskClient
from sqlalchemy import select

from feedbackpulse import clock
from feedbackpulse.accounts import service as accounts
from feedbackpulse.ballots.domain import Answers, encode
from feedbackpulse.ballots.tables import BallotRow
from feedbackpulse.database import transaction
from feedbackpulse.people.domain import PersonId
from feedbackpulse.roster.intake import questions_of
from feedbackpulse.roster.issuing import Issued
from feedbackpulse.roster.manifest import encoded
from feedbackpulse.roster.tables import RosterRow
from feedbackpulse.web.encoding import decoded
from tests.pages import Visitor
from tests.privacy.attacks import copies
from tests.privacy.attacks.client import Voting
from tests.privacy.attacks.forging import form_of
from tests.privacy.attacks.measure import Instance, Lab, Measure
from tests.privacy.dumps import raw_bytes
from tests.web.employee.rounds import Asked, ask, close

ADDRESS: Final = "203.0.113.77"
BROWSER: Final = "Canary/7 (a browser of nobody)"
Canaries = dict[str, set[bytes]]


@dataclass(kw_only=True, slots=True)
class Sought:
    """What must be nowhere, ever; what must be gone; and what belongs to people."""

    never: Canaries = field(default_factory=dict)
    burnt: Canaries = field(default_factory=dict)
    people: Canaries = field(default_factory=dict)

    def add(self, kind: Canaries, name: str, *values: bytes) -> None:
        """Remember some."""
        kind.setdefault(name, set()).update(values)


def measure(lab: Lab) -> Measure:
    """Search what the product leaves."""
    return _attack(lab, careless=False)


def naive(lab: Lab) -> Measure:
    """The test of the test: with a log of requests, and of what was sent."""
    return _attack(lab, careless=True)


def _attack(lab: Lab, *, careless: bool) -> Measure:
    with lab.instance(hasty=False) as instance, _everything_logged() as log:
        asked, sought = ask(instance.stores), Sought()
        voting = Voting.of(instance.stores, asked.round_id)
        access_log = instance.folder / "access.log" if careless else None
        for person in asked.people[:4]:
            _send_with_stamp(instance, voting, person, sought, access_log)
        for person in asked.people[4:]:
            _send_plain(instance, asked, person, sought)
        _what_is_kept(instance, voting, asked, sought)
        during = _hits(instance.folder, sought.burnt)
        close(instance.stores, asked)
        copies.checkpoint(instance.folder)
        found = _search(instance.folder, sought, log.getvalue().encode())
    canaries = sum(map(len, (*sought.never.values(), *sought.burnt.values())))
    return Measure(
        figure=f"{sum(found.values())} / {canaries}",
        holds=not any(found.values()) and all(during.values()),
        details=(
            *(f"while open, {name}: found {count}" for name, count in during.items()),
            *(f"afterwards, {name}: found {count}" for name, count in found.items()),
        ),
    )


def _search(folder: Path, sought: Sought, log: bytes) -> dict[str, int]:
    """Return how many canaries are where they should not be."""
    everywhere = b"".join(
        (*_stores(folder), _other_files(folder), copies.bytes_of_log(folder), log)
    )
    kept = b"".join((*_stores(folder), _other_files(folder), log))
    apart = b"".join((copies.bytes_of_store(folder, "box"), _other_files(folder), log))
    return {
        **_count(sought.never, everywhere),
        **_count(sought.burnt, kept),
        **_count(sought.people, apart),
    }


def _count(canaries: Canaries, content: bytes) -> dict[str, int]:
    return {name: sum(one in content for one in ones) for name, ones in canaries.items()}


def _hits(folder: Path, canaries: Canaries) -> dict[str, int]:
    copies.checkpoint(folder)
    return _count(canaries, b"".join((*_stores(folder), _other_files(folder))))


def _stores(folder: Path) -> Iterator[bytes]:
    yield copies.bytes_of_store(folder, "main")
    yield copies.bytes_of_store(folder, "box")


def _other_files(folder: Path) -> bytes:
    """Return the keystore, the queue, whatever else lies there, and the server's own log."""
    names = ("feedbackpulse.sqlite", "ballots.sqlite")
    files = [path for path in folder.rglob("*") if path.is_file()]
    own = [path.read_bytes() for path in files if not path.name.startswith(names)]
    data = copies.data_folder(folder)
    if data is not None:
        own.append((data.parent / "log").read_bytes())
        own.append(raw_bytes(data / "global"))
    return b"".join(own)


def _send_with_stamp(
    instance: Instance, voting: Voting, person: PersonId, sought: Sought, log: Path | None
) -> None:
    """Do what the page does: have a ballot stamped as oneself, and cast it as nobody."""
    visitor = _sign_in(instance, person)
    page = visitor.open(f"/pulse/{voting.asked.id}")
    token = page.select_one("input[name=csrf_token]")
    assert token is not None
    blank = voting.blank_for(person)
    form = {"blinded": encoded(blank.blinded), "csrf_token": str(token["value"])}
    said = visitor.client.post(f"/pulse/{voting.asked.id}/stamp", data=form).get_json()
    issued = Issued(stamp=said["stamp"], signature=decoded(said["signature"]) or b"")
    answers = _answers(voting)
    ballot = voting.fill_in(blank, issued, answers)
    sent = _nobody(instance).post("/ballot/cast", data=form_of(ballot))
    assert sent.status_code == 200
    if log is not None:
        with log.open("a", encoding="utf-8") as file:
            plain = encode(answers, room=questions_of(voting.asked).sealed_room).decode()
            file.write(f'{ADDRESS} "POST /ballot/cast" 200 "{BROWSER}" {plain}\n')
    number = ballot.message[32:]
    sought.add(sought.never, "numbers", number, number.hex().encode(), encoded(number).encode())
    sought.add(sought.never, "messages", ballot.message, encoded(ballot.message).encode()[:80])
    _remember(voting, answers, sought)
    sought.add(sought.burnt, "claims", sha256(b"issue" + blank.blinded).digest())


def _send_plain(instance: Instance, asked: Asked, person: PersonId, sought: Sought) -> None:
    """Send the form as a browser without JavaScript does."""
    visitor = _sign_in(instance, person)
    page = visitor.open(asked.path)
    words = f"Only a canary writes {secrets.token_hex(8)}"
    rated = {str(one["name"]): "4" for one in page.select("form#ballot input[type=radio]")}
    rated.pop("scope", None)
    visitor.submit(page, {**rated, "answer-G4": words}, form="form#ballot")
    sought.add(sought.never, "words", words.encode())


def _answers(voting: Voting) -> Answers:
    chance = secrets.SystemRandom()
    return Answers(
        ratings={item.code: chance.randint(1, 5) for item in voting.asked.rated_items},
        comments={"G4": f"Only a canary writes {secrets.token_hex(8)}"},
        mailboxes={"G4": secrets.token_hex(32)},
    )


def _remember(voting: Voting, answers: Answers, sought: Sought) -> None:
    plain = encode(answers, room=questions_of(voting.asked).sealed_room).rstrip()
    ratings = plain[plain.index(b'"r":{') :]
    sought.add(sought.never, "answers", ratings[:60])
    sought.add(sought.never, "words", answers.comments["G4"].encode())
    mailbox = answers.mailboxes["G4"]
    sought.add(sought.never, "mailboxes", mailbox.encode(), bytes.fromhex(mailbox))


def _what_is_kept(instance: Instance, voting: Voting, asked: Asked, sought: Sought) -> None:
    sought.add(sought.never, "senders", ADDRESS.encode(), BROWSER.encode())
    with instance.stores.box() as box:
        for number, sealed in box.execute(select(BallotRow.number_hash, BallotRow.sealed)):
            sought.add(sought.burnt, "ballots", number, sealed[:40])
    with instance.stores.main() as session:
        claims = session.scalars(select(RosterRow.claim).where(RosterRow.claim.is_not(None)))
        sought.add(sought.burnt, "claims", *(one for one in claims if one is not None))
    for file in instance.stores.keys.iterdir():
        sought.add(sought.burnt, "keys", file.read_bytes()[40:120])
    for place in range(len(asked.people)):
        mail = f"tenantsdesk{place}@example.org".encode()
        sought.add(sought.people, "people", mail, f"Tenants desk {place}".encode())


def _sign_in(instance: Instance, person: PersonId) -> Visitor:
    client = _nobody(instance)
    with instance.stores.main() as session, transaction(session):
        token = accounts.start_session(session, person_id=person, now=clock.now(), twice=True)
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True
    return Visitor(client)


def _nobody(instance: Instance) -> FlaskClient:
    client = instance.app.test_client()
    client.environ_base |= {"REMOTE_ADDR": ADDRESS, "HTTP_USER_AGENT": BROWSER}
    return client


@contextmanager
def _everything_logged() -> Iterator[io.StringIO]:
    """Keep what any part of the process logs, statements included."""
    kept = io.StringIO()
    handler = logging.StreamHandler(kept)
    watched = [logging.getLogger(name) for name in (None, "sqlalchemy.engine", "werkzeug")]
    before = [logger.level for logger in watched]
    watched[0].addHandler(handler)
    for logger, level in zip(watched, (logging.DEBUG, logging.INFO, logging.DEBUG), strict=True):
        logger.setLevel(level)
    try:
        yield kept
    finally:
        watched[0].removeHandler(handler)
        for logger, level in zip(watched, before, strict=True):
            logger.setLevel(level)
