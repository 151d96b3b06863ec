"""Can an employee reflect, stop and go on, look back, take it along and delete it?"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

import pytest

from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from feedbackpulse.people.domain import PersonId
from feedbackpulse.reflection import service as reflections
from feedbackpulse.reflection.domain import Reflection
from feedbackpulse.reflection.notebook import open_notebook
from tests.notebooks import notebook_of
from tests.pages import Visitor, table, words_of

ITEMS = [f"{facet}-R1" for facet in ("M4A", "M4B", "M4C", "M4D", "M4E", "M4F", "M1A", "M1B")]
DISTINCT = (5, 3, 3, 3, 3, 3, 3, 1)
GROWTH = "What you filled in after each reflection, and your level then, from 1 to 5"


@pytest.fixture
def noor(stores: Stores) -> PersonId:
    with stores.main() as session, transaction(session):
        team = people.add_team(session, code="ALL", name="Everybody", parent_id=None)
        moment = datetime(2026, 1, 1, tzinfo=UTC)
        return people.add_person(
            session, name="Noor Demo", email="noor@example.org", team_id=team.id, at=moment
        ).id


@pytest.fixture
def browser(visit: Callable[[PersonId], Visitor], noor: PersonId) -> Visitor:
    return visit(noor)


def reflected(
    stores: Stores, owner: PersonId, values: Sequence[int | None], *, on: date, words: str = ""
) -> Reflection:
    """Let somebody have reflected on that day."""
    catalogue = load_catalogue()
    with stores.main() as session, transaction(session):
        notebook = open_notebook(session, keys=stores.keys, owner=owner)
        one = reflections.start_reflection(
            session, notebook=notebook, checkpoints=["M1", "M4"], today=on
        )
        for code, value in zip(ITEMS, values, strict=False):
            reflections.rate(
                session,
                notebook=notebook,
                reflection_id=one.id,
                item=catalogue.item(code),
                value=value,
            )
        reflections.write(
            session,
            notebook=notebook,
            reflection_id=one.id,
            prompt=catalogue.item("M4A-O1"),
            text=words,
        )
        return reflections.finish_reflection(
            session, notebook=notebook, reflection_id=one.id, today=on
        )


def test_somebody_new_is_invited_to_begin(browser: Visitor) -> None:
    assert "Begin with one thing that went well" in words_of(browser.open("/reflect"))
    assert "Begin with one thing that went well" in words_of(browser.open("/reflect/strengths"))


def test_a_choice_with_enough_parts_is_ticked_beforehand(browser: Visitor) -> None:
    page = browser.open("/reflect/start")

    ticked = [box["value"] for box in page.select("input[name=checkpoints][checked]")]

    assert ticked == ["M4", "M9"]


def test_too_few_parts_are_refused_with_the_choice_kept(browser: Visitor) -> None:
    page = browser.submit(browser.open("/reflect/start"), {"checkpoints": ["M1"]}, status=422)

    assert "at least 8 parts together. Now it is 2." in words_of(page)
    assert [box["value"] for box in page.select("input[name=checkpoints][checked]")] == ["M1"]


def test_the_anchors_stand_at_one_three_and_five(browser: Visitor) -> None:
    page = browser.submit(browser.open("/reflect/start"))

    anchors = [bool(option.select_one(".sub")) for option in page.select("label.opt")]

    assert anchors == [True, False, True, False, True, False]


def test_each_step_is_saved_and_can_be_taken_up_later(browser: Visitor) -> None:
    first = browser.submit(browser.open("/reflect/start"))

    listed = browser.submit(first, {"value": "4", "words": "I asked."}, button="then=stop")

    assert "Saved. You can go on later." in words_of(listed)
    assert "not finished yet" in words_of(listed)
    onward = browser.open("/reflect/start")
    assert onward.select_one("nav.pulse-nav strong").text == "Step 2 of 9"  # type: ignore[union-attr]  # the page has it
    assert "Only you can see this page." in words_of(onward)
    back = browser.open(str(onward.select_one("a.backlink")["href"]))  # type: ignore[index]  # the page has it
    chosen = back.select_one("input[name=value][checked]")
    words = back.select_one("textarea")
    assert chosen is not None
    assert words is not None
    assert (chosen["value"], words.text.strip()) == ("4", "I asked.")


def test_everything_may_be_skipped(browser: Visitor) -> None:
    page = browser.submit(browser.open("/reflect/start"))
    for _step in range(9):
        page = browser.submit(page, button="then=next")

    assert "Check your reflection" in words_of(page)
    assert words_of(page).count("Skipped") == 9
    done = browser.submit(page)
    assert "Your reflection is finished" in words_of(done)


def test_a_whole_reflection_ends_with_strengths(browser: Visitor) -> None:
    page = browser.submit(browser.open("/reflect/start"), {"checkpoints": ["M1", "M4"]})
    for value in (1, 3, 3, 3, 3, 3, 3, 5):
        page = browser.submit(page, {"value": str(value)}, button="then=next")

    page = browser.submit(page)

    said = words_of(page)
    assert "This is a strength of yours right now: Taking time." in said
    assert "Here you can grow: Customer first." in said
    assert "This is a first impression." in said


def test_a_change_on_the_check_page_comes_back_to_it(browser: Visitor) -> None:
    page = browser.submit(browser.open("/reflect/start"), {"checkpoints": ["M1", "M4"]})
    for _step in range(8):
        page = browser.submit(page, {"value": "3"}, button="then=next")

    step = browser.open(str(page.select("a.edit")[2]["href"]))
    page = browser.submit(step, {"value": "5"}, button="then=next")

    assert "Check your reflection" in words_of(page)
    assert words_of(page).count("Habit") == 1


def test_a_text_that_is_too_long_is_refused_and_kept(browser: Visitor) -> None:
    page = browser.submit(browser.open("/reflect/start"))

    page = browser.submit(page, {"words": "x" * 2001}, button="then=next", status=422)

    assert "Use at most 2000 characters." in words_of(page)
    assert "x" * 2001 in words_of(page)


@pytest.mark.parametrize("number", [0, 10])
def test_a_step_that_does_not_exist_is_not_found(browser: Visitor, number: int) -> None:
    browser.submit(browser.open("/reflect/start"))
    listed = browser.open("/reflect")
    running = str(listed.select_one("main a.btn")["href"])  # type: ignore[index]  # the page has it

    browser.open(f"{running}/{number}", status=404)


def test_an_even_profile_is_called_even(browser: Visitor, stores: Stores, noor: PersonId) -> None:
    reflected(stores, noor, (3, 3, 4, 3, 3, 4, 3, 3), on=date(2026, 1, 5))

    said = words_of(browser.open("/reflect/strengths"))

    assert "Your profile is even." in said
    assert "This is a strength" not in said


def test_too_few_ratings_are_counted_down(browser: Visitor, stores: Stores, noor: PersonId) -> None:
    reflected(stores, noor, (5, 1, 3), on=date(2026, 1, 5))

    assert "Fill in 5 more parts." in words_of(browser.open("/reflect/strengths"))


def test_change_is_told_in_the_owners_words_of_then_and_now(
    browser: Visitor, stores: Stores, noor: PersonId
) -> None:
    reflected(stores, noor, (2, 3, 3, 3, 3, 3, 3, 3), on=date(2025, 6, 2))
    reflected(stores, noor, (2, 3, 3, 3, 3, 3, 3, 3), on=date(2025, 9, 1), words="I kept quiet.")
    reflected(stores, noor, (5, 3, 3, 3, 3, 3, 3, 3), on=date(2025, 12, 1), words="I asked on.")

    said = words_of(browser.open("/reflect/strengths"))

    assert "You have clearly grown in Openness." in said
    assert said.index("I kept quiet.") < said.index("I asked on.")


def test_two_reflections_show_the_words_and_claim_no_change(
    browser: Visitor, stores: Stores, noor: PersonId
) -> None:
    reflected(stores, noor, (1, 3, 3, 3, 3, 3, 3, 3), on=date(2025, 9, 1), words="Before.")
    reflected(stores, noor, (5, 3, 3, 3, 3, 3, 3, 3), on=date(2025, 12, 1), words="After.")

    said = words_of(browser.open("/reflect/strengths"))

    assert "Too early to see a change." in said
    assert "Before." in said
    assert "After." in said
    assert "clearly grown" not in said


def test_the_owner_chooses_what_to_compare_with(
    browser: Visitor, stores: Stores, noor: PersonId
) -> None:
    for month, value in ((3, 2), (6, 3), (9, 3), (12, 3)):
        reflected(stores, noor, (value, *[3] * 7), on=date(2025, month, 1), words=f"In {month}.")

    page = browser.open("/reflect/strengths?since=1")

    chosen = page.select_one("option[selected]")
    assert chosen is not None
    assert chosen["value"] == "1"
    assert "In 3." in words_of(page)
    assert "In 6." not in words_of(page)


def test_numbers_follow_the_language(
    visit: Callable[[PersonId], Visitor], stores: Stores, noor: PersonId
) -> None:
    reflected(stores, noor, DISTINCT, on=date(2026, 1, 5))
    dutch = Visitor(visit(noor).client, language="nl")

    page = dutch.open("/reflect/strengths")

    assert "Dit is nu een kracht van jou: Openheid." in words_of(page)
    assert "4,3" in words_of(page)


def test_a_finished_reflection_can_be_read_again_and_not_changed(
    browser: Visitor, stores: Stores, noor: PersonId
) -> None:
    one = reflected(stores, noor, DISTINCT, on=date(2026, 1, 5), words="I asked on.")

    page = browser.open(f"/reflect/{one.id}/1")

    assert "Reflection of 5 January 2026" in words_of(page)
    assert "I asked on." in words_of(page)
    assert not page.select("main input[type=radio]")


def test_one_reflection_is_deleted_after_a_question(
    browser: Visitor, stores: Stores, noor: PersonId
) -> None:
    one = reflected(stores, noor, DISTINCT, on=date(2026, 1, 5))
    reflected(stores, noor, DISTINCT, on=date(2026, 4, 5))

    asked = browser.open(f"/reflect/{one.id}/delete")
    page = browser.submit(asked)

    assert "The reflection is deleted." in words_of(page)
    assert "5 January 2026" not in words_of(page)
    assert "5 April 2026" in words_of(page)


def test_everything_is_deleted_after_a_question(
    browser: Visitor, stores: Stores, noor: PersonId
) -> None:
    reflected(stores, noor, DISTINCT, on=date(2026, 1, 5))

    page = browser.submit(browser.open("/reflect/delete"))

    assert "All your reflections are deleted." in words_of(page)
    with stores.main() as session:
        assert reflections.list_reflections(session, notebook=notebook_of(stores, noor)) == ()


def test_the_owner_takes_everything_along(browser: Visitor, stores: Stores, noor: PersonId) -> None:
    reflected(stores, noor, DISTINCT, on=date(2026, 1, 5), words="I asked on.")

    response = browser.get("/reflect/download")

    [one] = json.loads(response.text)["reflections"]
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Cache-Control"] == "no-store"
    assert [rating["value"] for rating in one["ratings"]].count(3) == 6
    assert one["words"][0]["text"] == "I asked on."


def test_private_pages_stay_out_of_caches(browser: Visitor) -> None:
    for path in ("/reflect", "/reflect/start", "/reflect/strengths"):
        assert browser.get(path).headers["Cache-Control"] == "no-store"


def test_growth_shows_from_the_second_reflection_on(
    browser: Visitor, stores: Stores, noor: PersonId
) -> None:
    reflected(stores, noor, DISTINCT, on=date(2025, 6, 2))
    assert "My growth" not in words_of(browser.open("/reflect/strengths"))
    assert browser.get("/reflect/growth-light-wide.svg").status_code == 404

    reflected(stores, noor, DISTINCT, on=date(2025, 9, 1))

    assert "My growth in 2 reflections" in words_of(browser.open("/reflect/strengths"))


def test_growth_is_told_in_words_and_in_a_table_with_the_same_numbers(
    browser: Visitor, stores: Stores, noor: PersonId
) -> None:
    for month, value in ((3, 2), (6, 2), (9, 5), (12, 5)):
        reflected(stores, noor, (value, *[3] * 7), on=date(2025, month, 1))

    page = browser.open("/reflect/strengths")

    picture = page.select_one("img[src*=growth]")
    assert picture is not None
    assert "Clear growth: Openness. About the same:" in str(picture["alt"])
    rows = table(page, GROWTH)[1:]
    assert rows[0][:2] == ["Openness", "clear growth"]
    assert [cell.split()[0] for cell in rows[0][2:]] == ["2", "2", "5", "5"]


def test_the_picture_of_growth_is_drawn_for_its_owner_and_kept_nowhere(
    browser: Visitor, stores: Stores, noor: PersonId
) -> None:
    for month in (3, 6):
        reflected(stores, noor, DISTINCT, on=date(2025, month, 1))

    answer = browser.get("/reflect/growth-dark-phone.svg")

    assert answer.headers["Cache-Control"] == "no-store"
    assert "Openness" in answer.text
    assert answer.text == browser.get("/reflect/growth-dark-phone.svg").text


def test_a_part_that_was_not_in_the_last_reflection_says_so(
    browser: Visitor, stores: Stores, noor: PersonId
) -> None:
    for month, last in ((3, 4), (6, 4), (9, None)):
        reflected(stores, noor, (*[3] * 7, last), on=date(2025, month, 1))

    page = browser.open("/reflect/strengths")

    rows = table(page, GROWTH)[1:]
    assert rows[-1][:2] == ["Sensing needs", "not in your last reflection"]
    assert rows[-1][-1].startswith("–")
