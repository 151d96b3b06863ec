"""Does anything in a whole release tell how many people answered in a team that shows nothing?

Whatever is answered, or written, in a hidden team, the rest of the release must not say how many
they were: not by what is shown elsewhere, by where comments are, nor by what is missing.
"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from feedbackpulse.ballots.domain import Answers, CommentScope
from feedbackpulse.checkpoints.domain import OPEN_SCALE, LocalText
from feedbackpulse.cycles.domain import (
    RATED_SCALE,
    AskedItem,
    CycleId,
    Privacy,
    Round,
    RoundId,
    RoundState,
)
from feedbackpulse.release.contents import Contents, Ground, UnitShape, put_together
from feedbackpulse.release.counting import OpenedBallot
from tests.roster.organisations import unit

TEXT = LocalText(nl="Vraag?", en="Question?")
WHOLE = unit("Whole")


def asked_item(code: str, scale: str) -> AskedItem:
    return AskedItem(code=code, version=1, scale=scale, text=TEXT, reverse=False, checkpoint=None)


ROUND = Round(
    id=RoundId(uuid4()),
    cycle_id=CycleId(uuid4()),
    number=1,
    title="How we listen",
    opens_at=datetime(2026, 1, 12, 8, tzinfo=UTC),
    closes_at=datetime(2026, 1, 16, 16, tzinfo=UTC),
    state=RoundState.CLOSED,
    items=(asked_item("G1", RATED_SCALE), asked_item("G4", OPEN_SCALE)),
    privacy=Privacy(),
    locales=("nl", "en"),
)


def release(answers: dict[str, list[int]]) -> Contents:
    """Return the release of these answers; everybody writes something, for all to read."""
    units = [UnitShape(key=WHOLE, parent=None, is_leaf=False, invited=120)]
    units += [
        UnitShape(key=unit(team), parent=WHOLE, is_leaf=True, invited=max(8, len(given)))
        for team, given in answers.items()
    ]
    opened = [
        OpenedBallot(
            unit=unit(team),
            answers=Answers(
                ratings={"G1": rating},
                comments={"G4": team},
                comment_scope=CommentScope.ORGANISATION,
            ),
        )
        for team, given in answers.items()
        for rating in given
    ]
    return put_together(Ground(asked=ROUND, units=tuple(units), earlier=()), opened)


@pytest.mark.parametrize("others", [6, 9, 97, 99])
def test_what_is_there_does_not_depend_on_how_many_answered_in_a_hidden_team(others: int) -> None:
    releases = [
        release({"Open": [1, 3, 5] * (others // 3), "Hidden": [3] * hidden}) for hidden in range(5)
    ]

    assert len({frozenset(one.spreads) for one in releases}) == 1
    assert len({sum(c.text == "Open" for c in one.comments) for one in releases}) == 1
    numbers = {
        tuple(
            (o.unit, o.outcome.visible, o.outcome.hidden, o.outcome.is_shown) for o in one.outcomes
        )
        for one in releases
    }
    assert len(numbers) == 1


def test_the_open_team_has_its_numbers_and_its_words() -> None:
    found = release({"Open": [1, 3, 5] * 34, "Hidden": [3] * 4})

    assert set(found.spreads) == {"G1"}
    assert len(found.comments) == 106
