"""What somebody can choose for a cycle, in words: for whoever approves it and for whoever reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext

from feedbackpulse.checkpoints.domain import OPEN_SCALE, Block, Catalogue
from feedbackpulse.cycles.domain import Rhythm, SecondKey
from feedbackpulse.people.domain import TeamId, TeamTree
from feedbackpulse.web.attributes import attribute_label
from feedbackpulse.web.language import LANGUAGE_NAMES
from feedbackpulse.web.rule_words import rule_in_words


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """One thing that was chosen: what it is called, and what was chosen."""

    label: str
    chosen: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One thing that was chosen, beside what it was before; None where nothing changed."""

    setting: Setting
    before: tuple[str, ...] | None


def rhythm_label(rhythm: Rhythm, rule: str = "") -> str:
    """Return a rhythm in words; one of the organisation's own by its rule."""
    if rhythm is Rhythm.OWN:
        return rule_in_words(rule)
    known = {
        Rhythm.ONCE: _("Once"),
        Rhythm.BIWEEKLY: _("Every two weeks"),
        Rhythm.MONTHLY: _("Every month"),
        Rhythm.TWO_MONTHLY: _("Every two months"),
        Rhythm.QUARTERLY: _("Every quarter"),
    }
    return str(known[rhythm])


def holder_label(holder: SecondKey) -> str:
    """Return who besides the server must help to open the ballots."""
    known = {
        SecondKey.NONE: _("Nobody: the server can do it alone"),
        SecondKey.COUNCIL: _("The works council"),
        SecondKey.ADMIN: _("A second administrator"),
    }
    return str(known[holder])


def block_title(catalogue: Catalogue, block: Block, locale: str) -> str:
    """Return the names of the checkpoints in one block, joined."""
    return ", ".join(catalogue.checkpoint(code).title.in_(locale) for code in block.checkpoints)


def settings_in_words(
    settings: Mapping[str, Any], *, tree: TeamTree, catalogue: Catalogue, locale: str
) -> tuple[Setting, ...]:
    """Return what a works council decides about, one line for each choice."""
    return (
        *_protection(settings),
        Setting(label=_("Who is asked"), chosen=_teams(settings["teams"], tree)),
        *_content(settings, catalogue, locale),
        *_when(settings),
    )


def differences(
    now: tuple[Setting, ...], before: tuple[Setting, ...] | None
) -> tuple[Difference, ...]:
    """Return every choice, with what it was in the version before where that was otherwise."""
    earlier = {one.label: one.chosen for one in before or ()}
    return tuple(
        Difference(
            setting=one,
            before=None if earlier.get(one.label, one.chosen) == one.chosen else earlier[one.label],
        )
        for one in now
    )


def _protection(settings: Mapping[str, Any]) -> tuple[Setting, ...]:
    privacy = settings["privacy"]
    told = tuple(attribute_label(code) for code in settings["attributes"])
    return (
        Setting(
            label=_("A figure is shown from"),
            chosen=(_answers(privacy["smallest_group"]),),
        ),
        Setting(label=_("Words are shown from"), chosen=(_answers(privacy["comments_group"]),)),
        Setting(
            label=_("What always stays uncertain"),
            chosen=(_("the answers of %(count)d people", count=privacy["margin"]),),
        ),
        Setting(
            label=_("Who besides the server must help to open the ballots"),
            chosen=(holder_label(SecondKey(settings["second_key"])),),
        ),
        Setting(label=_("What people may tell about themselves"), chosen=told or (_("Nothing."),)),
    )


def _answers(count: int) -> str:
    return str(ngettext("%(num)d answer", "%(num)d answers", count))


def _teams(chosen: list[str] | None, tree: TeamTree) -> tuple[str, ...]:
    if chosen is None:
        return (_("Everybody"),)
    known = (TeamId(UUID(hex=team)) for team in chosen)
    return tuple(sorted(tree.get(team).name for team in known if team in tree))


def _content(settings: Mapping[str, Any], catalogue: Catalogue, locale: str) -> tuple[Setting, ...]:
    own = tuple(question[locale] for question in settings["own_questions"])
    in_words = settings["asks_open_question"] or any(
        question["scale"] == OPEN_SCALE for question in settings["own_questions"]
    )
    return (
        Setting(
            label=_("Themes"),
            chosen=tuple(
                block_title(catalogue, catalogue.block(block), locale)
                for block in settings["blocks"]
            )
            or (_("None"),),
        ),
        *_beside(settings, catalogue, locale),
        Setting(
            label=_("Does anybody answer in their own words?"),
            chosen=(_("Yes, whoever wants to") if in_words else _("No"),),
        ),
        Setting(label=_("Own questions"), chosen=own or (_("None"),)),
        Setting(
            label=_("Languages"),
            chosen=tuple(LANGUAGE_NAMES[each] for each in settings["locales"]),
        ),
    )


def _beside(settings: Mapping[str, Any], catalogue: Catalogue, locale: str) -> Iterator[Setting]:
    """Yield what few cycles choose; older settings do not speak of it."""
    if blocks := settings.get("leadership_blocks"):
        titles = (block_title(catalogue, catalogue.block(block), locale) for block in blocks)
        yield Setting(label=_("About leadership and policy"), chosen=tuple(titles))
    if settings.get("stagger"):
        yield Setting(
            label=_("Do teams get different themes in one round?"), chosen=(_("Yes, in turn"),)
        )
    if settings.get("asks_learning"):
        yield Setting(
            label=_("Is anybody asked what they would like to learn more about?"),
            chosen=(_("Yes, whoever wants to chooses one theme"),),
        )
    if settings.get("asks_worth"):
        yield Setting(
            label=_("Is anybody asked whether the questions were worth their time?"),
            chosen=(_("Yes, as the last question"),),
        )


def _when(settings: Mapping[str, Any]) -> tuple[Setting, ...]:
    days, themes = settings["window_days"], settings["blocks_per_round"]
    return (
        Setting(
            label=_("How often"),
            chosen=(rhythm_label(Rhythm(settings["rhythm"]), settings.get("rule", "")),),
        ),
        Setting(label=_("Days open"), chosen=(ngettext("%(num)d day", "%(num)d days", days),)),
        Setting(label=_("Themes in each round"), chosen=(str(themes),)),
    )
