"""Can HR configure a pulse page by page, make mistakes, leave, and come back?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from feedbackpulse.cycles import service as cycles
from feedbackpulse.cycles.domain import Cycle, CycleState, Privacy, Rhythm, SecondKey
from feedbackpulse.cycles.own_items import add_own_item
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people.domain import PersonId
from tests.cycles.cycles import own_question
from tests.pages import Visitor, words_of
from tests.web.hr.organisation import drafted, next_week, organisation, running

Answers = dict[str, str | list[str]]
Visit = Callable[[PersonId | None], Visitor]
STEPS = ("what", "whom", "privacy", "rhythm", "languages", "preview", "check")
NEXT = "action=next"


@pytest.fixture
def hr(stores: Stores, visit: Visit) -> Visitor:
    return visit(organisation(stores).hr)


def saved(stores: Stores) -> Cycle:
    with stores.main() as session:
        [cycle] = cycles.list_cycles(session)
    return cycle


def mistakes(page: BeautifulSoup) -> list[str]:
    """Return the error summary; every entry must lead to something on the page."""
    assert page.title is not None
    assert page.title.text.startswith("Error:")
    for link in page.select(".errors a"):
        assert page.select_one(str(link["href"])), link
    return [" ".join(item.text.split()) for item in page.select(".errors li")]


def at(page: BeautifulSoup) -> str:
    """Return the step a page of the wizard shows."""
    found = page.select_one(".wiz-count")
    assert found is not None, words_of(page)
    return found.text


def test_hr_plans_a_pulse_from_the_first_click_to_the_start(stores: Stores, hr: Visitor) -> None:
    page = hr.submit(hr.open("/org/cycles"))
    assert at(page) == "Step 1 of 7"
    page = hr.submit(page, {"blocks": ["1", "2"]}, button=NEXT)
    assert at(page) == "Step 2 of 7"
    page = hr.submit(page, {"reach": "all"}, button=NEXT)
    assert at(page) == "Step 3 of 7"
    page = hr.submit(page, {"smallest_group": "6"}, button=NEXT)
    assert at(page) == "Step 4 of 7"
    page = hr.submit(
        page, {"rhythm": "quarterly", "first_day": next_week().isoformat()}, button=NEXT
    )
    assert at(page) == "Step 5 of 7"
    page = hr.submit(page, {"title": "  Luisteren   2030 ", "locales": ["nl"]}, button=NEXT)
    assert at(page) == "Step 6 of 7"
    page = hr.submit(page, button=NEXT)
    assert at(page) == "Step 7 of 7"

    page = hr.submit(page, button="action=start")

    assert "Luisteren 2030 is running." in words_of(page)
    cycle = saved(stores)
    assert cycle.state is CycleState.RUNNING
    assert cycle.title == "Luisteren 2030"
    assert cycle.blocks == (1, 2)
    assert cycle.privacy == Privacy(smallest_group=6)
    assert (cycle.rhythm, cycle.locales) == (Rhythm.QUARTERLY, ("nl",))


def test_a_draft_goes_on_where_it_was_left(stores: Stores, hr: Visitor) -> None:
    page = hr.submit(hr.open("/org/cycles"))
    page = hr.submit(page, button=NEXT)
    page = hr.submit(page, {"reach": "all"}, button="action=later")
    assert "Saved. You can go on later." in words_of(page)

    page = hr.open(f"/org/cycles/{saved(stores).id}")

    assert at(page) == "Step 3 of 7"


def test_every_step_of_a_draft_can_be_opened(stores: Stores, hr: Visitor) -> None:
    draft = drafted(stores, step=1)

    for number, step in enumerate(STEPS, 1):
        assert at(hr.open(f"/org/cycles/{draft.id}/{step}")) == f"Step {number} of 7"


def test_the_questions_of_every_theme_can_be_read(stores: Stores, hr: Visitor) -> None:
    page = hr.open(f"/org/cycles/{drafted(stores).id}/what")

    shown = [item.text for item in page.select("fieldset details li")]
    assert "In our team, colleagues say what they really think." in shown
    assert len(page.select("input[name=blocks]")) == 6
    assert len(page.select("input[name=blocks][checked]")) == 6
    assert len(page.select("input[name=leadership]")) == 4


def test_there_must_be_something_to_ask(stores: Stores, hr: Visitor) -> None:
    page = hr.open(f"/org/cycles/{drafted(stores).id}/what")

    page = hr.submit(page, {"blocks": []}, button=NEXT, status=422)

    assert mistakes(page) == ["Choose at least one theme, or add a question of your own."]


def test_an_own_question_must_be_in_both_languages(stores: Stores, hr: Visitor) -> None:
    page = hr.open(f"/org/cycles/{drafted(stores).id}/what")

    page = hr.submit(page, {"dutch": "De kantine luistert."}, button=NEXT, status=422)

    assert mistakes(page) == ["Write this question in both languages."]
    assert page.select_one("#dutch[value='De kantine luistert.']")


def test_a_question_that_asks_two_things_gets_a_hint_and_is_kept(
    stores: Stores, hr: Visitor
) -> None:
    page = hr.open(f"/org/cycles/{drafted(stores).id}/what")
    question: Answers = {
        "dutch": "De leiding luistert en handelt.",
        "english": "Leaders listen.",
    }

    page = hr.submit(page, question, button=NEXT)

    assert at(page) == "Step 1 of 7"
    assert "Nederlands: this may be two questions in one. Split them." in words_of(page)
    assert at(hr.submit(page, button=NEXT)) == "Step 2 of 7"
    assert saved(stores).own_questions[0].text.nl == "De leiding luistert en handelt."


def test_a_long_question_gets_a_hint(stores: Stores, hr: Visitor) -> None:
    page = hr.open(f"/org/cycles/{drafted(stores).id}/what")
    question: Answers = {"dutch": "De kantine luistert.", "english": "word " * 16}

    page = hr.submit(page, question, button=NEXT)

    assert "English: more than 15 words. Can it be shorter?" in words_of(page)


def test_a_second_own_question_can_be_added(stores: Stores, hr: Visitor) -> None:
    page = hr.open(f"/org/cycles/{drafted(stores, own_questions=(own_question(),)).id}/what")
    second: Answers = {"dutch": "Wat mist?", "english": "What is missing?", "kind": "open"}

    page = hr.submit(page, second, button="action=stay")

    assert page.select_one("#english[value='']")
    assert len(page.select("input[name=own][checked]")) == 2
    assert [question.scale for question in saved(stores).own_questions] == ["agree5", "open"]
    assert [question.number for question in saved(stores).own_questions] == [1, 2]


def test_a_question_of_the_store_can_be_chosen_and_left_out_again(
    stores: Stores, hr: Visitor
) -> None:
    with stores.main() as session, transaction(session):
        item = add_own_item(session, text=own_question().text, scale="agree5", on=next_week())
    page = hr.open(f"/org/cycles/{drafted(stores).id}/what")

    page = hr.submit(page, {"own": [str(item.number)]}, button="action=stay")
    assert saved(stores).own_questions == (item.question,)

    hr.submit(page, {"own": []}, button=NEXT)
    assert saved(stores).own_questions == ()


def test_no_more_than_five_own_questions_are_asked(stores: Stores, hr: Visitor) -> None:
    own = tuple(own_question(number) for number in range(1, 6))
    page = hr.open(f"/org/cycles/{drafted(stores, own_questions=own).id}/what")
    sixth: Answers = {"dutch": "Wat mist?", "english": "What is missing?"}

    page = hr.submit(page, sixth, button=NEXT, status=422)

    assert mistakes(page) == ["Ask at most 5 questions of your own."]


def test_a_new_cycle_has_a_week_of_leadership_and_says_how_often(
    stores: Stores, hr: Visitor
) -> None:
    page = hr.submit(hr.open("/org/cycles"))

    assert len(page.select("input[name=leadership][checked]")) == 4
    said = words_of(page)
    assert "After every 6 rounds about your themes, one round is about leadership." in said
    assert "The 4 themes take turns: each comes back every 28 rounds." in said
    assert "That is about every 13 months." in said
    assert saved(stores).leadership_blocks == (7, 8, 9, 10)


def test_leadership_can_be_left_out(stores: Stores, hr: Visitor) -> None:
    page = hr.submit(hr.open("/org/cycles"))

    page = hr.submit(page, {"leadership": []}, button="action=stay")

    assert saved(stores).leadership_blocks == ()
    assert "one round is about leadership" not in words_of(page)


def test_teams_take_turns_only_where_hr_says_so(stores: Stores, hr: Visitor) -> None:
    page = hr.submit(hr.open("/org/cycles"))
    assert not saved(stores).stagger
    assert "Everybody within a team always gets the same questions." in words_of(page)

    hr.submit(page, {"stagger": "y"}, button=NEXT)

    assert saved(stores).stagger


def test_leadership_among_the_themes_of_an_older_draft_gets_its_week(
    stores: Stores, hr: Visitor
) -> None:
    page = hr.open(f"/org/cycles/{drafted(stores, blocks=(1, 8)).id}/what")

    hr.submit(page, button=NEXT)

    assert saved(stores).blocks == (1,)
    assert saved(stores).leadership_blocks == (8,)


def test_hr_sees_which_teams_are_joined_and_why(stores: Stores, visit: Visit) -> None:
    org = organisation(stores, {"Planning": 6, "Rentals": 4, "Repairs": 7})
    hr = visit(org.hr)

    page = hr.open(f"/org/cycles/{drafted(stores).id}/whom")

    rows = {}
    for row in page.select("tbody tr"):
        [team] = row.select("th")
        rows[team.text.strip()] = " ".join(row.text.split())
    assert "Own results" in rows["Planning"]
    assert "Counted in Head office" in rows["Rentals"]
    assert "Fewer than 5 people" in rows["Rentals"]
    assert "Own results" in rows["Head office"]


def test_a_team_that_is_joined_to_protect_another_says_so(stores: Stores, visit: Visit) -> None:
    org = organisation(stores, {"Planning": 6, "Repairs": 5})
    page = visit(org.hr).open(f"/org/cycles/{drafted(stores).id}/whom")

    assert "Otherwise a smaller group could be worked out by subtracting." in words_of(page)


def test_chosen_teams_are_kept_and_others_are_not_asked(stores: Stores, visit: Visit) -> None:
    org = organisation(stores)
    hr, draft = visit(org.hr), drafted(stores)
    page = hr.open(f"/org/cycles/{draft.id}/whom")

    page = hr.submit(
        page, {"reach": "chosen", "teams": [str(org.teams["Planning"])]}, button="action=stay"
    )

    assert saved(stores).teams == frozenset({org.teams["Planning"]})
    assert "You ask 6 people." in words_of(page)
    assert "Not asked" in words_of(page)


def test_choosing_teams_without_naming_one_is_a_mistake(stores: Stores, hr: Visitor) -> None:
    page = hr.open(f"/org/cycles/{drafted(stores).id}/whom")

    page = hr.submit(page, {"reach": "chosen"}, button=NEXT, status=422)

    assert mistakes(page) == ["Choose at least one team."]


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ({"smallest_group": "4"}, "Choose a number from 5 to 100."),
        ({"comments_group": "9"}, "Choose a number from 10 to 100."),
        ({"margin": "1"}, "Choose a number from 2 to 100."),
        ({"smallest_group": "11"}, "Comments need at least as many answers as figures."),
        ({"margin": "3"}, "Stay below half of the answers that a figure needs."),
        ({"smallest_group": ""}, "Fill in a number."),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_privacy_cannot_go_below_the_floor(
    stores: Stores, hr: Visitor, numbers: Answers, said: str
) -> None:
    page = hr.open(f"/org/cycles/{drafted(stores).id}/privacy")

    page = hr.submit(page, numbers, button=NEXT, status=422)

    assert mistakes(page) == [said]
    assert saved(stores).privacy == Privacy()


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({"window_days": "15"}, "Choose a number from 1 to 14."),
        ({"window_days": "0"}, "Choose a number from 1 to 14."),
        ({"rhythm": "monthly", "window_days": "29"}, "Choose a number from 1 to 28."),
        ({"window_days": "1", "opens": "17:00", "closes": "09:00"}, "Choose a time after the opening."),
        ({"first_day": ""}, "Choose a day."),
        ({"opens": ""}, "Choose a time."),
        ({"blocks_per_round": "0"}, "Choose a number from 1 to 10."),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)  # fmt: skip
def test_rounds_cannot_run_into_each_other(
    stores: Stores, hr: Visitor, choices: Answers, said: str
) -> None:
    page = hr.open(f"/org/cycles/{drafted(stores).id}/rhythm")

    page = hr.submit(page, choices, button=NEXT, status=422)

    assert mistakes(page) == [said]


def test_the_dates_beside_the_form_follow_the_rhythm(stores: Stores, hr: Visitor) -> None:
    page = hr.open(f"/org/cycles/{drafted(stores).id}/rhythm")
    minutes = page.select_one(".big")
    assert minutes is not None

    page = hr.submit(page, {"rhythm": "once", "blocks_per_round": "6"}, button="action=show")

    fewer = page.select_one(".big")
    assert fewer is not None
    assert int(fewer.text) < int(minutes.text)
    assert len(page.select("aside .dates li")) == 1


def test_a_first_day_long_past_is_explained(stores: Stores, hr: Visitor) -> None:
    draft = drafted(stores, first_day=next_week() - timedelta(days=30))

    for step in ("rhythm", "check"):
        assert "The first day is in the past." in words_of(
            hr.open(f"/org/cycles/{draft.id}/{step}")
        )


def test_a_first_day_just_past_opens_at_once_and_says_so(stores: Stores, hr: Visitor) -> None:
    draft = drafted(stores, first_day=next_week() - timedelta(days=8), window_days=14)

    page = hr.open(f"/org/cycles/{draft.id}/check")

    assert "It opens as soon as you start" in words_of(page)


def test_a_cycle_whose_only_round_is_over_cannot_start(stores: Stores, hr: Visitor) -> None:
    draft = drafted(stores, rhythm=Rhythm.ONCE, first_day=next_week() - timedelta(days=60))
    page = hr.open(f"/org/cycles/{draft.id}/check")

    page = hr.submit(page, button="action=start", status=422)

    assert mistakes(page) == ["The only round is already over. Choose another first day in step 4."]
    assert saved(stores).state is CycleState.DRAFT


def test_a_name_and_a_language_are_needed(stores: Stores, hr: Visitor) -> None:
    page = hr.open(f"/org/cycles/{drafted(stores).id}/languages")

    page = hr.submit(page, {"title": " ", "locales": []}, button=NEXT, status=422)

    assert mistakes(page) == ["Give the cycle a name.", "Choose at least one language."]


def test_the_preview_shows_every_question_in_the_language_of_choice(
    stores: Stores, hr: Visitor
) -> None:
    draft = drafted(stores, own_questions=(own_question(),))

    english = hr.open(f"/org/cycles/{draft.id}/preview")
    dutch = hr.open(f"/org/cycles/{draft.id}/preview?language=nl")

    assert len(english.select("fieldset[disabled]")) == 27 + 1 + 1
    assert "The canteen listens to us." in words_of(english)
    assert "De kantine luistert naar ons." in words_of(dutch)
    assert "Helemaal eens" in words_of(dutch)
    assert "I don’t know or not applicable" in words_of(english)


def test_the_preview_of_a_dutch_cycle_is_dutch(stores: Stores, hr: Visitor) -> None:
    draft = drafted(stores, locales=("nl",))

    page = hr.open(f"/org/cycles/{draft.id}/preview?language=en")

    assert page.select_one("div[lang=nl]")


def test_the_last_page_says_in_words_what_will_happen(stores: Stores, hr: Visitor) -> None:
    page = hr.open(f"/org/cycles/{drafted(stores).id}/check")

    assert len(page.select("main form ol.plan li[value]")) == 12
    said = words_of(page)
    assert "These are the next ones." in said
    assert "Listening culture · 8 questions · about 2 minutes" in said
    assert "for each employee in a year" in said
    assert "Figures from 5 answers, comments from 10 answers." in said


def test_too_few_people_cannot_be_asked(stores: Stores, visit: Visit) -> None:
    hr = visit(organisation(stores, {"Planning": 2}).hr)
    page = hr.open(f"/org/cycles/{drafted(stores).id}/check")

    page = hr.submit(page, button="action=start", status=422)

    assert mistakes(page) == ["You ask 3 people. A round needs at least 5."]
    assert saved(stores).state is CycleState.DRAFT


def test_a_cycle_that_runs_has_no_wizard_any_more(stores: Stores, hr: Visitor) -> None:
    cycle = running(stores)

    for step in STEPS:
        page = hr.open(f"/org/cycles/{cycle.id}/{step}")
        assert "This cycle has already started." in words_of(page)


def test_saving_a_step_after_a_colleague_started_it_changes_nothing(
    stores: Stores, visit: Visit
) -> None:
    org = organisation(stores)
    one, two, draft = visit(org.hr), visit(org.hr), drafted(stores)
    page = one.open(f"/org/cycles/{draft.id}/languages")
    two.submit(two.open(f"/org/cycles/{draft.id}/check"), button="action=start")

    page = one.submit(page, {"title": "Too late"}, button=NEXT)

    assert "This cycle has already started." in words_of(page)
    assert saved(stores) == replace(draft, state=CycleState.RUNNING)


def test_two_colleagues_on_two_steps_do_not_undo_each_other(stores: Stores, visit: Visit) -> None:
    org = organisation(stores)
    one, two, draft = visit(org.hr), visit(org.hr), drafted(stores)
    title = one.open(f"/org/cycles/{draft.id}/languages")
    numbers = two.open(f"/org/cycles/{draft.id}/privacy")

    one.submit(title, {"title": "Horen"}, button=NEXT)
    two.submit(numbers, {"smallest_group": "7"}, button=NEXT)

    assert (saved(stores).title, saved(stores).privacy.smallest_group) == ("Horen", 7)


def test_the_wizard_speaks_dutch_too(stores: Stores, hr: Visitor) -> None:
    hr._headers["Accept-Language"] = "nl"

    page = hr.open(f"/org/cycles/{drafted(stores).id}/what")

    assert page.html is not None
    assert page.html["lang"] == "nl"
    assert "Luistercultuur" in words_of(page)


@pytest.mark.parametrize("step", STEPS)
def test_a_draft_that_does_not_exist_is_not_found(hr: Visitor, step: str) -> None:
    hr.open(f"/org/cycles/00000000-0000-0000-0000-000000000000/{step}", status=404)


def test_hr_chooses_what_people_may_tell_about_themselves(stores: Stores, hr: Visitor) -> None:
    draft = drafted(stores)
    page = hr.open(f"/org/cycles/{draft.id}/privacy")
    assert "blurred on purpose" in words_of(page)

    hr.submit(page, {"attributes": ["contact", "hours"]}, button=NEXT)

    assert saved(stores).attributes == ("hours", "contact")
    check = words_of(hr.open(f"/org/cycles/{draft.id}/check"))
    assert "Working hours, Contact with customers" in check


def test_hr_asks_everybody_what_they_want_to_learn(stores: Stores, hr: Visitor) -> None:
    draft = drafted(stores)
    hr.submit(hr.open(f"/org/cycles/{draft.id}/privacy"), {"asks_learning": "y"}, button=NEXT)
    preview = hr.open(f"/org/cycles/{draft.id}/preview?language=nl")

    assert saved(stores).asks_learning
    assert "Asked of everybody" in words_of(hr.open(f"/org/cycles/{draft.id}/check"))
    assert len(preview.select("[name=preview-learning]")) == 12
    assert "Ruimte om te beslissen" in words_of(preview)


def test_hr_asks_last_of_all_whether_it_was_worth_the_time(stores: Stores, hr: Visitor) -> None:
    draft = drafted(stores)
    hr.submit(hr.open(f"/org/cycles/{draft.id}/what"), {"asks_worth": "y"}, button=NEXT)
    preview = hr.open(f"/org/cycles/{draft.id}/preview?language=nl")

    assert saved(stores).asks_worth
    assert "Asked last of all." in words_of(hr.open(f"/org/cycles/{draft.id}/check"))
    assert "Deze vragen waren mijn tijd waard." in words_of(preview)


def test_whoever_asks_some_teams_does_not_ask_what_they_want_to_learn(
    stores: Stores, hr: Visitor
) -> None:
    draft = drafted(stores)
    privacy = f"/org/cycles/{draft.id}/privacy"
    hr.submit(hr.open(privacy), {"asks_learning": "y"}, button=NEXT)
    whom = hr.open(f"/org/cycles/{draft.id}/whom")
    [team, *_] = [str(box["value"]) for box in whom.select("[name=teams]")]

    hr.submit(whom, {"reach": "chosen", "teams": [team]}, button=NEXT)

    assert not saved(stores).asks_learning
    assert hr.open(privacy).select_one("[name=asks_learning]") is None


def test_more_than_three_would_say_too_much(stores: Stores, hr: Visitor) -> None:
    page = hr.open(f"/org/cycles/{drafted(stores).id}/privacy")
    four = ["tenure", "contract", "hours", "place"]

    page = hr.submit(page, {"attributes": four}, button=NEXT, status=422)

    assert mistakes(page) == ["Choose at most 3."]
    assert saved(stores).attributes == ()


def test_once_it_runs_nobody_adds_what_people_are_asked_to_tell(
    stores: Stores, hr: Visitor
) -> None:
    cycle = running(stores)

    page = hr.open(f"/org/cycles/{cycle.id}/stricter")

    assert page.select_one("[name=attributes]") is None


def test_hr_chooses_who_must_help_to_open_the_ballots(stores: Stores, hr: Visitor) -> None:
    draft = drafted(stores)
    page = hr.open(f"/org/cycles/{draft.id}/privacy")
    hr.submit(page, {"second_key": "council"}, button=NEXT)
    check = words_of(hr.open(f"/org/cycles/{draft.id}/check"))

    assert "They have to open every round within 14 days." in words_of(page)
    assert saved(stores).second_key is SecondKey.COUNCIL
    assert "must help to open the ballots" in check
    assert "The works council Change" in check


def test_a_cycle_that_asks_too_much_does_not_start_and_says_what_to_change(
    stores: Stores, hr: Visitor
) -> None:
    running(stores, title="Listening")
    heavy = drafted(stores, title="Safety", blocks=(1, 2), blocks_per_round=2)

    page = hr.open(f"/org/cycles/{heavy.id}/check")
    refused = hr.submit(page, button="action=start", status=422)

    assert "That is too much." in words_of(page)
    assert "Some people get two rounds at once." in words_of(page)
    assert "At most 60 were agreed. Ask less often" in words_of(refused)
    with stores.main() as session:
        assert cycles.get_cycle(session, cycle_id=heavy.id).state is CycleState.DRAFT


def test_the_list_of_cycles_says_what_all_of_them_ask(stores: Stores, hr: Visitor) -> None:
    running(stores, title="Listening")
    running(stores, title="Safety", rhythm=Rhythm.QUARTERLY)

    said = words_of(hr.open("/org/cycles"))

    assert "of at most 60 minutes a year for whoever is asked most." in said
    assert "Some people get two rounds at once." in said
