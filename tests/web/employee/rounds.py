"""Rounds that are open now, in a small fictional company."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from feedbackpulse import clock
from feedbackpulse.checkpoints.domain import LocalText
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import OwnQuestion, RoundId
from feedbackpulse.database import Stores, transaction
from feedbackpulse.jobs.closing import close_early
from feedbackpulse.jobs.rounds import open_round
from feedbackpulse.people.domain import PersonId
from tests.cycles.cycles import make_cycle
from tests.organisations import found

ZONE = "Europe/Amsterdam"


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A round, the six people who are invited to it, and somebody who is not."""

    round_id: RoundId
    people: tuple[PersonId, ...]
    stranger: PersonId

    @property
    def path(self) -> str:
        """Return the address of the round."""
        return f"/pulse/{self.round_id}"


def plan_round(
    stores: Stores,
    *,
    locales: tuple[str, ...] = ("nl", "en"),
    attributes: tuple[str, ...] = (),
    asks_learning: bool = False,
    asks_worth: bool = False,
) -> Asked:
    """Plan a round of one block, an own question and the open question for one team of six.

    What people want to learn is asked of everybody.
    """
    yesterday = clock.now() - timedelta(days=1)
    with stores.main() as session, transaction(session):
        made = found(session, "Everybody 0\n  Tenants desk 6\n  Others 1", at=yesterday)
        cycle = make_cycle(
            title="How we listen",
            blocks=(2,),
            own_questions=(
                OwnQuestion(number=1, text=LocalText(nl="Eigen vraag?", en="Our own question?")),
            ),
            teams=None if asks_learning else frozenset({made.teams["Tenants desk"]}),
            first_day=clock.local_day(clock.now(), ZONE) + timedelta(days=1),
            window_days=5,
            locales=locales,
            attributes=attributes,
            asks_learning=asks_learning,
            asks_worth=asks_worth,
        )
        cycles.save_draft(session, cycle=cycle)
        cycles.start_cycle(session, cycle_id=cycle.id, now=clock.now(), catalogue=load_catalogue())
        round_id = cycles.list_rounds(session, cycle_id=cycle.id)[0].id
    [stranger] = made.people["Others"]
    invited = tuple(made.people["Tenants desk"])
    return Asked(round_id=round_id, people=invited, stranger=stranger)


def ask(
    stores: Stores,
    *,
    locales: tuple[str, ...] = ("nl", "en"),
    attributes: tuple[str, ...] = (),
    asks_learning: bool = False,
    asks_worth: bool = False,
) -> Asked:
    """Open a round by hand, now."""
    asked = plan_round(
        stores,
        locales=locales,
        attributes=attributes,
        asks_learning=asks_learning,
        asks_worth=asks_worth,
    )
    open_now(stores, asked)
    return asked


def open_now(stores: Stores, asked: Asked) -> None:
    """Open a planned round by hand."""
    catalogue = load_catalogue()
    assert open_round(stores, round_id=asked.round_id, now=clock.now(), catalogue=catalogue)


def close(stores: Stores, asked: Asked) -> None:
    """Close the round by hand, now."""
    assert close_early(
        stores,
        round_id=asked.round_id,
        now=clock.now(),
        reason="The results are needed sooner.",
    )
