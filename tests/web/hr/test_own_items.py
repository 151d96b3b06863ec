"""Can HR write questions of its own, hear what may be hard about them, and let them go?"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.own_items import OwnItem, list_own_items
from feedbackpulse.database import Stores
from feedbackpulse.people.domain import PersonId
from tests.pages import Visitor, words_of
from tests.web.hr.organisation import drafted, organisation, running

Visit = Callable[[PersonId | None], Visitor]
CANTEEN = {"dutch": "De kantine luistert.", "english": "The canteen listens."}
HARD = {"dutch": "De kantine luistert altijd en helpt.", "english": "The canteen never helps."}


@pytest.fixture
def hr(stores: Stores, visit: Visit) -> Visitor:
    return visit(organisation(stores).hr)


def items(stores: Stores) -> tuple[OwnItem, ...]:
    with stores.main() as session:
        return list_own_items(session)


def written(hr: Visitor, question: dict[str, str]) -> None:
    hr.submit(hr.open("/org/questions/new"), {**question})


def test_hr_writes_a_question_and_changes_it(stores: Stores, hr: Visitor) -> None:
    assert "No question of your own yet" in words_of(hr.open("/org/questions"))
    page = hr.submit(hr.open("/org/questions/new"), {**CANTEEN})
    assert "Another wording is another question." in words_of(page)

    page = hr.submit(page, {"english": "Our canteen listens."})

    assert "The new wording starts a new line in the outcomes." in words_of(page)
    assert "Earlier wordings" in words_of(page)
    [item] = items(stores)
    assert (item.version, item.text.en) == (2, "Our canteen listens.")
    assert "Our canteen listens." in words_of(hr.open("/org/questions"))


def test_hints_follow_on_what_was_written_and_block_nothing(stores: Stores, hr: Visitor) -> None:
    page = hr.submit(hr.open("/org/questions/new"), {**HARD})

    said = words_of(page)
    assert "Nederlands: this may be two questions in one." in said
    assert "Nederlands: a strong word steers the answer." in said
    assert "English: people easily read over “not”." in said
    assert "These are hints. You decide." in said
    assert len(items(stores)) == 1


def test_both_languages_are_needed(stores: Stores, hr: Visitor) -> None:
    page = hr.submit(hr.open("/org/questions/new"), {"dutch": "De kantine luistert."}, status=422)

    assert "Write this question in both languages." in words_of(page)
    assert items(stores) == ()


def test_a_running_cycle_asks_the_new_wording_from_its_next_round(
    stores: Stores, hr: Visitor
) -> None:
    written(hr, CANTEEN)
    cycle = running(stores, own_questions=(items(stores)[0].question,))
    page = hr.open("/org/questions/1")
    assert cycle.title in words_of(page)

    hr.submit(page, {"english": "Our canteen listens."})

    with stores.main() as session:
        [asked] = cycles.get_cycle(session, cycle_id=cycle.id).own_questions
    assert (asked.version, asked.text.en) == (2, "Our canteen listens.")


def test_a_question_is_retired_after_asking(stores: Stores, hr: Visitor) -> None:
    written(hr, CANTEEN)
    page = hr.open("/org/questions/1/retire")
    assert "Its outcomes stay" in words_of(page)

    page = hr.submit(page)

    assert "No longer asked" in words_of(page)
    assert items(stores)[0].retired
    assert "Change the wording" not in words_of(hr.open("/org/questions/1"))
    assert not hr.open(f"/org/cycles/{drafted(stores).id}/what").select("input[name=own]")


def test_the_only_question_of_a_cycle_stays(stores: Stores, hr: Visitor) -> None:
    written(hr, CANTEEN)
    cycle = running(stores, blocks=(), own_questions=(items(stores)[0].question,))

    page = hr.submit(hr.open("/org/questions/1/retire"), status=422)

    assert f"“{cycle.title}” asks nothing else." in words_of(page)
    assert not items(stores)[0].retired


@pytest.mark.parametrize("path", ["/org/questions/9", "/org/questions/9/retire"])
def test_a_question_that_was_never_written_is_not_found(hr: Visitor, path: str) -> None:
    hr.open(path, status=404)
