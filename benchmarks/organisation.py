"""A seeded organisation of any size: teams in seven levels, people, and what they answer.

Rows are written in bulk, past the services: nobody waits for a hundred thousand people to be hired
one by one. Ballots are sealed as a browser seals them, in several processes; only their stamp is
left out, which the box looks at when a ballot is cast and never again.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update

from feedbackpulse.ballots.domain import BallotLabel
from feedbackpulse.ballots.sealing import seal
from feedbackpulse.ballots.tables import BallotRow
from feedbackpulse.cycles.attributes import ATTRIBUTES
from feedbackpulse.cycles.domain import Round
from feedbackpulse.database import Stores, ballot_transaction, transaction
from feedbackpulse.people.domain import Part, PersonId, Role, TeamId, UnitKey
from feedbackpulse.people.tables import (
    AppointmentRow,
    GrantedRoleRow,
    MembershipRow,
    PersonRow,
    TeamRow,
)
from feedbackpulse.processes import at_hand, in_turn, pool
from feedbackpulse.roster.domain import stamp_of
from feedbackpulse.roster.intake import Answers, questions_of
from feedbackpulse.roster.tables import RosterRow

LEVELS: Final = 7
PEOPLE_PER_TEAM: Final = 12.5
TAKE_PART: Final = 0.8
WRITE: Final = 0.5
ANSWER: Final = 0.97
_ABOVE: Final = 2
"""How many people are directly in a team that has teams below it."""
_PIECE: Final = 2_000
_WORDS: Final = [
    "the",
    "work",
    "is",
    "fine",
    "but",
    "we",
    "hear",
    "too",
    "little",
    "of",
    "what",
    "was",
    "decided",
    "after",
    "each",
    "talk",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """Who is where in a made organisation, and who may open which pages."""

    teams: Sequence[TeamId]
    """From the top down."""
    people: int
    hr: PersonId
    lead: PersonId
    led: TeamId
    admin: PersonId
    employee: PersonId


def make_organisation(stores: Stores, *, people: int, at: datetime, seed: int = 1) -> Made:
    """Write an organisation of so many people; the same one for the same seed."""
    chance = random.Random(seed)  # noqa: S311  (people who do not exist)
    teams = _teams(people, chance)
    homes = _homes(teams, people, chance)
    ids = [_id(chance) for _ in homes]
    with stores.main() as session, transaction(session):
        for table, rows in (
            (TeamRow, teams),
            (PersonRow, _people(ids, homes)),
            (MembershipRow, _memberships(ids, homes, at, chance)),
        ):
            for piece in pieces(rows, _PIECE):
                session.execute(insert(table), piece)
        made = _made(teams, ids, homes)
        session.execute(
            insert(GrantedRoleRow),
            [
                {"person_id": made.hr, "role": Role.HR.value},
                {"person_id": made.admin, "role": Role.ADMIN.value},
            ],
        )
        session.add(AppointmentRow(person_id=made.lead, team_id=made.led))
    return made


def pieces(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Yield rows in lists of this size."""
    piece: list[Any] = []
    for row in rows:
        piece.append(row)
        if len(piece) == size:
            yield piece
            piece = []
    if piece:
        yield piece


def _id(chance: random.Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)


