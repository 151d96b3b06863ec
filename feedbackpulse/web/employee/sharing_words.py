"""What somebody shares in words: the same for the owner who looks first and for the reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.reflection.change import Direction
from feedbackpulse.reflection.plan import Status
from feedbackpulse.reflection.sharing import Copy, Ending, Shareable
from feedbackpulse.web.employee.plan_words import checkpoint_of, joined, name_of_status
from feedbackpulse.web.page import day

KINDS: Final = {
    Shareable.STRENGTH: _l("Strength"),
    Shareable.IMPROVEMENT_AREA: _l("Where I can grow"),
    Shareable.OWN_STRENGTH: _l("Strength, in my own words"),
    Shareable.OWN_IMPROVEMENT_AREA: _l("Where I can grow, in my own words"),
    Shareable.WORDS: _l("What I wrote"),
    Shareable.PLAN: _l("My plan"),
    Shareable.GROWTH: _l("How I rated myself over time"),
    Shareable.PEERS: _l("What colleagues see in me"),
}
ENDINGS: Final = {
    Ending.DAY: _l("Ended by itself, on its last day."),
    Ending.STOPPED: _l("You stopped sharing this."),
    Ending.READER_LEFT: _l("This person left. So sharing ended."),
    Ending.OWNER_LEFT: _l("Sharing ended when your account was closed."),
    Ending.RENEWED: _l("You shared this again later."),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One shared thing in words; *quote* is what somebody wrote, *points* are days with a rating."""

    kind: str
    title: str
    says: tuple[str, ...] = ()
    quote: str = ""
    points: tuple[tuple[date, float], ...] = ()


def tell(copy: Copy, catalogue: Catalogue, locale: str) -> Told:
    """Return what a reader sees of a copy, in a language."""
    return _TELLERS.get(copy.kind, _own)(copy, catalogue, locale)


def _label(copy: Copy, catalogue: Catalogue, locale: str) -> Told:
    items = catalogue.reflection_items(checkpoint_of(copy.ref, catalogue).code)
    behaviour = next(item.text.in_(locale) for item in items if item.facet == copy.ref)
    based = ngettext(
        "Based on %(num)s reflection.", "Based on %(num)s reflections.", copy.facts["times"]
    )
    first = _("It is a first impression.") if copy.facts["first"] else ""
    own = _("It compares me with myself, not with others.")
    strong = copy.kind is Shareable.IMPROVEMENT_AREA and copy.facts["high"]
    high = _("It is already strong, and it can still grow.") if strong else ""
    says = (behaviour, high, " ".join(str(one) for one in (based, first, own) if one))
    return _told(copy, _facet(copy.ref, catalogue, locale), *says)


def _words(copy: Copy, catalogue: Catalogue, locale: str) -> Told:
    prompt = catalogue.item(copy.facts["prompt"]).text.in_(locale)
    written = _("Written on %(day)s.", day=_day(copy.facts["day"]))
    return replace(_told(copy, prompt, written), quote=copy.facts["text"])


def _plan(copy: Copy, catalogue: Catalogue, locale: str) -> Told:
    facts = copy.facts
    lasts = _(
        "%(status)s. From %(first)s to %(last)s.",
        status=name_of_status(Status(facts["status"])),
        first=_day(facts["created"]),
        last=_day(facts["due"]),
    )
    says = (joined(facts["text_if"], facts["text_then"]), lasts)
    return replace(
        _told(copy, _facet(facts["facet"], catalogue, locale), *says), quote=facts["goal"]
    )


def _growth(copy: Copy, catalogue: Catalogue, locale: str) -> Told:
    direction = Direction(copy.facts["direction"])
    said = {
        Direction.GREW: _("I see clear growth here myself."),
        Direction.LOWER: _("Lately I did this less often. That is part of learning."),
        Direction.STABLE: catalogue.wording_of("change.stable").in_(locale),
        Direction.TOO_EARLY: catalogue.wording_of("change.too_early").in_(locale),
    }
    points = tuple((date.fromisoformat(one["day"]), one["rating"]) for one in copy.facts["points"])
    title = _facet(copy.ref, catalogue, locale)
    return replace(_told(copy, title, said[direction]), points=points)


def _peers(copy: Copy, catalogue: Catalogue, locale: str) -> Told:
    """Tell in words what colleagues see; no number of theirs is ever shared."""
    said = {
        "hidden_strength": _("Colleagues see this more strongly than I do:"),
        "shared": _("Colleagues and I see the same:"),
        "to_discuss": _("Colleagues see this less often than I do:"),
    }
    seen = [(sight, _facet(code, catalogue, locale)) for code, sight in copy.facts["sights"]]
    says = [
        f"{words} {', '.join(title for sight, title in seen if sight == wanted)}."
        for wanted, words in said.items()
        if any(sight == wanted for sight, _title in seen)
    ]
    return _told(copy, _("Asked on %(day)s", day=_day(copy.facts["day"])), *says)


def _own(copy: Copy, _catalogue: Catalogue, _locale: str) -> Told:
    return replace(_told(copy, copy.facts["title"]), quote=copy.facts["text"])


_TELLERS: Final[Mapping[Shareable, Callable[[Copy, Catalogue, str], Told]]] = {
    Shareable.STRENGTH: _label,
    Shareable.IMPROVEMENT_AREA: _label,
    Shareable.WORDS: _words,
    Shareable.PLAN: _plan,
    Shareable.GROWTH: _growth,
    Shareable.PEERS: _peers,
}


def _told(copy: Copy, title: str, *says: str) -> Told:
    return Told(
        kind=str(KINDS[copy.kind]), title=str(title), says=tuple(str(one) for one in says if one)
    )


def _facet(code: str, catalogue: Catalogue, locale: str) -> str:
    return catalogue.facet(code).title.in_(locale)


def _day(written: str) -> str:
    return day(date.fromisoformat(written))
