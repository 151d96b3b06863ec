"""Does the line of a topic go on over a gap, and begin anew where the words changed?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from feedbackpulse.insight.estimates import Level, Missing
from feedbackpulse.release.domain import Reason
from feedbackpulse.web.team.course import Course, course_of
from feedbackpulse.web.team.moments import compared
from tests.web.team.moments import known, moment

pytestmark = pytest.mark.usefixtures("in_plain_english")

NO_NUMBER = Missing(reason=Reason.TOO_FEW_ANSWERS)


def monthly(levels: list[Level], *, changed_at: int = 99) -> Course:
    """Return the course of a topic asked every month, worded anew from one place on."""
    first = date(2025, 1, 6)
    moments = [
        moment(level, first + timedelta(days=30 * place), version=1 + (place >= changed_at))
        for place, level in enumerate(levels)
    ]
    return course_of(compared({"A": moments})["A"])


def test_a_round_without_a_number_does_not_end_the_line() -> None:
    course = monthly([known(3.0), NO_NUMBER, known(3.4)])

    assert all(course.smoothed)
    assert course.gap_sentences == ("Not shown in Feb: too few answers.",)


def test_other_words_begin_another_line() -> None:
    once = monthly([known(2.0), known(2.0), known(4.5), known(4.5)])
    twice = monthly([known(2.0), known(2.0), known(4.5), known(4.5)], changed_at=2)

    assert once.smoothed[1]
    assert twice.smoothed[1]
    assert once.smoothed[1].value > twice.smoothed[1].value
    assert twice.note == ""


def test_the_picture_has_a_note_only_when_the_latest_change_was_tested() -> None:
    assert monthly([known(3.0), known(4.0)]).note == "up since January 2025"
    assert monthly([known(4.0), known(3.0)]).note == "down since January 2025"
    assert monthly([known(3.0), known(3.1)]).note == ""
    assert monthly([known(3.0), known(4.0), known(4.0)]).note == ""


def test_a_long_rise_is_said_from_eight_rounds_on_without_a_cause() -> None:
    rising: list[Level] = [known(2.5 + 0.15 * place) for place in range(8)]

    assert monthly(rising).long_sentence.startswith("Rising for a longer time: about 1.8 a year")
    assert monthly(rising).long_sentence.endswith("That does not say why.")
    assert monthly(rising[::-1]).long_sentence.startswith("Falling for a longer time")
    assert monthly(rising[:7]).long_sentence.startswith("After 1 more round with a number")


def test_what_goes_up_and_down_has_no_lasting_rise() -> None:
    wobbly: list[Level] = [known(3.0 + 0.2 * (place % 2)) for place in range(9)]

    assert monthly(wobbly).long_sentence == "Over 9 rounds we see no lasting rise or fall."


def test_a_long_rise_counts_only_rounds_with_the_latest_words() -> None:
    rising: list[Level] = [known(2.5 + 0.15 * place) for place in range(9)]

    assert monthly(rising, changed_at=2).long_sentence.startswith("After 1 more round")
