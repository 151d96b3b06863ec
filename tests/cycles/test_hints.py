"""Does somebody who writes a question hear what may make it hard to answer, in both languages?"""

from __future__ import annotations

import pytest

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles.hints import Hint, hints


@pytest.mark.parametrize(
    ("locale", "question", "expected"),
    [
        ("nl", "De leiding luistert en handelt.", {Hint.TWO_IN_ONE}),
        ("en", "My lead listens and acts.", {Hint.TWO_IN_ONE}),
        ("nl", "Ik krijg hulp van mijn leidinggevende of een collega.", {Hint.TWO_IN_ONE}),
        ("nl", "We vragen of we het goed begrepen hebben.", set()),
        ("en", "Who helps you? Who listens?", {Hint.TWO_IN_ONE}),
        ("nl", "Onze geweldige kantine luistert.", {Hint.LEADING}),
        ("nl", "Mijn team luistert altijd.", {Hint.LEADING}),
        ("en", "My team always listens.", {Hint.LEADING}),
        ("nl", "Alles bij elkaar luistert mijn team.", set()),
        ("en", "All in all, my team listens.", set()),
        ("nl", "Ik kan hier " + "heel " * 12 + "goed werken.", {Hint.LONG}),
        ("en", "word " * 16, {Hint.LONG}),
        ("en", "word " * 15, set()),
        ("nl", "Mijn team luistert niet.", {Hint.NEGATION}),
        ("en", "My team doesn’t listen.", {Hint.NEGATION}),
        ("en", "My team cannot listen.", {Hint.NEGATION}),
        ("nl", "Onze stakeholders zijn tevreden.", {Hint.JARGON}),
        ("en", "Our KPIs help me.", {Hint.JARGON}),
        ("nl", "Ik ben tevreden over de kantine.", set()),
        ("en", "I like the canteen.", set()),
        (
            "en",
            "We never reach our KPIs and targets.",
            {Hint.TWO_IN_ONE, Hint.LEADING, Hint.NEGATION, Hint.JARGON},
        ),
    ],
)
def test_what_is_hard_about_a_question_is_noticed(
    locale: str, question: str, expected: set[Hint]
) -> None:
    assert set(hints(question, locale)) == expected


def test_the_questions_of_the_catalogue_get_a_hint_only_where_they_deny_something() -> None:
    catalogue = load_catalogue()
    items = [item for block in catalogue.blocks for item in catalogue.block_items(block.id)]

    noticed = {
        (item.code, hint)
        for item in items
        for locale in ("nl", "en")
        for hint in hints(item.text.in_(locale), locale)
    }

    assert {hint for _, hint in noticed} == {Hint.NEGATION}
    assert {code for code, _ in noticed} == {"M4D-P1", "M7B-P1", "B4A-P1"}
