"""A20: does the page warn of what would give the writer of a comment away?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.browser.modules import page_with
from tests.browser.test_words_and_warnings import (
    LEAST_PRECISION,
    LEAST_RECALL,
    Measured,
    Warned,
    measured,
)
from tests.privacy.attacks.measure import Lab, Measure
from tests.privacy.comments_corpus import Comment, corpus

Warn = Callable[[Lab, Sequence[Comment]], list[list[Warned]]]
_WARN = """async (comments) => {
    const { warningsIn } = await import("/static/js/warnings.js");
    return comments.map(([text, locale]) => warningsIn(text, locale));
}"""


def measure(lab: Lab) -> Measure:
    """Ask the module of the page, about the half that nobody tuned it on."""
    return _measure(lab, _in_the_page)


def naive(lab: Lab) -> Measure:
    """The test of the test: whoever knows addresses of mail only."""
    return _measure(lab, _mail_only)


def _measure(lab: Lab, warn: Warn) -> Measure:
    comments = corpus("held out")
    found: Measured = measured(comments, warn(lab, comments))
    return Measure(
        figure=f"{100 * found.recall:.0f} %, {100 * found.precision:.0f} %",
        holds=found.recall >= LEAST_RECALL and found.precision >= LEAST_PRECISION,
        details=(f"{len(comments)} comments", *found.missed[:10], *found.wrong[:10]),
    )


def _in_the_page(lab: Lab, comments: Sequence[Comment]) -> list[list[Warned]]:
    with page_with(lab.browser()) as page:
        answers: list[list[Warned]] = page.evaluate(
            _WARN, [[comment.text, comment.locale] for comment in comments]
        )
    return answers


def _mail_only(_: Lab, comments: Sequence[Comment]) -> list[list[Warned]]:
    found: list[list[Warned]] = []
    for comment in comments:
        place = comment.text.find("@")
        mail: Warned = {"kind": "mail", "start": place, "end": place + 1}
        found.append([mail] if place >= 0 else [])
    return found
