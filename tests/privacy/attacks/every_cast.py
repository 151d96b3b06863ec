"""A2: both databases are copied after every single ballot, and once more after the release.

Such an attacker sees whose claim came with which sealed ballot. What must not follow is which of
the published words are whose: nothing in the release may lead back to a ballot.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from feedbackpulse.ballots.domain import Answers, encode, receipt_of
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.people.domain import PersonId
from feedbackpulse.roster.intake import questions_of
from tests.databases import address_in
from tests.jobs.company import Company, found
from tests.privacy.attacks import copies
from tests.privacy.attacks.client import Ballot, Voting
from tests.privacy.attacks.measure import Instance, Lab, Links, Measure
from tests.privacy.dumps import Dump

LEAST: Final = 8
"""How long a value is before it can be told from another by chance."""
Send = Callable[[Instance, Voting, PersonId, Answers], Ballot]


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What two copies, before and after one ballot, tell of one person."""

    person: PersonId
    values: tuple[bytes, ...]
    ballot: Ballot
    text: str
    """The truth, which the attacker does not have."""


def measure(lab: Lab) -> Measure:
    """Attack ballots that are stamped blindly and sealed."""
    return _attack(lab, _send)


def naive(lab: Lab) -> Measure:
    """Attack a box that keeps the answers as they are, under a random id."""
    return _attack(lab, _send_naively)


def _attack(lab: Lab, send: Send) -> Measure:
    people, rounds = lab.size(30, 200), lab.size(1, 10)
    links = Links(people=people)
    copied = certain = 0
    with lab.instance() as instance:
        if send is _send_naively:
            _make_naive_table(instance.folder)
        company = found(instance.stores, f"Company {people}")
        for _ in range(rounds):
            round_id, seen = _run(instance, company, send)
            copied += 2 * len(seen)
            certain += _look(instance.folder, round_id, seen, links)
    found_out = links.measure(lab.scale)
    details = (
        f"both databases copied after each of {copied // 2} ballots, in {rounds} rounds",
        f"certain, by a value that a ballot and a comment share: {certain} of {people * rounds}",
        *found_out.details,
    )
    holds = found_out.holds and certain == 0
    return Measure(figure=found_out.figure, holds=holds, details=details)


def _run(instance: Instance, company: Company, send: Send) -> tuple[RoundId, list[Seen]]:
    """Run a round, copying both databases after every ballot."""
    round_id = company.plan()
    company.open(round_id)
    voting = Voting.of(instance.stores, round_id)
    people = company.everybody()
    random.Random().shuffle(people)  # noqa: S311  (the order in which people answer)
    before = _values(instance.folder)
    seen = []
    for person in people:
        answers = _answers(voting)
        ballot = send(instance, voting, person, answers)
        after = _values(instance.folder)
        values = tuple(sorted(after - before))
        seen.append(Seen(person=person, values=values, ballot=ballot, text=answers.comments["G4"]))
        before = after
    company.close(round_id)
    return round_id, seen


def _answers(voting: Voting) -> Answers:
    chance = secrets.SystemRandom()
    return Answers(
        ratings={item.code: chance.randint(1, 5) for item in voting.asked.rated_items},
        comments={"G4": f"Fictional remark {secrets.token_hex(8)}"},
        mailboxes={"G4": secrets.token_hex(32)},
    )


def _send(_: Instance, voting: Voting, person: PersonId, answers: Answers) -> Ballot:
    return voting.send(person, answers)


def _send_naively(instance: Instance, voting: Voting, person: PersonId, answers: Answers) -> Ballot:
    """The test of the test: also keep the answers as they are, as peers do."""
    plain = encode(answers, room=questions_of(voting.asked).sealed_room)
    copies.insert(instance.folder, "box", "naive", (secrets.token_bytes(16), plain))
    return voting.send(person, answers)


def _make_naive_table(folder: Path) -> None:
    kind = "BLOB" if address_in(folder) is None else "bytea"
    copies.run(folder, "box", f"CREATE TABLE naive (id {kind} PRIMARY KEY, answers {kind})")