def _teams(people: int, chance: random.Random) -> list[dict[str, Any]]:
    """Return a tree in which every team has as many below it, until there are enough."""
    number = max(LEVELS, round(people / PEOPLE_PER_TEAM))
    below = next(
        b for b in range(1, number + 1) if sum(b**each for each in range(LEVELS)) >= number
    )
    ids = [_id(chance) for _ in range(number)]
    return [
        {
            "id": ids[place],
            "code": f"T{place}",
            "code_key": f"t{place}",
            "name": f"Team {place}",
            "parent_id": ids[(place - 1) // below] if place else None,
            "on_paper": False,
        }
        for place in range(number)
    ]


def _homes(teams: Sequence[dict[str, Any]], people: int, chance: random.Random) -> list[UUID]:
    """Return the team of each person: a few in teams above others, the rest in those below."""
    parents = {team["parent_id"] for team in teams}
    homes = [team["id"] for team in teams if team["id"] in parents for _ in range(_ABOVE)]
    lowest = [team["id"] for team in teams if team["id"] not in parents]
    sizes = [chance.uniform(0.3, 1.7) for _ in lowest]
    homes += chance.choices(lowest, weights=sizes, k=max(0, people - len(homes)))
    return homes[:people]


def _people(ids: Sequence[UUID], homes: Sequence[UUID]) -> Iterator[dict[str, Any]]:
    for number, (person, team) in enumerate(zip(ids, homes, strict=True)):
        yield {
            "id": person,
            "name": f"Person {number}",
            "email": f"person{number}@example.org",
            "team_id": team,
            "active": True,
            "on_paper": False,
            "theme": "auto",
        }


def _memberships(
    ids: Sequence[UUID], homes: Sequence[UUID], at: datetime, chance: random.Random
) -> Iterator[dict[str, Any]]:
    for person, team in zip(ids, homes, strict=True):
        yield {"id": _id(chance), "person_id": person, "team_id": team, "since": at}


def _made(teams: Sequence[dict[str, Any]], ids: Sequence[UUID], homes: Sequence[UUID]) -> Made:
    return Made(
        teams=[TeamId(team["id"]) for team in teams],
        people=len(ids),
        hr=PersonId(ids[0]),
        admin=PersonId(ids[1]),
        lead=PersonId(ids[2]),
        led=TeamId(homes[-1]),
        employee=PersonId(ids[-1]),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Writer:
    """Answers as somebody would, and seals them; to be sent to other processes."""

    asked: Round
    seed: int

    def ballot(self, unit: UnitKey, chance: random.Random) -> dict[str, Any]:
        asked, number = self.asked, secrets.token_bytes(32)
        assert asked.public_key is not None
        label = BallotLabel(round_id=asked.id, stamp=stamp_of(unit), number_hash=number)
        sealed = seal(
            _answers(asked, chance),
            questions=questions_of(asked),
            label=label,
            public_key=asked.public_key,
        )
        return {
            "number_hash": number,
            "round_id": asked.id,
            "stamp": label.stamp,
            "sealed": sealed,
        }

    def ballots(self, numbered: tuple[int, Sequence[UnitKey]]) -> list[dict[str, Any]]:
        number, units = numbered
        chance = random.Random(self.seed * 1_000_003 + number)  # noqa: S311  (made up)
        return [self.ballot(unit, chance) for unit in units]


def _answers(asked: Round, chance: random.Random) -> Answers:
    leaning = chance.gauss(3.5, 0.6)
    ratings: dict[str, int | None] = {
        item.code: min(5, max(1, round(chance.gauss(leaning, 0.8))))
        for item in asked.rated_items
        if chance.random() < ANSWER
    }
    comments = {
        item.code: " ".join(chance.choices(_WORDS, k=chance.randint(5, 40)))
        for item in asked.items
        if item.is_open and chance.random() < WRITE
    }
    told = {one: chance.choice(ATTRIBUTES[one]) for one in asked.attributes}
    return Answers(ratings=ratings, comments=comments, attributes=told)


def fill_box(stores: Stores, asked: Round, *, seed: int = 1) -> int:
    """Let four in five people send a ballot; return how many are in the box now."""
    chance = random.Random(seed)  # noqa: S311  (people who do not exist)
    with stores.main() as session:
        query = select(RosterRow.person_id, RosterRow.team_id, RosterRow.part).where(
            RosterRow.round_id == asked.id
        )
        invited = session.execute(query.order_by(RosterRow.person_id)).all()
    voters = chance.sample(invited, round(TAKE_PART * len(invited)))
    units = [UnitKey(team_id=TeamId(row.team_id), part=Part(row.part)) for row in voters]
    for made in _sealed(_Writer(asked=asked, seed=seed), units):
        with stores.box() as box, ballot_transaction(box):
            box.execute(insert(BallotRow), made)
    _claim(stores, asked, [row.person_id for row in voters])
    return len(voters)


def _sealed(writer: _Writer, units: Sequence[UnitKey]) -> Iterator[list[dict[str, Any]]]:
    """Yield the ballots of these units, a list at a time; many are sealed in several processes."""
    given = enumerate(pieces(units, _PIECE // 4))
    if len(units) < _PIECE:
        yield from map(writer.ballots, given)
        return
    with pool(at_hand()) as workers:
        yield from in_turn(workers, writer.ballots, given)


def _claim(stores: Stores, asked: Round, voters: Sequence[UUID]) -> None:
    table = RosterRow.__table__
    statement = (
        update(table)  # type: ignore[arg-type]  # a table, which mapped classes only say they may be
        .where(table.c.round_id == asked.id, table.c.person_id == bindparam("who"))
        .values(claim=bindparam("hash"))
    )
    for piece in pieces(voters, _PIECE):
        with stores.main() as session, transaction(session):
            session.connection().execute(
                statement, [{"who": who, "hash": secrets.token_bytes(32)} for who in piece]
            )
