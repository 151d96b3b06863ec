"""Does anything in a whole release tell how many people answered in a team that shows nothing?

Whatever is answered, or written, in a hidden team, the rest of the release must not say how many
they were: not by what is shown elsewhere, by where comments are, nor by what is missing.
"""

from __future__ import annotations

import random
from collections import Counter
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
from feedbackpulse.release.packed import OpenedBallot, pack
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
    attributes=("hours", "contact"),
)


def release(answers: dict[str, list[int]], *, seed: int = 1) -> Contents:
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
                attributes={"hours": "full_time" if rating > 2 else "part_time"},
            ),
        )
        for team, given in answers.items()
        for rating in given
    ]
    ground = Ground(asked=ROUND, units=tuple(units), earlier=())
    chance = random.Random(seed)  # noqa: S311  (the same noise, to compare releases)
    return put_together(ground, pack(ground.columns, opened), chance=chance)


@pytest.mark.parametrize("others", [6, 9, 97, 99])
def test_what_is_there_does_not_depend_on_how_many_answered_in_a_hidden_team(others: int) -> None:
    releases = [
        release({"Open": [1, 3, 5] * (others // 3), "Hidden": [1] * hidden}) for hidden in range(5)
    ]

    assert len({tuple(one.spreads.items()) for one in releases}) == 1
    assert len({sum(c.text == "Open" for c in one.comments) for one in releases}) == 1
    assert len({one.option_counts for one in releases}) == 1
    assert len({one.cuts for one in releases}) == 1
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


@pytest.mark.parametrize(("answers", "counted"), [(99, False), (102, True)])
def test_options_are_counted_from_a_hundred_answers(answers: int, *, counted: bool) -> None:
    found = release({"Open": [1, 3, 5] * (answers // 3), "Hidden": [3] * 4})

    assert bool(found.option_counts) is counted


@pytest.mark.parametrize(("answers", "cut"), [(48, False), (51, True)])
def test_attributes_are_cut_from_fifty_answers(answers: int, *, cut: bool) -> None:
    found = release({"Open": [1, 3, 5] * (answers // 3), "Hidden": [3] * 4})

    assert bool(found.cuts) is cut


def test_counts_are_about_right_and_never_all_of_them_true() -> None:
    given = [1, 3, 3, 4, 5, 5] * 40
    found = release({"Open": given})
    counts = {one.option.value: one.count for one in found.option_counts}
    off = {option: counts[option] - Counter(given)[int(option)] for option in "12345"}

    assert set(counts) == {"1", "2", "3", "4", "5", "unknown"}
    assert 0 < sum(map(abs, off.values())) < 100


def test_what_few_people_say_of_themselves_is_not_shown_apart() -> None:
    found = release({"Open": [1, 1] + [4, 5, 3] * 40})

    assert {(one.attribute, one.value) for one in found.cuts} == {("hours", "full_time")}
    [cut] = found.cuts
    assert cut.rated == pytest.approx(120, abs=40)
    assert cut.share == pytest.approx(2 / 3, abs=0.3)


def test_the_fingerprint_covers_the_noise() -> None:
    given = {"Open": [1, 3, 5] * 50}

    assert release(given, seed=1).sha256 == release(given, seed=1).sha256
    assert release(given, seed=1).sha256 != release(given, seed=2).sha256


def test_nothing_beside_the_figures_is_said_of_what_only_some_were_asked() -> None:
    """Else a team of a hundred would have a second number, and its own spread."""
    everybody = in_turn(asked_of={"Asked": {"G1", "G4"}, "Other": {"G1", "G4"}})
    some = in_turn(asked_of={"Asked": {"G1", "G4"}, "Other": {"G4"}})

    assert everybody.spreads
    assert everybody.option_counts
    assert some.spreads == {}
    assert some.option_counts == ()
    assert some.cuts == ()
    assert {(one.unit, one.outcome.visible) for one in some.outcomes} == {
        (WHOLE, 102),
        (unit("Asked"), 102),
    }


def in_turn(asked_of: dict[str, set[str]]) -> Contents:
    """Return the release of a round in which 102 people of one team rate the item."""
    units = [UnitShape(key=WHOLE, parent=None, is_leaf=False, invited=120)]
    units += [
        UnitShape(key=unit(team), parent=WHOLE, is_leaf=True, invited=110, asked=frozenset(codes))
        for team, codes in asked_of.items()
    ]
    opened = [
        OpenedBallot(unit=unit("Asked"), answers=Answers(ratings={"G1": rating}))
        for rating in [1, 3, 5] * 34
    ]
    ground = Ground(asked=ROUND, units=tuple(units), earlier=())
    return put_together(ground, pack(ground.columns, opened), chance=random.Random(1))  # noqa: S311  (no secret)
