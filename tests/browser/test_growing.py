"""Does looking at oneself four times lead to a plan, a habit and a talk, in both languages?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from feedbackpulse import clock
from feedbackpulse.checkpoints.loader import load_catalogue
from feedbackpulse.database import Stores, transaction
from feedbackpulse.people import service as people
from tests.browser.served import become as become_person
from tests.browser.served import served

LANGUAGES = ("nl", "en")
PHONE = {"width": 390, "height": 844}
FIRST_DAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
QUARTER = timedelta(days=91)
PRACTISED, STRONG = "M4E", "M4A"
USUAL = 3
GOAL = "Ik laat een beller uitpraten."
SENTENCES = {"nl": "Als ik wil reageren, dan", "en": "If I want to respond, then"}
"""How a plan begins that was made with the first step of the catalogue."""
WORDS = "Aan de telefoon praat ik mensen voorbij."
ONLY_FOR_ME = "Op dinsdag was ik te moe."


class Calendar:
    """The day on which the pages are opened."""

    def __init__(self) -> None:
        self.now = FIRST_DAY

    def later(self, by: timedelta) -> None:
        """Let time go by."""
        self.now += by


@pytest.fixture
def calendar(monkeypatch: pytest.MonkeyPatch) -> Calendar:
    """Return the calendar that the application goes by."""
    found = Calendar()
    monkeypatch.setattr(clock, "now", lambda: found.now)
    return found


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Return where the application runs."""
    with served(app) as found:
        yield found


@pytest.fixture
def sign_in(app: Flask, stores: Stores, address: str) -> Callable[[Page], None]:
    """Return a function with which one fictional employee signs in, every time anew."""
    with stores.main() as session, transaction(session):
        team = people.add_team(session, code="ALL", name="Everybody", parent_id=None)
        person = people.add_person(
            session, name="Sanne Reiger", email="s@example.org", team_id=team.id, at=FIRST_DAY
        )

    def become(page: Page) -> None:
        become_person(app, stores, page, address, person.id)

    return become


def press(page: Page, selector: str = "main form button[type=submit]") -> None:
    page.locator(selector).first.click()
    page.wait_for_load_state()  # else the next look at the page may come before it is there


def reflect(page: Page, looks: Mapping[str, int], *, begin: str, back: tuple[int, str]) -> int:
    """Go through a reflection to its end, and return how many plans were looked back on."""
    page.goto("/reflect/start" if begin == "large" else "/reflect")
    press(page, "form[action$=start] button" if begin == "large" else "form[action$=short] button")
    plans = 0
    while "/finish" not in page.url and page.locator("input[name=value], input[name=gas]").count():
        if page.locator("input[name=gas]").count():
            plans += 1
            page.check(f"input[name=gas][value='{back[0]}']")
            page.check(f"input[name=next][value={back[1]}]")
            page.fill("textarea[name=note]", ONLY_FOR_ME)
        else:
            _rate(page, looks)
        press(page)
    if "/finish" in page.url:
        press(page)
    return plans


def _rate(page: Page, looks: Mapping[str, int]) -> None:
    """Rate the item on the page by its facet, and write some words where there is room."""
    catalogue = load_catalogue()
    asked = page.locator("main h1").inner_text()
    items = [item for code in ("M4", "M9") for item in catalogue.reflection_items(code)]
    item = next(one for one in items if asked in (one.text.nl, one.text.en))
    page.check(f"input[name=value][value='{looks.get(str(item.facet), USUAL)}']")
    if item.facet == PRACTISED and page.locator("textarea[name=words]").count():
        page.fill("textarea[name=words]", WORDS)


def plan(page: Page) -> None:
    """Begin with the part that is proposed, and make a plan about it."""
    page.goto("/reflect/plan")
    press(page, f"a.tile[href$='facet={PRACTISED}']")
    press(page)
    page.fill("#goal", GOAL)
    press(page)
    expect(page.locator("main")).to_contain_text(WORDS)
    page.fill("#reality", "Bij rustige mensen lukt het.")
    press(page)
    page.check("input[name=action][value=M4-E1]")
    for _step in ("options", "sentence", "obstacle", "support", "date"):
        press(page)
    press(page, "form[action$=begin] button")


