"""Is what takes long worked out again for other things only, and never shown for them?"""

from __future__ import annotations

import pytest

from feedbackpulse.memory import Lately


def test_the_same_is_worked_out_once() -> None:
    made: list[str] = []
    lately = Lately[str, str](most=2)

    def shout(word: str) -> str:
        def make() -> str:
            made.append(word)
            return word.upper()

        return lately.of(word, make)

    assert [shout(word) for word in ("a", "b", "a", "b")] == ["A", "B", "A", "B"]
    assert made == ["a", "b"]

    assert [shout(word) for word in ("c", "b", "a")] == ["C", "B", "A"]
    assert made == ["a", "b", "c", "a"], "only the last two are kept"


def test_what_cannot_be_worked_out_is_not_kept() -> None:
    lately = Lately[int, float]()

    with pytest.raises(ZeroDivisionError):
        lately.of(0, lambda: 1 / 0)

    assert lately.of(0, lambda: 7.0) == 7.0
