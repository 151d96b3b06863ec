"""What an installation holds after a fault, and what somebody with all of it could learn (F17)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from sqlalchemy import select

from feedbackpulse.ballots.domain import receipt_of
from feedbackpulse.ballots.tables import BallotRow
from feedbackpulse.database import Stores
from feedbackpulse.jobs.night import scramble_stores
from feedbackpulse.people.tables import PersonRow
from feedbackpulse.roster.tables import RosterRow
from tests.databases import address_in
from tests.faults.checker import Stored
from tests.faults.history import Event, Outcome
from tests.faults.running import Installation, logs_of
from tests.privacy.attacks import copies
from tests.privacy.attacks.order import orders
from tests.privacy.dumps import spellings

SIGMAS = 4.5
"""How far from chance an order may lie: a dozen looks at honest noise stay below it."""


def look(
    installation: Installation, events: Sequence[Event], *, after_the_night: bool = True
) -> Stored:
    """Return what is stored, once the night has passed over it."""
    with installation.stores() as stores:
        if after_the_night:
            scramble_stores(stores)
        return Stored(
            values=installation.receipts(stores),
            used=installation.claimed(stores),
            linked=[*_orders(installation, stores, events), *_traces(installation, stores)],
        )


def _orders(installation: Installation, stores: Stores, events: Sequence[Event]) -> Iterator[str]:
    """Compare every order that the engine keeps with the order in which people were served."""
    came = [event for event in events if event.outcome is Outcome.OK and event.value and event.who]
    with stores.box() as box, stores.main() as session:
        sealed = {
            receipt_of(number): bytes(text)
            for number, text in box.execute(select(BallotRow.number_hash, BallotRow.sealed))
        }
        claims = {
            str(person): bytes(claim)
            for person, claim in session.execute(select(RosterRow.person_id, RosterRow.claim))
            if claim is not None
        }
    for store, known, keys in (
        ("box", sealed, [one.value for one in came]),
        ("main", claims, [one.who for one in came]),
    ):
        arrivals = list(dict.fromkeys(known[key] for key in keys if key in known))
        if len(arrivals) < 8:
            continue
        for name, found in orders(installation.folder, store, arrivals).items():
            rank = _correlation(arrivals, found)
            if abs(rank) * math.sqrt(len(arrivals) - 1) > SIGMAS:
                yield f"{store} by {name} lies as people came: correlation {rank:.2f}"


def _correlation(arrivals: Sequence[bytes], found: Sequence[bytes]) -> float:
    """Return the rank correlation of two orders of the same values."""
    place = {one: rank for rank, one in enumerate(found)}
    squares = sum((rank - place[one]) ** 2 for rank, one in enumerate(arrivals))
    return 1 - 6 * squares / (len(arrivals) * (len(arrivals) ** 2 - 1))


def _traces(installation: Installation, stores: Stores) -> Iterator[str]:
    """Search what should not be there: people in logs and in the box, ballots beside people."""
    with stores.main() as session, stores.box() as box:
        people = session.execute(select(PersonRow.id, PersonRow.name, PersonRow.email)).all()
        numbers = box.scalars(select(BallotRow.number_hash)).all()
    ids = [each for row in people for each in spellings(row.id)]
    named = [text.encode() for row in people for text in (row.email, row.name)]
    secret = [code.encode() for code in installation.codes.values()]
    ballots = [each for one in numbers for each in (bytes(one), receipt_of(one).encode())]
    written = b"".join(path.read_bytes() for path in logs_of(installation))
    places = {
        "a log": (written, [*ids, *named, *secret, *ballots]),
        "the box": (copies.bytes_of_store(installation.folder, "box"), [*ids, *named, *secret]),
        "the main store": (copies.bytes_of_store(installation.folder, "main"), ballots),
    }
    if address_in(installation.folder) is None:
        places["a file"] = (_other_files(installation), [*ids, *named, *secret, *ballots])
    for place, (content, sought) in places.items():
        if found := sum(one in content for one in sought):
            yield f"{place} has {found} marks of people or ballots"


def _other_files(installation: Installation) -> bytes:
    files = sorted(installation.folder.rglob("*"))
    return b"".join(
        path.read_bytes() for path in files if path.is_file() and ".sqlite" not in path.name
    )
