"""Does the browser say the same eight words, and does it warn of what gives a writer away?"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypedDict

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route, expect

from feedbackpulse.roster.words import eight_words, word_list
from tests.privacy.comments_corpus import HALVES, LOCALES, Comment, corpus

STATIC: Final = Path(__file__).resolve().parents[2] / "static"
ORIGIN: Final = "http://words.test"
LEAST_RECALL: Final = 0.90
LEAST_PRECISION: Final = 0.70


class Warned(TypedDict):
    """One warning, as the browser gives it."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """How much of what was planted is found, and how much of what is said is right."""

    recall: float
    precision: float
    missed: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def is_enough(self) -> bool:
        """Say whether such warnings are worth their place on the page."""
        return self.recall >= LEAST_RECALL and self.precision >= LEAST_PRECISION


def measured(comments: Sequence[Comment], warned: Sequence[Sequence[Warned]]) -> Measured:
    """Compare what was warned of with what was planted."""
    missed: list[str] = []
    wrong: list[str] = []
    right = 0
    for comment, warnings in zip(comments, warned, strict=True):
        hits = [one for one in warnings if is_hit(comment, one)]
        if comment.kind and not hits:
            missed.append(f"{comment.kind}: {comment.text}")
        right += len(hits)
        wrong += [
            f"{one['kind']} {comment.text[one['start'] : one['end']]!r}: {comment.text}"
            for one in warnings
            if one not in hits
        ]
    planted = sum(comment.kind is not None for comment in comments)
    return Measured(
        recall=1 - len(missed) / planted,
        precision=right / max(1, right + len(wrong)),
        missed=tuple(missed),
        wrong=tuple(wrong),
    )


def is_hit(comment: Comment, warning: Warned) -> bool:
    """Say whether a warning is of what was planted, and there."""
    there = warning["start"] < comment.end and comment.start < warning["end"]
    return warning["kind"] == comment.kind and there


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """Return an empty page that can load our modules, and nothing else."""
    context = browser.new_context()

    def answer(route: Route) -> None:
        path = STATIC / route.request.url.removeprefix(f"{ORIGIN}/static/")
        if path.is_file():
            route.fulfill(path=path)
        else:
            route.fulfill(body="<!doctype html><title>empty</title>", content_type="text/html")

    context.route("**/*", answer)
    page = context.new_page()
    page.goto(f"{ORIGIN}/")
    yield page
    context.close()


@pytest.fixture(scope="module")
def warn(page: Page) -> Callable[[Sequence[Comment]], list[list[Warned]]]:
    """Return a function that asks the browser what it warns of in each comment."""

    def ask(comments: Sequence[Comment]) -> list[list[Warned]]:
        answers: list[list[Warned]] = page.evaluate(
            """async (comments) => {
                const { warningsIn } = await import("/static/js/warnings.js");
                return comments.map(([text, locale]) => warningsIn(text, locale));
            }""",
            [[comment.text, comment.locale] for comment in comments],
        )
        return answers

    return ask


@pytest.mark.parametrize("locale", LOCALES)
def test_browser_and_server_say_the_same_words(page: Page, locale: str) -> None:
    digests = [hashlib.sha256(bytes([number])).hexdigest() for number in range(50)]

    said = page.evaluate(
        """async ([digests, locale]) => {
            const { eightWords } = await import("/static/js/ballot/words.js");
            const lists = await (await fetch("/static/js/ballot/words.json")).json();
            const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
            return digests.map((digest) => eightWords(bytes(digest), lists[locale]));
        }""",
        [digests, locale],
    )

    assert [tuple(words) for words in said] == [eight_words(digest, locale) for digest in digests]


def test_the_browser_makes_no_words_of_half_a_fingerprint(page: Page) -> None:
    refused = page.evaluate(
        """async (list) => {
            const { eightWords } = await import("/static/js/ballot/words.js");
            const attempts = [[new Uint8Array(31), list], [new Uint8Array(32), list.slice(1)]];
            return attempts.map(([digest, words]) => {
                try { return eightWords(digest, words); } catch (error) { return error.name; }
            });
        }""",
        list(word_list("en")),
    )

    assert refused == ["RangeError", "RangeError"]


def test_the_corpus_is_large_balanced_and_its_halves_share_no_comment() -> None:
    halves = [corpus(half) for half in HALVES]
    every = [comment for half in halves for comment in half]
    planted = Counter(comment.locale for comment in every if comment.kind)

    assert all(planted[locale] >= 100 for locale in LOCALES)
    assert sum(planted.values()) == sum(comment.kind is None for comment in every)
    assert {one.text for one in halves[0]}.isdisjoint(one.text for one in halves[1])


@pytest.mark.parametrize("half", HALVES)
def test_warnings_find_what_was_planted_and_little_else(
    half: str,
    warn: Callable[[Sequence[Comment]], list[list[Warned]]],
    record_property: Callable[[str, object], None],
) -> None:
    comments = corpus(half)

    found = measured(comments, warn(comments))

    record_property("recall", round(found.recall, 3))
    record_property("precision", round(found.precision, 3))
    assert found.is_enough, f"{found.recall:.3f} {found.precision:.3f}\n" + "\n".join(
        [*found.missed, "", *found.wrong]
    )


def test_a_warner_that_never_or_always_warns_is_not_enough() -> None:
    comments = corpus("held out")
    kinds = {comment.kind for comment in comments if comment.kind}
    never: list[list[Warned]] = [[] for _ in comments]
    always: list[list[Warned]] = [
        [{"kind": kind, "start": 0, "end": len(comment.text)} for kind in sorted(kinds)]
        for comment in comments
    ]

    assert measured(comments, never).recall == 0
    assert not measured(comments, never).is_enough
    assert measured(comments, always).recall == 1
    assert not measured(comments, always).is_enough


@pytest.fixture
def written(browser: Browser, app: Flask) -> Iterator[Page]:
    """Return a page in Dutch with a field that is watched, which keeps what it asks for."""
    with app.test_request_context(headers={"Accept-Language": "nl"}):
        texts = app.jinja_env.get_template("_parts/warnings.html").module.warnings()  # type: ignore[attr-defined]  # a macro of the template
    body = (
        '<!doctype html><html lang="nl"><title>field</title><label for="f">Field</label>'
        f'<textarea id="f" data-warn></textarea>{texts}'
        '<script type="module" src="/static/js/warn.js"></script></html>'
    )
    context = browser.new_context()

    def answer(route: Route) -> None:
        path = STATIC / route.request.url.removeprefix(f"{ORIGIN}/static/")
        if path.is_file():
            route.fulfill(path=path)
        else:
            route.fulfill(body=body, content_type="text/html; charset=utf-8")

    context.route("**/*", answer)
    page = context.new_page()
    page.goto(f"{ORIGIN}/")
    page.wait_for_load_state("networkidle")
    yield page
    context.close()


def test_the_writer_reads_what_is_seen_and_no_byte_leaves_the_browser(written: Page) -> None:
    asked: list[str] = []
    written.on("request", lambda request: asked.append(request.url))
    lines = written.locator("[aria-live=polite] li")

    written.fill("textarea", "Mijn collega Sanne helpt me. Bel 06-12345678.")

    expect(lines).to_have_count(2)
    assert lines.nth(0).inner_text().startswith("“Sanne”: ")
    assert lines.nth(1).inner_text().startswith("“06-12345678”: ")
    written.fill("textarea", "Mijn collega helpt me.")
    expect(lines).to_have_count(0)
    assert asked == []


def test_markup_in_a_comment_stays_text(written: Page) -> None:
    written.fill("textarea", "Schrijf maar naar <b>jan@example.org</b> en <img src=x>.")

    line = written.locator("[aria-live=polite] li")

    expect(line).to_have_count(1)
    assert written.locator("[aria-live=polite] img").count() == 0


def test_the_longest_odd_text_is_read_quickly(page: Page) -> None:
    slowest: float = page.evaluate(
        """async () => {
            const { warningsIn } = await import("/static/js/warnings.js");
            const parts = ["A", "Aa ", "1 ", "0-", "J.", "van de ", "a@", "Ab-", "de enige ", "("];
            return Math.max(...parts.map((part) => {
                const begun = performance.now();
                warningsIn(part.repeat(4000 / part.length), "nl");
                return performance.now() - begun;
            }));
        }"""
    )

    assert slowest < 1000
