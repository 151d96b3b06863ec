"""Can a name be made unreadable without touching, or hiding, what somebody said?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbackpulse.signals.covering import (
    BLOCK,
    CoveringError,
    NothingChosenError,
    Span,
    TooMuchCoveredError,
    chosen_spans,
    covered,
    overwritten,
    words_of,
)

SAID = "Ask Jan de Vries, he never calls customers back when they left a message for us."


def test_a_name_is_three_blocks_whatever_its_length() -> None:
    spans = chosen_spans(SAID, (), {1, 2, 3})

    assert covered(SAID, spans) == SAID.replace("Jan de Vries", "▇▇▇")


def test_what_stands_around_a_name_stays() -> None:
    text = "It was (Jan), I think, who said so."

    assert covered(text, chosen_spans(text, (), {2})) == "It was (▇▇▇), I think, who said so."


def test_an_address_is_covered_as_a_whole() -> None:
    text = "Write to jan.vries@example.org about it now please."

    assert covered(text, chosen_spans(text, (), {2})) == "Write to ▇▇▇ about it now please."


def test_the_words_to_choose_from_do_not_hold_what_is_covered() -> None:
    words = words_of(SAID, chosen_spans(SAID, (), {1, 2, 3}))

    assert [word.text for word in words][:5] == ["Ask", "▇▇▇", "▇▇▇", "▇▇▇,", "he"]
    assert [word.number for word in words if word.is_covered] == [1, 2, 3]


def test_two_names_are_two_spans() -> None:
    assert len(chosen_spans(SAID, (), {1, 4})) == 2


def test_more_in_a_row_than_a_name_has_is_refused() -> None:
    with pytest.raises(TooMuchCoveredError):
        chosen_spans(SAID * 3, (), set(range(6)))


def test_a_row_cannot_be_covered_in_two_goes_either() -> None:
    text = SAID * 3
    before = chosen_spans(text, (), {0, 1, 2})

    with pytest.raises(TooMuchCoveredError):
        chosen_spans(text, before, {3, 4, 5})


def test_most_of_what_somebody_said_always_stays() -> None:
    text = "Jan and Piet and Klaas and Griet never listen"

    with pytest.raises(TooMuchCoveredError):
        chosen_spans(text, (), {0, 2, 4, 6})


def test_a_short_text_may_lose_the_words_of_one_name() -> None:
    assert covered("Jan de Vries shouts", chosen_spans("Jan de Vries shouts", (), {0, 1, 2})) == (
        "▇▇▇ shouts"
    )


def test_choosing_nothing_new_is_refused() -> None:
    before = chosen_spans(SAID, (), {1})

    for numbers in (set(), {1}, {99}, {-1}):
        with pytest.raises(NothingChosenError):
            chosen_spans(SAID, before, numbers)


def test_a_span_lies_somewhere() -> None:
    for start, length in ((-1, 2), (0, 0)):
        with pytest.raises(CoveringError):
            Span(start=start, length=length)


@given(st.text(max_size=60), st.sets(st.integers(0, 12), max_size=4))
def test_nothing_but_the_chosen_words_changes(text: str, numbers: set[int]) -> None:
    try:
        spans = chosen_spans(text, (), numbers)
    except CoveringError:
        return
    hidden = overwritten(text, spans)

    assert len(hidden) == len(text)
    changed = {place for place, one in enumerate(text) if hidden[place] != one}
    inside = {place for span in spans for place in range(span.start, span.end)}
    assert changed <= inside
    assert all(hidden[place] == BLOCK for place in inside if not text[place].isspace())
