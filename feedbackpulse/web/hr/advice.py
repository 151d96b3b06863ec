"""Words that help HR while configuring: hints, reasons, and a preview of the questions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from feedbackpulse.checkpoints.customer import CustomerWord
from feedbackpulse.checkpoints.domain import Catalogue, LocalText
from feedbackpulse.cycles.asking import blocks_of_round, items_of_round, rounds_in_pass
from feedbackpulse.cycles.calendar import rounds_a_year
from feedbackpulse.cycles.domain import AskedItem, Cycle, Rhythm
from feedbackpulse.cycles.hints import Hint, hints
from feedbackpulse.web.cycle_words import block_title
from feedbackpulse.web.hr.consequences import Consequences
from feedbackpulse.web.language import LANGUAGE_NAMES
from feedbackpulse.web.pulse_form import learning_question

MONTHS = 12
_HINTS = {
    Hint.TWO_IN_ONE: _l("%(language)s: this may be two questions in one. Split them."),
    Hint.LEADING: _l("%(language)s: a strong word steers the answer. Say it plainly."),
    Hint.LONG: _l("%(language)s: more than 15 words. Can it be shorter?"),
    Hint.NEGATION: _l("%(language)s: people easily read over “not”. Say what you do mean."),
    Hint.JARGON: _l("%(language)s: not everybody knows each word. Choose an ordinary one."),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class PreviewQuestion:
    """One question as an employee sees it, in one language."""

    code: str
    text: str
    labels: tuple[str, ...]
    instead: str
    """What somebody chooses who does not answer."""
    is_open: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class PreviewSection:
    """The questions of one theme, or those that come back in every round."""

    title: str
    every_round: bool
    questions: tuple[PreviewQuestion, ...]


def hints_about(text: LocalText) -> list[str]:
    """Return what may make a question hard to answer. Empty when nothing was noticed."""
    return [
        _HINTS[hint] % {"language": LANGUAGE_NAMES[locale]}
        for locale in ("nl", "en")
        for hint in hints(text.in_(locale), locale)
    ]


def leadership_turns(cycle: Cycle) -> str:
    """Return in words how often each theme about leadership comes back."""
    count = len(cycle.leadership_blocks)
    if not count:
        return ""
    if cycle.rhythm is Rhythm.ONCE and cycle.blocks:
        return str(_("One single round asks your themes. It does not come to leadership."))
    if not cycle.blocks:
        return str(_("You chose nothing else: every round is about leadership."))
    rounds = rounds_in_pass(cycle) - 1
    between = rounds_in_pass(cycle) * count
    sentences = [
        ngettext(
            "After %(num)d round about your themes, one round is about leadership.",
            "After every %(num)d rounds about your themes, one round is about leadership.",
            rounds,
        ),
        ngettext(
            "Its theme comes back every %(between)d rounds.",
            "The %(num)d themes take turns: each comes back every %(between)d rounds.",
            count,
            between=between,
        ),
    ]
    a_year = rounds_a_year(cycle)
    if a_year > 1:
        months = round(MONTHS * between / a_year)
        sentences.append(
            ngettext("That is about every month.", "That is about every %(num)d months.", months)
        )
    return " ".join(map(str, sentences))


def why_it_cannot_start(outcome: Consequences) -> str | None:
    """Return the reason not to start, if there is one."""
    if outcome.reporting.too_few:
        return too_few(outcome.reporting.people, outcome.reporting.smallest_group)
    if not outcome.rounds:
        return str(_("The only round is already over. Choose another first day in step 4."))
    if outcome.burden.is_too_much:
        return too_much(outcome.burden.minutes, outcome.burden.limit)
    return None


def too_much(minutes: int, limit: int) -> str:
    """Return why a cycle asks too much, and what to change."""
    return str(
        _(
            "With this cycle an employee spends %(minutes)d minutes a year on questions. At most "
            "%(limit)d were agreed. Ask less often, ask fewer themes, or end another cycle.",
            minutes=minutes,
            limit=limit,
        )
    )


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
    cycle: Cycle, catalogue: Catalogue, language: str, customer: CustomerWord
) -> tuple[PreviewSection, ...]:
    """Return every question of a cycle in one language: theme by theme, then the fixed ones."""
    asked = items_of_round(cycle, 1, catalogue, customer=customer)
    first = sum(len(catalogue.block_items(block)) for block in blocks_of_round(cycle, 1))
    themes = (
        PreviewSection(
            title=block_title(catalogue, catalogue.block(block), language),
            every_round=False,
            questions=tuple(
                _question(
                    item.code,
                    customer.in_text(item.text).in_(language),
                    item.scale,
                    catalogue,
                    language,
                )
                for item in catalogue.block_items(block)
            ),
        )
        for block in (*cycle.blocks, *cycle.leadership_blocks)
    )
    fixed = PreviewSection(
        title="",
        every_round=True,
        questions=(
            *_asked(asked[first:], catalogue, language),
            *_about_learning(cycle, catalogue, language),
        ),
    )
    return (*themes, fixed)


def _about_learning(cycle: Cycle, catalogue: Catalogue, language: str) -> Iterator[PreviewQuestion]:
    """Yield the last question, in the language of the preview."""
    if not cycle.asks_learning:
        return
    with force_locale(language):
        asked, instead = learning_question(catalogue, language), _("I do not choose a theme")
    labels = tuple(option.label for option in asked.options)
    yield PreviewQuestion(
        code=asked.code, text=asked.label, labels=labels, instead=instead, is_open=False
    )


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
        instead=catalogue.non_substantive["dont_know"].in_(language),
        is_open=found.max_chars is not None,
    )
