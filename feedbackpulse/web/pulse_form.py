"""The ballot as a form: what it asks, and what somebody filled in.

The same page is one long form without JavaScript and one question at a time with it, so
everything that is said on a step is worked out here.
"""

from __future__ import annotations

import math
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from feedbackpulse.checkpoints.domain import WORTH, Catalogue, LocalText
from feedbackpulse.cycles.asking import items_of_round, seconds_to_answer
from feedbackpulse.cycles.attributes import ATTRIBUTES
from feedbackpulse.cycles.domain import AskedItem, Cycle, Round
from feedbackpulse.cycles.learning import LEARNING, THEMES, choices_in
from feedbackpulse.receipt_codes import mailbox_code, mailbox_of
from feedbackpulse.roster.intake import NUMBER_BYTES, Answers, CommentScope
from feedbackpulse.web.attributes import attribute_label, value_label

LONGEST_COMMENT = 600
DONT_KNOW = "unknown"
_NUMBER = re.compile(rf"[0-9a-f]{{{2 * NUMBER_BYTES}}}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """One answer to choose."""

    value: str
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One question of the form."""

    number: int
    item: AskedItem
    text: str
    options: tuple[Option, ...]
    hint: str
    progress: str
    left: str

    @property
    def field(self) -> str:
        """Return the name of its field."""
        return f"answer-{self.item.code}"


@dataclass(frozen=True, kw_only=True, slots=True)
class FilledIn:
    """What came with the form, as it was filled in, and what is wrong with it."""

    number: str
    values: Mapping[str, str] = field(default_factory=dict)
    scope: CommentScope = CommentScope.UNIT
    about: Mapping[str, str] = field(default_factory=dict)
    wants_reply: frozenset[str] = frozenset()
    errors: Mapping[str, str] = field(default_factory=dict)

    def value_of(self, question: Question) -> str:
        """Return what was chosen or written, or nothing."""
        return self.values.get(question.item.code, "")

    def answers(self, asked: Round) -> Answers:
        """Return the answers to send; what was skipped is not among them."""
        given = {item: self.values.get(item.code, "") for item in asked.items}
        return Answers(
            ratings={
                item.code: None if value == DONT_KNOW else int(value)
                for item, value in given.items()
                if value and not item.is_open
            },
            comments={item.code: text for item, text in given.items() if item.is_open and text},
            comment_scope=self.scope,
            attributes={
                choice: value
                for choice, values in choices_in(asked).items()
                if (value := self.about.get(choice, "")) in values
            },
            mailboxes={
                item: mailbox.hex()
                for item, code in self.codes(asked).items()
                if (mailbox := mailbox_of(code))
            },
        )

    def codes(self, asked: Round) -> Mapping[str, str]:
        """Return the code of each comment that may be answered; this form always has the same."""
        number = bytes.fromhex(self.number)
        return {
            item.code: mailbox_code(number, item.code)
            for item in asked.items
            if item.code in self.wants_reply and self.values.get(item.code)
        }


def questions_in(asked: Round, catalogue: Catalogue, locale: str) -> tuple[Question, ...]:
    """Return the questions of a round in one language."""
    return tuple(
        Question(
            number=number,
            item=item,
            text=item.text.in_(locale),
            options=_options(item, catalogue, locale),
            hint=_hint(item, catalogue).in_(locale),
            progress=_("Question %(number)s of %(total)s", number=number, total=len(asked.items)),
            left=ngettext(
                "%(num)s minute to go", "%(num)s minutes to go", _minutes(asked.items[number - 1 :])
            ),
        )
        for number, item in enumerate(asked.items, 1)
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Attribute:
    """Something that people may tell of themselves, in a few broad groups."""

    code: str
    label: str
    options: tuple[Option, ...]

    @property
    def field(self) -> str:
        """Return the name of its field."""
        return f"about-{self.code}"


def attributes_in(asked: Round) -> tuple[Attribute, ...]:
    """Return what a round lets people tell of themselves."""
    return tuple(
        Attribute(
            code=code,
            label=attribute_label(code),
            options=tuple(
                Option(value=value, label=value_label(code, value)) for value in ATTRIBUTES[code]
            ),
        )
        for code in asked.attributes
    )


def learning_in(asked: Round, catalogue: Catalogue, locale: str) -> Attribute | None:
    """Return the themes of which people can choose one to learn more about, where a round asks."""
    return learning_question(catalogue, locale) if asked.asks_learning else None


def learning_question(catalogue: Catalogue, locale: str) -> Attribute:
    """Return the question what somebody would like to learn more about."""
    return Attribute(
        code=LEARNING,
        label=attribute_label(LEARNING),
        options=tuple(
            Option(value=theme, label=catalogue.checkpoint(theme).title.in_(locale))
            for theme in THEMES
        ),
    )


def minutes_for(asked: Round) -> int:
    """Return about how many minutes a round takes."""
    return _minutes(asked.items)


def minutes_for_one(asked: Round, cycle: Cycle, catalogue: Catalogue) -> int:
    """Return about how many minutes a round takes one person, also where groups take turns."""
    if not cycle.stagger:
        return minutes_for(asked)
    return _minutes(items_of_round(cycle, asked.number, catalogue))


def _minutes(items: tuple[AskedItem, ...]) -> int:
    return max(1, math.ceil(seconds_to_answer(items) / 60))


def _options(item: AskedItem, catalogue: Catalogue, locale: str) -> tuple[Option, ...]:
    if item.is_open:
        return ()
    labels = catalogue.scales[item.scale].labels
    return tuple(Option(value=str(step), label=labels[step].in_(locale)) for step in sorted(labels))


def _hint(item: AskedItem, catalogue: Catalogue) -> LocalText:
    """Return what to think of while answering."""
    return catalogue.recall_period["worth" if item.code == WORTH else "pulse"]


def blank() -> FilledIn:
    """Return an empty form with a ballot number of its own, which nobody keeps."""
    return FilledIn(number=secrets.token_hex(NUMBER_BYTES))


def read(form: MultiDict[str, str], questions: tuple[Question, ...]) -> FilledIn:
    """Return what was filled in. Fields that the round does not ask are not looked at."""
    values = {q.item.code: form.get(q.field, "").strip() for q in questions}
    errors = {q.item.code: wrong for q in questions if (wrong := _wrong(q, values[q.item.code]))}
    number = form.get("ballot", "")
    if not _NUMBER.fullmatch(number):
        number = blank().number
        errors["ballot"] = _("The form was not complete. Your answers are still here: send again.")
    everywhere = form.get("scope") == CommentScope.ORGANISATION
    return FilledIn(
        number=number,
        values=values,
        scope=CommentScope.ORGANISATION if everywhere else CommentScope.UNIT,
        about={code: form.get(f"about-{code}", "") for code in (*ATTRIBUTES, LEARNING)},
        wants_reply=frozenset(q.item.code for q in questions if f"reply-{q.item.code}" in form),
        errors=errors,
    )


def _wrong(question: Question, value: str) -> str | None:
    if question.item.is_open:
        # a browser sends two characters for every new line
        length = len(value.replace("\r\n", "\n"))
        longest = LONGEST_COMMENT
        return _("Use at most %(max)d characters.", max=longest) if length > longest else None
    known = {"", DONT_KNOW, *(option.value for option in question.options)}
    return None if value in known else _("Choose one of the answers, or skip the question.")
