"""Does the organisation's own word for customer stand right in every sentence that is asked?"""

from __future__ import annotations

import pytest

from feedbackpulse.checkpoints.customer import USUAL_WORD, CustomerWord
from feedbackpulse.checkpoints.domain import Item, LocalText
from feedbackpulse.checkpoints.loader import load_catalogue

RESIDENT = CustomerWord(
    one=LocalText(nl="bewoner", en="resident"), many=LocalText(nl="bewoners", en="residents")
)
CHILD = CustomerWord(
    one=LocalText(nl="kind", en="child"),
    many=LocalText(nl="kinderen", en="children"),
    takes_het=True,
)
INHABITANT = CustomerWord(
    one=LocalText(nl="inwoner", en="inhabitant"), many=LocalText(nl="inwoners", en="inhabitants")
)


def asked_items() -> list[Item]:
    """Return everything that a round can ask out of the catalogue."""
    catalogue = load_catalogue()
    in_blocks = [item for block in catalogue.blocks for item in catalogue.block_items(block.id)]
    return [*in_blocks, catalogue.anchor, catalogue.open_question]


@pytest.mark.parametrize("word", [RESIDENT, CHILD, INHABITANT])
def test_nobody_is_called_a_customer_any_more(word: CustomerWord) -> None:
    for item in asked_items():
        said = word.in_text(item.text)

        assert "klant" not in said.nl.casefold()
        assert "customer" not in said.en.casefold()


def test_nothing_changes_while_the_organisation_has_no_word_of_its_own() -> None:
    for item in asked_items():
        assert USUAL_WORD.in_text(item.text) == item.text


@pytest.mark.parametrize(
    ("word", "code", "dutch", "english"),
    [
        (
            RESIDENT,
            "M1A-P1",
            "In ons team kijken we bij feedback eerst wat de bewoner nodig heeft.",
            "When feedback comes in, our team first looks at what the resident needs.",
        ),
        (
            CHILD,
            "M1A-P1",
            "In ons team kijken we bij feedback eerst wat het kind nodig heeft.",
            "When feedback comes in, our team first looks at what the child needs.",
        ),
        (
            INHABITANT,
            "M1B-P1",
            "In ons team gaan we na wat een inwoner van ons verwacht.",
            "In our team we check what an inhabitant expects from us.",
        ),
        (
            CHILD,
            "B4A-P1",
            "Verhalen van kinderen bereiken ook collega’s zonder contact met kinderen.",
            "Children’s stories also reach colleagues without contact with children.",
        ),
        (
            RESIDENT,
            "B4A-P1",
            "Verhalen van bewoners bereiken ook collega’s zonder contact met bewoners.",
            "Residents’ stories also reach colleagues without contact with residents.",
        ),
        (
            RESIDENT,
            "B5A-P2",
            "Bewoners denken mee over hoe wij met feedback omgaan.",
            "Residents help shape how we deal with feedback.",
        ),
        (
            RESIDENT,
            "M2A-P1",
            "In ons team blijft iemand betrokken tot de feedback van een bewoner is afgehandeld.",
            "In our team, someone stays involved until a resident’s feedback has been dealt with.",
        ),
        (
            RESIDENT,
            "G1",
            "Alles bij elkaar luistert ons team goed naar bewoners.",
            "All in all, our team listens well to residents.",
        ),
    ],
)
def test_articles_plurals_and_capitals_are_right(
    word: CustomerWord, code: str, dutch: str, english: str
) -> None:
    said = word.in_text(load_catalogue().item(code).text)

    assert (said.nl, said.en) == (dutch, english)


@pytest.mark.parametrize(
    ("word", "article"),
    [("user", "a"), ("student", "a"), ("owner", "an"), ("European", "a"), ("heir", "an")],
)
def test_the_english_article_follows_the_sound(word: str, article: str) -> None:
    own = CustomerWord(
        one=LocalText(nl="x", en=word), many=LocalText(nl="y", en=f"{word}s"), takes_het=False
    )

    said = own.in_text(LocalText(nl="Een klant.", en="We help a customer."))

    assert said.en == f"We help {article} {word}."
