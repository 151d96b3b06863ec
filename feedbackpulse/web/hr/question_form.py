"""The forms with which HR chooses the questions of a cycle, and writes questions of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypedDict

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import Length

from feedbackpulse.checkpoints.domain import OPEN_SCALE, Block, LocalText
from feedbackpulse.cycles.domain import MOST_OWN_QUESTIONS, RATED_SCALE, Cycle, OwnQuestion
from feedbackpulse.web.choices import MultiCheckboxField, options
from feedbackpulse.wording.stems import Language, language_of

OWN_KINDS = options(
    [(RATED_SCALE, _l("Agree or disagree")), (OPEN_SCALE, _l("In their own words"))]
)
LONGEST_QUESTION = 300


def tidy(text: str | None) -> str:
    """Return a text without spaces around it and with single spaces inside."""
    return " ".join((text or "").split())


class WordingForm(FlaskForm):
    """A question of the organisation's own, in both languages."""

    dutch = StringField(
        _l("In Dutch"), [Length(max=LONGEST_QUESTION, message=_l("Use at most 300 characters."))]
    )
    english = StringField(
        _l("In English"), [Length(max=LONGEST_QUESTION, message=_l("Use at most 300 characters."))]
    )

    @property
    def is_written(self) -> bool:
        """Say whether there is anything in the fields."""
        return bool(tidy(self.dutch.data) or tidy(self.english.data))

    @property
    def wording(self) -> LocalText:
        """Return what was written, tidied."""
        return LocalText(nl=tidy(self.dutch.data), en=tidy(self.english.data))

    def has_both(self) -> bool:
        """Say whether both languages are there, and mark the field that is empty."""
        for field in (self.dutch, self.english):
            if not tidy(field.data):
                field.errors = [_("Write this question in both languages.")]
                return False
        return True


class OwnItemForm(WordingForm):
    """A new question."""

    kind = SelectField(_l("How people answer"), choices=OWN_KINDS, default=RATED_SCALE)

    @classmethod
    def with_words(cls, words: str) -> OwnItemForm:
        """Return the form, with words in the field of the language that they most likely are in."""
        english = language_of(words) is Language.ENGLISH
        return cls(data={"english" if english else "dutch": tidy(words)})

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for both languages."""
        return bool(super().validate(extra_validators)) and self.has_both()


class RewordingForm(WordingForm):
    """Another wording of a question; how people answer it stays."""

    @classmethod
    def of(cls, text: LocalText) -> RewordingForm:
        """Return the form, filled in with the wording of now."""
        return cls(data={"dutch": text.nl, "english": text.en})

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for both languages."""
        return bool(super().validate(extra_validators)) and self.has_both()


class WhatChoices(TypedDict):
    """What step 1 decides, apart from a question that was written just now."""

    blocks: tuple[int, ...]
    leadership_blocks: tuple[int, ...]
    stagger: bool
    asks_open_question: bool
    asks_worth: bool
    own_questions: tuple[OwnQuestion, ...]


class WhatForm(WordingForm):
    """Step 1: which questions."""

    blocks = MultiCheckboxField(_l("Themes"), coerce=int)
    leadership = MultiCheckboxField(_l("About leadership and policy"), coerce=int)
    stagger = BooleanField(_l("Let teams take turns with the themes"))
    asks_open_question = BooleanField(_l("Ask the open question at the end of every round"))
    asks_worth = BooleanField(_l("Ask last of all whether these questions were worth the time"))
    own = MultiCheckboxField(_l("Questions of your own"), coerce=int)
    kind = SelectField(_l("How people answer"), choices=OWN_KINDS, default=RATED_SCALE)

    available: Sequence[OwnQuestion] = ()

    @classmethod
    def of(
        cls, cycle: Cycle, blocks: Iterable[Block], available: Sequence[OwnQuestion]
    ) -> WhatForm:
        """Return the form, filled in with what the draft says; it offers what is available."""
        every = list(blocks)
        leadership = [block.id for block in every if block.series]
        # Drafts from before leadership had its week may have these among their themes.
        chosen = [*cycle.leadership_blocks, *(b for b in cycle.blocks if b in leadership)]
        form = cls(
            data={
                "blocks": list(cycle.blocks),
                "leadership": chosen,
                "stagger": cycle.stagger,
                "asks_open_question": cycle.asks_open_question,
                "asks_worth": cycle.asks_worth,
                "own": [question.number for question in cycle.own_questions],
            }
        )
        form.available = available
        form.blocks.choices = options((str(b.id), str(b.id)) for b in every if not b.series)
        form.leadership.choices = options((str(b), str(b)) for b in leadership)
        form.own.choices = options(
            (str(one.number), one.text.in_(str(get_locale()))) for one in available
        )
        return form

    def choices_made(self) -> WhatChoices:
        """Return what was chosen."""
        return WhatChoices(
            blocks=tuple(self.blocks.data or ()),
            leadership_blocks=tuple(self.leadership.data or ()),
            stagger=bool(self.stagger.data),
            asks_open_question=bool(self.asks_open_question.data),
            asks_worth=bool(self.asks_worth.data),
            own_questions=self.own_questions(),
        )

    def own_questions(self) -> tuple[OwnQuestion, ...]:
        """Return the questions of the organisation's own that were chosen."""
        return tuple(one for one in self.available if one.number in (self.own.data or ()))

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for both languages of a new question, and for something to ask."""
        if not super().validate(extra_validators) or (self.is_written and not self.has_both()):
            return False
        count, most = len(self.own_questions()) + self.is_written, MOST_OWN_QUESTIONS
        if count > most:
            self.own.errors = [_("Ask at most %(most)d questions of your own.", most=most)]
        elif not (self.blocks.data or self.leadership.data or count):
            self.blocks.errors = [_("Choose at least one theme, or add a question of your own.")]
        return not (self.own.errors or self.blocks.errors)
