"""Cycles to test with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any
from uuid import uuid4

from feedbackpulse.checkpoints.domain import LocalText
from feedbackpulse.cycles.domain import Cycle, CycleId, CycleState, OwnQuestion, Privacy, Rhythm


def make_cycle(**changes: Any) -> Cycle:
    """Return a draft that asks one block every two weeks, with the changes applied."""
    cycle = Cycle(
        id=CycleId(uuid4()),
        title="Luisteren 2027",
        state=CycleState.DRAFT,
        blocks=(1, 2, 3, 4, 5, 6),
        blocks_per_round=1,
        asks_open_question=True,
        own_questions=(),
        teams=None,
        privacy=Privacy(),
        rhythm=Rhythm.BIWEEKLY,
        first_day=date(2027, 1, 25),
        opens=time(9),
        closes=time(17),
        window_days=7,
        zone="Europe/Amsterdam",
        locales=("nl", "en"),
        step=7,
    )
    return replace(cycle, **changes)


def own_question(number: int = 1, *, scale: str = "agree5") -> OwnQuestion:
    """Return a question of the organisation's own."""
    text = LocalText(nl="De kantine luistert naar ons.", en="The canteen listens to us.")
    return OwnQuestion(number=number, text=text, scale=scale)
