"""Is somebody's own wording noticed, and a way of speaking that everybody has left alone?"""

from __future__ import annotations

import pytest

from feedbackpulse.promises.quoting import find_quote

COMMENT = "Bij de balie staat 's middags ALTIJD een rij, en niemand doet er iets aan."


@pytest.mark.parametrize(
    "text",
    [
        "Jullie zeiden: er staat 's middags altijd een rij",
        "Staat ’s middags\naltijd... een rij!",
    ],
)
def test_five_words_in_a_row_are_a_quote_however_they_are_typed(text: str) -> None:
    assert find_quote(text, [COMMENT]) == "staat s middags altijd een"


@pytest.mark.parametrize(
    "text", ["", "Te druk.", "Een rij bij de balie in de middag.", "Niemand doet er wat aan."]
)
def test_a_paraphrase_is_no_quote(text: str) -> None:
    assert find_quote(text, [COMMENT, ""]) is None
