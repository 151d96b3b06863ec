"""Words that help HR while configuring: hints, reasons, and a preview of the questions."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.cycles.asking import blocks_of_round, items_of_round
from feedbackpulse.cycles.domain import AskedItem, Cycle, OwnQuestion
from feedbackpulse.cycles.outlook import is_long, joins_two
from feedbackpulse.web.cycle_words import block_title
from feedbackpulse.web.hr.consequences import Consequences
from feedbackpulse.web.language import LANGUAGE_NAMES


@dataclass(frozen=True, kw_only=True, slots=True)
class PreviewQuestion:
    """One question as an employee sees it, in one language."""

    code: str
    text: str
    labels: tuple[str, ...]
    is_open: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class PreviewSection:
    """The questions of one theme, or those that come back in every round."""

    title: str
    every_round: bool
    questions: tuple[PreviewQuestion, ...]


def hints_about(question: OwnQuestion) -> list[str]:
    """Return what may make a question hard to answer. Empty when nothing was noticed."""
    hints = []
    for locale in ("nl", "en"):
        text, name = question.text.in_(locale), LANGUAGE_NAMES[locale]
        if is_long(text):
            hints.append(_("%(language)s: more than 15 words. Can it be shorter?", language=name))
        if joins_two(text):
            hints.append(
                _("%(language)s: this may be two questions in one. Split them.", language=name)
            )
    return hints


def why_it_cannot_start(outcome: Consequences) -> str | None:
    """Return the reason not to start, if there is one."""
    if outcome.reporting.too_few:
        return too_few(outcome.reporting.people, outcome.reporting.smallest_group)
    if not outcome.rounds:
        return str(_("The only round is already over. Choose another first day in step 4."))
    return None


def too_few(people: int, least: int) -> str:
    """Return why a round with so few people would give them away."""
    return str(
        ngettext(
            "You ask %(num)d person. A round needs at least %(least)d.",
            "You ask %(num)d people. A round needs at least %(least)d.",
            people,
            least=least,
        )
    )


def preview_sections(
    cycle: Cycle, catalogue: Catalogue, language: str
) -> tuple[PreviewSection, ...]:
    """Return every question of a cycle in one language: theme by theme, then the fixed ones."""
    asked = items_of_round(cycle, 1, catalogue)
    first = sum(len(catalogue.block_items(block)) for block in blocks_of_round(cycle, 1))
    themes = (
        PreviewSection(
            title=block_title(catalogue, catalogue.block(block), language),
            every_round=False,
            questions=tuple(
                _question(item.code, item.text.in_(language), item.scale, catalogue, language)
                for item in catalogue.block_items(block)
            ),
        )
        for block in cycle.blocks
    )
    fixed = PreviewSection(
        title="", every_round=True, questions=_asked(asked[first:], catalogue, language)
    )
    return (*themes, fixed)


def _asked(
    items: tuple[AskedItem, ...], catalogue: Catalogue, language: str
) -> tuple[PreviewQuestion, ...]:
    return tuple(
        _question(item.code, item.text.in_(language), item.scale, catalogue, language)
        for item in items
    )


def _question(
    code: str, text: str, scale: str, catalogue: Catalogue, language: str
) -> PreviewQuestion:
    found = catalogue.scales[scale]
    return PreviewQuestion(
        code=code,
        text=text,
        labels=tuple(label.in_(language) for label in found.labels.values()),
        is_open=found.max_chars is not None,
    )
