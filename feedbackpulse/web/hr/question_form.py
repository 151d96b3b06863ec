"""The form with which HR chooses the questions of a cycle."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import Length

from feedbackpulse.checkpoints.domain import OPEN_SCALE, LocalText
from feedbackpulse.cycles.domain import MOST_OWN_QUESTIONS, RATED_SCALE, Cycle, OwnQuestion
from feedbackpulse.web.choices import MultiCheckboxField, options

OWN_KINDS = options(
    [(RATED_SCALE, _l("Agree or disagree")), (OPEN_SCALE, _l("In their own words"))]
)


def tidy(text: str | None) -> str:
    """Return a text without spaces around it and with single spaces inside."""
    return " ".join((text or "").split())


class WhatForm(FlaskForm):
    """Step 1: which questions."""

    blocks = MultiCheckboxField(_l("Themes"), coerce=int)
    asks_open_question = BooleanField(_l("Ask the open question at the end of every round"))

    @classmethod
    def of(cls, cycle: Cycle, blocks: Iterable[int]) -> WhatForm:
        """Return the form, filled in with what the draft says."""
        start: dict[str, Any] = {
            "blocks": list(cycle.blocks),
            "asks_open_question": cycle.asks_open_question,
        }
        for question in cycle.own_questions:
            start[f"own_{question.number}_nl"] = question.text.nl
            start[f"own_{question.number}_en"] = question.text.en
            start[f"own_{question.number}_kind"] = question.scale
        form: WhatForm = _WithOwnQuestions(data=start)
        form.blocks.choices = options((str(block), str(block)) for block in blocks)
        return form

    def own_rows(self) -> list[tuple[int, Any, Any, Any]]:
        """Return the fields of each own question: its number, Dutch, English and kind."""
        return [
            (number, self[f"own_{number}_nl"], self[f"own_{number}_en"], self[f"own_{number}_kind"])
            for number in range(1, MOST_OWN_QUESTIONS + 1)
        ]

    def own_questions(self) -> tuple[OwnQuestion, ...]:
        """Return the questions that were filled in."""
        return tuple(
            OwnQuestion(
                number=number,
                text=LocalText(nl=tidy(dutch.data), en=tidy(english.data)),
                scale=kind.data if kind.data == OPEN_SCALE else RATED_SCALE,
            )
            for number, dutch, english, kind in self.own_rows()
            if tidy(dutch.data) or tidy(english.data)
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for both languages of each question, and for something to ask."""
        fine = bool(super().validate(extra_validators))
        for _number, dutch, english, _kind in self.own_rows():
            if bool(tidy(dutch.data)) != bool(tidy(english.data)):
                empty = english if tidy(dutch.data) else dutch
                empty.errors = [_("Write this question in both languages.")]
                fine = False
        if fine and not self.blocks.data and not self.own_questions():
            self.blocks.errors = [_("Choose at least one theme, or add a question of your own.")]
            fine = False
        return fine


def _own_fields() -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for number in range(1, MOST_OWN_QUESTIONS + 1):
        longest = Length(max=300, message=_l("Use at most 300 characters."))
        fields[f"own_{number}_nl"] = StringField(_l("In Dutch"), [longest])
        fields[f"own_{number}_en"] = StringField(_l("In English"), [longest])
        fields[f"own_{number}_kind"] = SelectField(
            _l("How people answer"), choices=OWN_KINDS, default=RATED_SCALE
        )
    return fields


_WithOwnQuestions = type("_WithOwnQuestions", (WhatForm,), _own_fields())
