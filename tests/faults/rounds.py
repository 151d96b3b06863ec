"""A company whose round is open now, by the clock that its processes read."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import RoundId
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.closing import close_early
from feedbackpulse.jobs.rounds import open_round
from feedbackpulse.people.domain import PersonId
from feedbackpulse.people.service import choose_paper
from tests.cycles.cycles import make_cycle
from tests.organisations import found

ZONE: Final = "Europe/Amsterdam"


def open_round_now(
    stores: Stores, *, people: int, teams: int, cards: int = 0
) -> tuple[RoundId, tuple[PersonId, ...]]:
    """Open a round of one block for a company of so many people; return who is invited.

    As many more as there are *cards* answer with one of those, and are not invited.
    """
    yesterday = clock.now() - timedelta(days=1)
    people += cards
    share, more = divmod(people, teams)
    # a letter after the number, or the eleventh of team 1 and the first of team 11 share an address
    lines = [f"  Team{number}n {share + (number < more)}" for number in range(teams)]
    with stores.main() as session, transaction(session):
        made = found(session, "\n".join(["Company 0", *lines]), at=yesterday)
        everybody = tuple(one for members in made.people.values() for one in members)
        for person in everybody[people - cards :]:
            choose_paper(session, person_id=person, on_paper=True)
        cycle = make_cycle(
            blocks=(1,),
            first_day=clock.local_day(clock.now(), ZONE) + timedelta(days=1),
            window_days=5,
        )
        cycles.save_draft(session, cycle=cycle)
        cycles.start_cycle(session, cycle_id=cycle.id, now=clock.now(), catalogue=load_catalogue())
        round_id = cycles.list_rounds(session, cycle_id=cycle.id)[0].id
    assert open_round(stores, round_id=round_id, now=clock.now(), catalogue=load_catalogue())
    return round_id, everybody[: people - cards]


def close_round_now(stores: Stores, round_id: RoundId) -> bool:
    """Close, release and burn a round."""
    return close_early(
        stores, round_id=round_id, now=clock.now(), reason="The results are needed sooner."
    )
