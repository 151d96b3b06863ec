"""A17: can a comment be tied to its writer's scores, to another comment, or to a small group?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from feedbackpulse.ballots.domain import Answers
from feedbackpulse.checkpoints.domain import OPEN_SCALE, LocalText
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import OwnQuestion
from feedbackpulse.database import transaction
from feedbackpulse.metadata import metadata
from tests.cycles.cycles import make_cycle
from tests.jobs.company import START, Company, found
from tests.privacy.attacks import copies
from tests.privacy.attacks.client import Voting
from tests.privacy.attacks.measure import Instance, Lab, Measure

OUTLINE: Final = "Company 0\n  Bakery 6\n  Mill 40"
CANARY: Final = "Nobody asked the bakers about the new ovens"
FEWEST: Final = 10
QUESTIONS: Final = ("G4", "OWN-1")


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """What an attacker reads of one published comment: its words, and the rest of its row."""

    words: str
    rest: tuple[object, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """All comments, and every value in every row beside them."""

    read: Sequence[Read]
    elsewhere: frozenset[str]


Publish = Callable[[Instance, Company], Published]


def measure(lab: Lab) -> Measure:
    """Look at what a release publishes."""
    return _attack(lab, _released, _links())


def naive(lab: Lab) -> Measure:
    """The test of the test: words and scores in two tables, under the number of the answer."""
    return _attack(lab, _as_answered, 1)


def _attack(lab: Lab, publish: Publish, links: int) -> Measure:
    with lab.instance() as instance:
        company = found(instance.stores, OUTLINE)
        _run(company)
        published = publish(instance, company)
        files = [copies.bytes_of_store(instance.folder, store) for store in ("main", "box")]
        kept = b"".join((*files, copies.bytes_of_log(instance.folder)))
    read = published.read
    small = CANARY.encode() in kept or any(one.words == CANARY for one in read)
    side_by_side = _neighbours(read)
    faults = {
        "columns that lead elsewhere": links,
        "comments with a value that stands elsewhere": _tied(published),
        "groups that are too small": int(small),
        "comments of one hand side by side": side_by_side if side_by_side > FEWEST else 0,
        "questions in the order in which people answered": _in_order(read),
    }
    return Measure(
        figure=f"{sum(faults.values())} / {len(read)}",
        holds=bool(read) and not any(faults.values()),
        details=tuple(f"{name}: {count}" for name, count in faults.items()),
    )


def _tied(published: Published) -> int:
    """Return how many comments have a value of their own that some other row has too."""
    often = Counter(str(value) for one in published.read for value in one.rest)
    own = [
        {str(value) for value in one.rest if often[str(value)] <= len(QUESTIONS)}
        for one in published.read
    ]
    return sum(bool(values & published.elsewhere) for values in own)


def _links() -> int:
    """Return how many columns of a comment lead to something else than its round."""
    columns = metadata.tables["comment"].columns
    keys = {key.column.table.name for column in columns for key in column.foreign_keys}
    return len(keys - {"round"})


def _run(company: Company) -> None:
    """Let everybody write twice; the six bakers are too few to be read."""
    own = OwnQuestion(
        number=1, text=LocalText(nl="Wat mis je nog?", en="What do you miss?"), scale=OPEN_SCALE
    )
    cycle = make_cycle(blocks=(1,), own_questions=(own,), first_day=date(2026, 1, 12))
    with company.stores.main() as session, transaction(session):
        cycles.save_draft(session, cycle=cycle)
        cycles.start_cycle(session, cycle_id=cycle.id, now=START, catalogue=load_catalogue())
        round_id = cycles.list_rounds(session, cycle_id=cycle.id)[-1].id
    company.open(round_id)
    voting = Voting.of(company.stores, round_id)
    for person in company.people["Bakery"]:
        voting.send(person, Answers(ratings={"G1": 5}, comments={"G4": CANARY}))
    for writer, person in enumerate(company.people["Mill"]):
        comments = {code: f"{code} of {writer:02}" for code in QUESTIONS}
        voting.send(person, Answers(ratings={"G1": 1 + writer % 5}, comments=comments))
    company.close(round_id)


def _released(instance: Instance, _: Company) -> Published:
    rows = copies.rows_of(instance.folder, "main")
    read = [_read(row) for row in rows.pop("comment")]
    others = [row for table in rows.values() for row in table]
    return Published(read=read, elsewhere=frozenset(str(value) for row in others for value in row))


def _read(row: Sequence[object]) -> Read:
    words = next(one for one in row if isinstance(one, str) and " " in one)
    return Read(words=words, rest=tuple(one for one in row if one is not words and one is not None))


def _as_answered(_: Instance, company: Company) -> Published:
    read = [Read(words=CANARY, rest=(f"number {n}",)) for n in range(len(company.people["Bakery"]))]
    read += [
        Read(words=f"{code} of {writer:02}", rest=(f"answer {writer}",))
        for writer in range(len(company.people["Mill"]))
        for code in QUESTIONS
    ]
    return Published(
        read=read, elsewhere=frozenset(str(value) for one in read for value in one.rest)
    )


def _neighbours(read: Sequence[Read]) -> int:
    writers = [one.words.rpartition(" ")[2] for one in read if one.words != CANARY]
    return sum(one == other for one, other in pairwise(writers))


def _in_order(read: Sequence[Read]) -> int:
    every = ([one.words for one in read if one.words.startswith(code)] for code in QUESTIONS)
    return sum(words == sorted(words) for words in every)
