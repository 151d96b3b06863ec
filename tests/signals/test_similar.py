"""Is an idea that is there already found, in other words, and nothing found that is about else?"""

from __future__ import annotations

from uuid import UUID

import pytest

from feedbackpulse.signals.similar import MOST_SHOWN, similar_to

BIKES, SCHEDULE, LETTERS, LUNCH = (UUID(int=number) for number in range(1, 5))
IDEAS = {
    BIKES: "Kan er een overdekte fietsenstalling bij de achterdeur komen?",
    SCHEDULE: "Hang het rooster een week eerder op, dan kunnen we beter ruilen.",
    LETTERS: "Our letters to customers are too long. Let two colleagues read each letter first.",
    LUNCH: "Een keer per maand samen lunchen met het andere team.",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Roosters graag eerder ophangen", (SCHEDULE,)),
        ("Overdekte stalling voor fietsen, of een overdekte fietsenstalling", (BIKES,)),
        ("A customer gets a long letter from us", (LETTERS,)),
        ("De koffie is vaak op", ()),
        ("", ()),
    ],
)
def test_an_idea_is_found_by_the_words_that_say_something(
    text: str, expected: tuple[UUID, ...]
) -> None:
    assert similar_to(text, IDEAS) == expected


def test_one_word_in_common_is_not_enough() -> None:
    assert similar_to("Lunchen duurt te kort op vrijdag", IDEAS) == ()


def test_the_most_alike_come_first_and_a_few_at_most() -> None:
    same = {UUID(int=number): IDEAS[SCHEDULE] for number in range(10, 15)}
    ideas = {**same, LUNCH: IDEAS[LUNCH]}

    found = similar_to("Rooster eerder", ideas)

    assert len(found) == MOST_SHOWN
    assert set(found) <= set(same)


def test_a_word_that_is_in_most_of_many_ideas_tells_none_apart() -> None:
    ideas = {UUID(int=n): f"Klanten vragen om {word}" for n, word in enumerate("abcdefghij", 1)}

    assert similar_to("Klanten vragen vaak om koffie", ideas) == ()
