"""What the page shows of how colleagues see somebody, in the words of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import Final

from flask_babel import lazy_gettext as _l

from feedbackpulse.checkpoints.domain import Catalogue
from feedbackpulse.reflection.peer_page import PeerPage
from feedbackpulse.reflection.peer_view import Seen, Sight

NAMES: Final[Mapping[Sight, str]] = MappingProxyType(
    {
        Sight.HIDDEN_STRENGTH: _l("Hidden strengths"),
        Sight.SHARED: _l("Shared view"),
        Sight.TO_DISCUSS: _l("To talk about"),
        Sight.OTHERS_ONLY: _l("What others see"),
        Sight.NOT_VISIBLE: _l("Not visible yet"),
        Sight.TOO_FEW: _l("Too few answers"),
    }
)
_ONE_HIDDEN: Final = _l("Hidden strength")
_OTHERS_ONLY: Final = _l("You had not rated this yourself by then, so there is nothing to compare.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One behaviour, with both views of it."""

    title: str
    behaviour: str
    name: str
    seen: Seen


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """The behaviours of which the same is to be said."""

    sight: Sight
    name: str
    words: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PeersView:
    """What colleagues see, hidden strengths first."""

    groups: tuple[Group, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """Return every behaviour, in the order of the page."""
        return tuple(line for group in self.groups for line in group.lines)

    @property
    def has_any(self) -> bool:
        """Say whether there is anything that at least three colleagues said."""
        return any(group.sight is not Sight.TOO_FEW for group in self.groups)


def view_page(page: PeerPage, catalogue: Catalogue, locale: str) -> PeersView | None:
    """Return what a page shows, or None when it was never opened."""
    if page.seen is None:
        return None
    grouped = groupby(page.seen, key=lambda one: one.sight)
    return PeersView(
        groups=tuple(_group(sight, seen, catalogue, locale) for sight, seen in grouped)
    )


def _group(sight: Sight, seen: Iterable[Seen], catalogue: Catalogue, locale: str) -> Group:
    name = str(NAMES[sight])
    return Group(
        sight=sight,
        name=name,
        words=_words(sight, catalogue, locale),
        lines=tuple(
            Line(
                title=catalogue.facet(one.facet).title.in_(locale),
                behaviour=catalogue.item(one.item).text.in_(locale),
                name=str(_ONE_HIDDEN) if sight is Sight.HIDDEN_STRENGTH else name,
                seen=one,
            )
            for one in seen
        ),
    )


def _words(sight: Sight, catalogue: Catalogue, locale: str) -> str:
    if sight is Sight.OTHERS_ONLY:
        return str(_OTHERS_ONLY)
    return catalogue.wording_of(f"others.{sight.value}").in_(locale)
