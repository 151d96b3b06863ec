"""Can HR choose its own word, its quiet hours and its limit, and see first what a word does?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import time

import pytest

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.cycles import service as cycles
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.domain import PersonId
from feedbackpulse.programme.changes import Kind, list_changes
from feedbackpulse.programme.domain import Programme
from feedbackpulse.programme.service import get_programme
from tests.pages import Visitor, words_of
from tests.web.hr.organisation import drafted, organisation, running

Visit = Callable[[PersonId | None], Visitor]
CHILD: dict[str, str | list[str]] = {
    "one_nl": " kind ",
    "many_nl": "kinderen",
    "article": "het",
    "one_en": "child",
    "many_en": "children",
}


@pytest.fixture
def hr(stores: Stores, visit: Visit) -> Visitor:
    return visit(organisation(stores).hr)


def programme(stores: Stores) -> Programme:
    with stores.main() as session:
        return get_programme(session)


def test_three_questions_show_what_a_word_does_before_it_is_saved(
    stores: Stores, hr: Visitor
) -> None:
    page = hr.open("/org/programme")
    assert "what the customer needs" in words_of(page)

    page = hr.submit(page, CHILD, button="action=preview")

    said = words_of(page)
    assert "Nothing is saved yet." in said
    assert len(page.select("#examples li")) == 3
    assert "eerst wat het kind nodig heeft" in said
    assert "what a child expects from us" in said
    assert "Children’s stories also reach colleagues without contact with children." in said
    assert programme(stores) == Programme()

    hr.submit(page, button="action=save")
    assert programme(stores).customer_word.one.nl == "kind"


def test_a_planned_round_speaks_of_them_and_an_open_one_keeps_its_words(
    stores: Stores, hr: Visitor
) -> None:
    cycle = running(stores, blocks=(2,))

    hr.submit(hr.open("/org/programme"), CHILD, button="action=save")

    with stores.main() as session, transaction(session):
        [planned] = cycles.list_rounds(session, cycle_id=cycle.id)
        refreshed = cycles.refresh_wording(session, round_id=planned.id, catalogue=load_catalogue())
        assert refreshed.items[0].text.en.endswith("first looks at what the child needs.")
        assert cycles.mark_open(session, round_id=planned.id, public_key=b"key")
    hr.submit(hr.open("/org/programme"), {"one_en": "pupil"}, button="action=save")
    with stores.main() as session, transaction(session):
        kept = cycles.refresh_wording(session, round_id=planned.id, catalogue=load_catalogue())
    assert kept.items == refreshed.items


def test_the_preview_of_a_draft_speaks_of_them(stores: Stores, hr: Visitor) -> None:
    hr.submit(hr.open("/org/programme"), CHILD, button="action=save")

    page = hr.open(f"/org/cycles/{drafted(stores).id}/preview")

    assert "what the child needs" in words_of(page)
    assert "what the customer needs" not in words_of(page)


def test_quiet_hours_the_digest_and_the_limit_are_kept(stores: Stores, hr: Visitor) -> None:
    chosen: dict[str, str | list[str]] = {
        "quiet_from": "17:30",
        "quiet_until": "09:00",
        "digest_weekday": "3",
        "minutes_limit": "45",
        "large_weeks": "17",
        "small_weeks": "2",
    }

    page = hr.submit(hr.open("/org/programme"), chosen, button="action=save")

    assert "Saved." in words_of(page)
    kept = programme(stores)
    assert (kept.quiet.begin, kept.quiet.end) == (time(17, 30), time(9))
    assert (kept.digest_weekday, kept.minutes_limit) == (3, 45)
    assert (kept.reflection_large_weeks, kept.reflection_small_weeks) == (17, 2)
    with stores.main() as session:
        [change] = list_changes(session)
    assert change.kind is Kind.PROGRAMME
    assert change.details["minutes_limit"] == 45
    assert change.details["reflection_large_weeks"] == 17


def test_saving_what_was_there_tells_nothing(stores: Stores, hr: Visitor) -> None:
    hr.submit(hr.open("/org/programme"), button="action=save")

    with stores.main() as session:
        assert list_changes(session) == ()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"one_nl": " "}, "Fill in a word."),
        ({"many_en": "x" * 41}, "Use at most 40 characters."),
        ({"quiet_from": "08:00", "quiet_until": "08:30"}, "Quiet hours begin in the evening"),
        ({"minutes_limit": "0"}, "Choose a number from 1 to 1000."),
        ({"minutes_limit": ""}, "Fill in a number."),
        ({"large_weeks": "1"}, "Not a valid choice."),
    ],
    ids=str,
)
def test_a_choice_that_makes_no_sense_is_refused(
    stores: Stores, hr: Visitor, wrong: dict[str, str | list[str]], said: str
) -> None:
    page = hr.submit(hr.open("/org/programme"), wrong, button="action=save", status=422)

    assert said in words_of(page)
    assert programme(stores) == Programme()
