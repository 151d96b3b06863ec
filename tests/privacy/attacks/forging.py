"""A6: does the box take anything that was not stamped for exactly this, once?

Everything is sent to the address where ballots are cast: forged, sent twice with something else in
it, under another stamp, in another round, malformed, and thousands of times a little damaged.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import func, select

from feedbackpulse.ballots.domain import Answers, BallotLabel, Stamp
from feedbackpulse.ballots.service import cast, number_hash
from feedbackpulse.ballots.tables import BallotRow
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import Stores, ballot_transaction
from feedbackpulse.roster.manifest import encoded
from feedbackpulse.web.encoding import decoded
from tests.jobs.company import Company, found
from tests.privacy.attacks.client import Ballot, Voting
from tests.privacy.attacks.measure import Instance, Lab, Measure

Form = Mapping[str, str]
Door = Callable[[Form], bool]
"""Takes a form; says whether a ballot was taken."""
PARTS: Final = ("message", "signature", "sealed")


def measure(lab: Lab) -> Measure:
    """Attack the address where ballots are cast."""
    return _attack(lab, _address)


def naive(lab: Lab) -> Measure:
    """The test of the test: a box that does not look at the stamp's signature."""
    return _attack(lab, _careless)


def _attack(lab: Lab, open_door: Callable[[Instance], Door]) -> Measure:
    fuzzed = lab.size(300, 10_000)
    with lab.instance() as instance:
        company = found(instance.stores, "Company 0\n  Mill 8\n  Bakery 8")
        here, elsewhere = _voting(company), _voting(company)
        door = open_door(instance)
        genuine = [here.ballot_of(person, Answers()) for person in company.people["Mill"][:4]]
        other_round = elsewhere.ballot_of(company.people["Mill"][5], Answers())
        taken = sum(door(form_of(one)) for one in genuine)
        again = sum(door(form_of(one)) for one in genuine)
        before = _in_the_box(instance.stores)
        bad = [*_forgeries(here, genuine, other_round), *_damaged(genuine, fuzzed)]
        accepted = sum(door(form) for form in bad)
        added = _in_the_box(instance.stores) - before
    good = taken == again == len(genuine) == before
    return Measure(
        figure=f"{max(accepted, added)} / {len(bad)}",
        holds=good and accepted == added == 0,
        details=(f"{taken} of {len(genuine)} genuine ballots taken, and again: {again}",),
    )


def _voting(company: Company) -> Voting:
    round_id: RoundId = company.plan()
    company.open(round_id)
    return Voting.of(company.stores, round_id)


def _address(instance: Instance) -> Door:
    client = instance.app.test_client()

    def send(form: Form) -> bool:
        return client.post("/ballot/cast", data=form).status_code == 200

    return send


def _careless(instance: Instance) -> Door:
    def put_in(form: Form) -> bool:
        try:
            message, sealed = decoded(form["message"]), decoded(form["sealed"])
            number = number_hash((message or b"")[32:])
            round_id, stamp = _round_of(form), Stamp(form["stamp"])
        except (KeyError, ValueError):
            return False
        label = BallotLabel(round_id=round_id, stamp=stamp, number_hash=number)
        with instance.stores.box() as box, ballot_transaction(box):
            return cast(box, label=label, sealed=sealed or b"")

    return put_in


def _round_of(form: Form) -> RoundId:
    return RoundId(UUID(hex=form["round"]))


def form_of(ballot: Ballot) -> dict[str, str]:
    """Return the form that casts a ballot."""
    return {
        "round": ballot.round_id.hex,
        "stamp": ballot.stamp,
        **{part: encoded(getattr(ballot, part)) for part in PARTS},
    }


def _forgeries(here: Voting, genuine: list[Ballot], other_round: Ballot) -> Iterator[Form]:
    """Yield what somebody would try by hand."""
    one, another = genuine[0], genuine[1]
    other_stamp = next(stamp for stamp in here.keys if stamp != one.stamp)
    unknown = Stamp(f"{secrets.token_hex(16)}:whole")
    fresh = secrets.token_bytes(64)
    size = len(one.sealed)
    yield from map(
        form_of,
        (
            replace(one, message=fresh),
            replace(one, message=fresh, signature=secrets.token_bytes(256)),
            replace(one, message=fresh, signature=bytes(256)),
            replace(one, message=fresh, signature=bytes(255) + b"\1"),
            replace(one, message=one.message[:32] + secrets.token_bytes(32)),
            replace(one, sealed=secrets.token_bytes(size)),
            replace(one, sealed=another.sealed),
            replace(one, signature=another.signature, message=fresh),
            replace(one, stamp=other_stamp),
            replace(one, stamp=unknown),
            replace(one, round_id=other_round.round_id),
            replace(other_round, round_id=one.round_id),
            replace(other_round, stamp=other_stamp),
            replace(one, round_id=RoundId(uuid4())),
            replace(one, message=fresh + b"\0"),
            replace(one, message=fresh[:32]),
            replace(one, message=fresh, sealed=one.sealed[:-1]),
            replace(one, message=fresh, sealed=one.sealed + b"\0"),
        ),
    )
    whole = form_of(one)
    for name in whole:
        yield {key: value for key, value in whole.items() if key != name}
        yield {**whole, name: ""}
        yield {**whole, name: "=="}


def _damaged(genuine: list[Ballot], times: int) -> Iterator[Form]:
    """Yield genuine ballots with something changed in one or more of their parts."""
    chance = random.Random(6)  # noqa: S311  (where to damage)
    for _ in range(times):
        ballot = chance.choice(genuine)
        parts = chance.sample(PARTS, chance.randint(1, len(PARTS)))
        changes: Any = {part: _damage(getattr(ballot, part), chance) for part in parts}
        yield form_of(replace(ballot, **changes))


def _damage(content: bytes, chance: random.Random) -> bytes:
    changed, place = bytearray(content), chance.randrange(len(content))
    way = chance.randrange(5)
    if way == 0:
        changed[place] ^= 1 << chance.randrange(8)
    elif way == 1:
        del changed[place : place + chance.randint(1, 40)]
    elif way == 2:
        changed[place:place] = chance.randbytes(chance.randint(1, 40))
    elif way == 3:
        changed[:] = chance.randbytes(len(content))
    else:
        changed[place:] = b"\0" * (len(content) - place)
    return bytes(changed) if bytes(changed) != content else bytes(changed) + b"\0"


def _in_the_box(stores: Stores) -> int:
    with stores.box() as box:
        return box.scalar(select(func.count()).select_from(BallotRow)) or 0
