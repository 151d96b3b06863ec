"""Do topics that are asked in turn share a column, with the latest first?"""

from __future__ import annotations

import pytest

from feedbackpulse.cycles.domain import Round
from feedbackpulse.web.team.periods import MOST_PERIODS, topic_table
from feedbackpulse.web.team.topic import Topic
from tests.web.team.moments import known, moment, topics
from tests.web.team.test_words import opened

pytestmark = pytest.mark.usefixtures("in_plain_english")


def monthly(months: int) -> list[Round]:
    return opened(*((2025 + month // 12, month % 12 + 1, 6) for month in range(months)))


def asked(rounds: list[Round], turns: dict[str, list[int]]) -> tuple[Topic, ...]:
    """Return topics that were asked in the rounds with these numbers."""
    return tuple(
        topics(
            {
                key: [
                    moment(
                        known(3.0 + place / 10),
                        rounds[place].opens_at.date(),
                        round_id=rounds[place].id,
                    )
                    for place in places
                ]
                for key, places in turns.items()
            }
        ).values()
    )


def test_topics_that_take_turns_share_a_column() -> None:
    rounds = monthly(6)
    table = topic_table(asked(rounds, {"A": [0, 3], "B": [1, 4], "C": [2, 5]}), rounds)

    assert [period.title for period in table.periods] == ["Apr – Jun", "Jan – Mar"]
    assert all(cell is not None for line in table.lines for cell in line.cells)
    assert [cell.said.text for cell in table.lines[0].cells if cell] == ["3.3", "3.0"]


def test_topics_that_are_asked_every_time_have_a_column_for_each_round() -> None:
    rounds = monthly(3)
    table = topic_table(asked(rounds, {"A": [0, 1, 2], "B": [0, 2]}), rounds)

    assert [period.title for period in table.periods] == ["Mar", "Feb", "Jan"]
    assert [cell is None for cell in table.lines[1].cells] == [False, True, False]
    assert all(period.is_one_round for period in table.periods)


def test_a_long_history_keeps_its_latest_columns() -> None:
    rounds = monthly(9)
    table = topic_table(asked(rounds, {"A": list(range(9))}), rounds)

    assert len(table.periods) == MOST_PERIODS
    assert table.periods[0].title == "Sep"
