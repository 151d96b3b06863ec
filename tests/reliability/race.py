"""Let processes do something to one instance at the same moment.

    python -m tests.reliability.race INSTANCE RACE

Prints what each process got and what the instance holds afterwards, as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import and_, select

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import Stores
from feedbackpulse.jobs.closing import close_round
from feedbackpulse.jobs.rounds import open_round
from feedbackpulse.jobs.tick import tick
from feedbackpulse.people.domain import PersonId
from feedbackpulse.release.tables import FigureRow
from feedbackpulse.roster.intake import NUMBER_BYTES, Answers, Sent, send_ballot
from feedbackpulse.roster.tables import RosterRow, RoundUnitRow
from tests.reliability.crash_everywhere import dispose, only_round, picture, stores_in

Work = Callable[[Stores], object]


def race(folder: Path, works: Sequence[Work]) -> list[str]:
    """Run every work in a process of its own, all starting together; return what they got."""
    start, gun = os.pipe()
    answers = [_runner(folder, work, start, gun) for work in works]
    os.close(start)
    os.close(gun)  # the last copy of this end: now everybody's reading ends
    results = []
    for answer in answers:
        with os.fdopen(answer) as pipe:
            results.append(pipe.read())
    for _ in works:
        os.wait()
    return results


def _runner(folder: Path, work: Work, start: int, gun: int) -> int:
    answer, reply = os.pipe()
    if os.fork():
        os.close(reply)
        return answer
    os.close(gun)
    os.read(start, 1)
    try:
        done = work(stores_in(folder))
        result = "Sent" if isinstance(done, Sent) else str(done)
    except Exception as error:
        result = f"{type(error).__name__}: {error}"
    os.write(reply, result.encode())
    os._exit(0)


def open_now(stores: Stores) -> object:
    """Open the round."""
    asked = only_round(stores)
    return open_round(stores, round_id=asked.id, now=asked.opens_at, catalogue=load_catalogue())


def close_now(stores: Stores) -> object:
    """Close the round."""
    asked = only_round(stores)
    return close_round(stores, round_id=asked.id, now=asked.closes_at)


def tick_at_opening(stores: Stores) -> None:
    """Do what is due at the opening."""
    tick(stores, now=only_round(stores).opens_at, catalogue=load_catalogue())


def tick_at_closing(stores: Stores) -> None:
    """Do what is due at the closing."""
    tick(stores, now=only_round(stores).closes_at, catalogue=load_catalogue())


def send(place: int, number: int, stores: Stores) -> object:
    """Send the ballot with a number from the person at a place in the roster."""
    asked = only_round(stores)
    with stores.main() as session:
        people = session.scalars(select(RosterRow.person_id).order_by(RosterRow.person_id)).all()
    if place >= len(people):
        return "burnt"
    return send_ballot(
        stores,
        round_id=asked.id,
        person_id=PersonId(people[place]),
        ballot_number=number.to_bytes(NUMBER_BYTES),
        answers=Answers(ratings={item.code: 3 for item in asked.rated_items}),
        now=asked.opens_at + timedelta(hours=1),
    )


RACES: dict[str, Sequence[Work]] = {
    "open": [open_now] * 4,
    "close": [close_now] * 4,
    "tick-open": [tick_at_opening] * 3,
    "tick-close": [tick_at_closing] * 3,
    "one-invitation": [partial(send, 0, number) for number in range(20)],
    "one-form": [partial(send, 0, 7)] * 20,
    "cut-off": [
        *(partial(send, place, place) for place in range(9)),
        close_now,
        *(partial(send, place, place) for place in range(9, 18)),
    ],
}


def whole(stores: Stores) -> list[int]:
    """Return how many answers the whole organisation shows, and how many more may be hidden."""
    figure_of_root = (
        select(FigureRow.visible, FigureRow.hidden)
        .join(
            RoundUnitRow,
            and_(
                RoundUnitRow.round_id == FigureRow.round_id,
                RoundUnitRow.team_id == FigureRow.team_id,
                RoundUnitRow.part == FigureRow.part,
            ),
        )
        .where(RoundUnitRow.parent_team_id.is_(None), FigureRow.item == "G1")
    )
    with stores.main() as session:
        return [count for row in session.execute(figure_of_root) for count in row]


def main(folder: Path, name: str) -> None:
    """Run a race and print its outcome."""
    load_catalogue()
    results = race(folder, RACES[name])
    stores = stores_in(folder)
    outcome = {"results": results, "picture": picture(stores), "whole": whole(stores)}
    dispose(stores)
    sys.stdout.write(json.dumps(outcome))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