def _values(folder: Path) -> set[bytes]:
    """Return every value in both databases that is long enough to be told from others."""
    return {
        value
        for store in ("main", "box")
        for rows in copies.rows_of(folder, store).values()
        for row in rows
        for value in map(_written, row)
        if len(value) >= LEAST
    }


def _written(value: object) -> bytes:
    return bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()


def _look(folder: Path, round_id: RoundId, seen: Sequence[Seen], links: Links) -> int:
    """Try every way from the people, in some order, to the published comments, in some order.

    Return of how many people the attacker is certain.
    """
    rows = _comments(copies.rows_of(folder, "main"), round_id)
    sure = {one.person: row for one in seen if (row := _shared(one, rows)) is not None}
    truth_of = {one.person: one.text.encode() for one in seen}
    _match(links, "shared values, else anybody", seen, _filled_up(seen, rows, sure), truth_of)
    for people_name, people in _orders_of_people(seen).items():
        for rows_name, texts in _orders_of_comments(folder, rows).items():
            _match(links, f"{people_name} with {rows_name}", people, texts, truth_of)
            name = f"{people_name} with {rows_name} backwards"
            _match(links, name, people, texts[::-1], truth_of)
    return len(sure)


def _match(
    links: Links,
    name: str,
    people: Sequence[Seen],
    texts: Sequence[bytes],
    truth_of: Mapping[PersonId, bytes],
) -> None:
    links.guess(name, [truth_of[one.person] for one in people], texts)


def _comments(dump: Dump, round_id: RoundId) -> list[tuple[bytes, ...]]:
    """Return the published comments of a round as they are dumped."""
    spelled = {round_id.bytes, round_id.hex.encode(), str(round_id).encode()}
    rows = [tuple(map(_written, row)) for row in dump["comment"]]
    return [row for row in rows if spelled & set(row)]


def _text(row: Sequence[bytes]) -> bytes:
    return next(value for value in row if value.startswith(b"Fictional remark"))


def _filled_up(
    seen: Sequence[Seen],
    rows: Sequence[Sequence[bytes]],
    sure: Mapping[PersonId, Sequence[bytes]],
) -> list[bytes]:
    """Return for everybody the comment that is certainly theirs, else any."""
    left = [row for row in rows if row not in sure.values()]
    secrets.SystemRandom().shuffle(left)
    return [_text(sure[one.person] if one.person in sure else left.pop()) for one in seen]


def _shared(one: Seen, rows: Sequence[Sequence[bytes]]) -> Sequence[bytes] | None:
    kept = [value for value in one.values if b"example.org" not in value]
    made = [sha256(value).digest() for value in kept]
    for row in rows:
        own = [value for value in row if len(value) >= LEAST]
        if any(value in known for value in own for known in (*kept, *made)):
            return row
    return None


def _orders_of_people(seen: Sequence[Seen]) -> dict[str, list[Seen]]:
    return {
        "people as they came": [*seen],
        "people by number": sorted(seen, key=lambda one: one.ballot.label.number_hash),
        "people by ciphertext": sorted(seen, key=lambda one: one.ballot.sealed),
        "people by receipt": sorted(seen, key=lambda one: receipt_of(one.ballot.label.number_hash)),
        "people by claim": sorted(
            seen, key=lambda one: sha256(b"issue" + one.ballot.blinded).digest()
        ),
    }


def _orders_of_comments(folder: Path, rows: Sequence[Sequence[bytes]]) -> dict[str, list[bytes]]:
    texts = [_text(row) for row in rows]
    found = {
        "words as dumped": texts,
        "words by mailbox": [_text(row) for row in sorted(rows, key=lambda row: row[-1])],
    }
    if address_in(folder) is None:
        content = copies.bytes_of_store(folder, "main")
        found["words by place"] = sorted(texts, key=content.rfind)
        return found
    with copies.inside(folder, "main") as database:
        query = "SELECT body FROM comment ORDER BY xmin::text::bigint, ctid"
        stored = [body.encode() for (body,) in copies.select(database, query)]
    found["words by transaction"] = [text for text in stored if text in set(texts)]
    return found