def taken_along(page: Page, ending: str, folder: Path) -> Path:
    with page.expect_download() as waiting:
        press(page, f"button[value={ending}]")
    waiting.value.save_as(folder / f"talk.{ending}")
    return folder / f"talk.{ending}"


@pytest.fixture
def pages(browser: Browser, address: str) -> Iterator[Mapping[str, Page]]:
    """Return the browsers of this employee in both languages, on a phone without JavaScript."""
    contexts = {
        language: browser.new_context(
            base_url=address,
            locale=language,
            viewport=PHONE,  # type: ignore[arg-type]  # a plain dict is one
            java_script_enabled=False,
        )
        for language in LANGUAGES
    }
    for context in contexts.values():  # what is drawn is looked at elsewhere
        context.route("**/*.svg", lambda route: route.abort())
    yield {language: context.new_page() for language, context in contexts.items()}
    for context in contexts.values():
        context.close()


def say(key: str, language: str) -> str:
    title = load_catalogue().facet(PRACTISED).title.in_(language)
    return load_catalogue().wording_of(key).in_(language).format(facet=title)


@pytest.mark.parametrize(("first", "other"), [LANGUAGES, LANGUAGES[::-1]])
def test_somebody_grows_from_a_first_look_to_a_talk(
    first: str,
    other: str,
    pages: Mapping[str, Page],
    sign_in: Callable[[Page], None],
    calendar: Calendar,
    tmp_path: Path,
) -> None:
    """Go from language to language, so that each kind of page is opened in both."""

    def on_day(language: str, *, later: timedelta = timedelta()) -> Page:
        calendar.later(later)
        sign_in(pages[language])
        return pages[language]

    reflect(on_day(first), {STRONG: 5, PRACTISED: 1}, begin="large", back=(0, "keep"))
    for language in LANGUAGES:
        page = on_day(language)
        page.goto("/reflect/strengths")
        for key in ("profile.first_impression", "profile.growth"):
            expect(page.locator("main")).to_contain_text(say(key, language))
    plan(pages[first])

    short = on_day(other, later=timedelta(weeks=2))
    assert reflect(short, {PRACTISED: 2}, begin="short", back=(-1, "keep")) == 1
    for language, level, back in (
        (other, 2, (0, "keep")),
        (first, 4, (1, "keep")),
        (other, 5, (2, "done")),
    ):
        page, looks = on_day(language, later=QUARTER), {STRONG: 5, PRACTISED: level}
        assert reflect(page, looks, begin="large", back=back) == 1

    for language in LANGUAGES:
        _look_back_on_it_all(on_day(language), language)
        _prepare_talk(pages[language], language, tmp_path, sentence=SENTENCES[first])


def _look_back_on_it_all(page: Page, language: str) -> None:
    """Find what changed in the words of the catalogue, and the whole course of the plan."""
    main = page.locator("main")
    page.goto("/reflect/strengths?since=1")
    expect(main).to_contain_text(say("change.grew", language))
    page.goto("/reflect/plan")
    for option in load_catalogue().options_of("plan.follow_up_options")[1:]:
        expect(main).to_contain_text(option.text.in_(language))
    for words in (GOAL, ONLY_FOR_ME):
        expect(main).to_contain_text(words)


def _prepare_talk(page: Page, language: str, folder: Path, *, sentence: str) -> None:
    """Take everything along to a talk but what was written along the way."""
    press(page, "a[href='/reflect/plan/talk']")
    for box in page.locator("input[name=items]:not([value^=notes])").all():
        box.check()
    press(page)
    expect(page.locator("main")).to_contain_text(GOAL)
    written = taken_along(page, "md", folder).read_text(encoding="utf-8")
    assert load_catalogue().facet(PRACTISED).title.in_(language) in written
    assert sentence in written, "a sentence stays in the language it was written in"
    assert ONLY_FOR_ME not in written, "what was not chosen stays"
    assert taken_along(page, "pdf", folder).read_bytes().startswith(b"%PDF-1.7")
