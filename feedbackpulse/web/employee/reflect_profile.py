"""What the page on strengths shows, put together from a profile and the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from feedbackpulse.charts import profile as chart
from feedbackpulse.checkpoints.domain import Catalogue, Checkpoint, LocalText
from feedbackpulse.reflection.domain import Reflection
from feedbackpulse.reflection.profile import (
    Change,
    Direction,
    FacetProfile,
    Profile,
    changes_since,
)

ALREADY_STRONG = 4.0
MOST_ACTIONS = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Highlight:
    """A strength or an improvement area."""

    title: LocalText
    behaviour: LocalText
    times: int
    is_high: bool
    actions: tuple[LocalText, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnWords:
    """What the owner wrote under one prompt, then and now."""

    prompt: LocalText
    then: str
    now: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangedFacet:
    """How one facet changed, in the words of the catalogue and in the owner's own."""

    title: LocalText
    direction: Direction
    words: tuple[OwnWords, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """The last reflection beside an earlier one."""

    then: Reflection
    now: Reflection
    changed: tuple[ChangedFacet, ...]
    stable: tuple[LocalText, ...]
    other_words: tuple[OwnWords, ...]

    @property
    def is_too_early(self) -> bool:
        """Say whether no facet was rated often enough to see a change."""
        return not self.changed and not self.stable


def highlight(facet: FacetProfile, catalogue: Catalogue) -> Highlight:
    """Return a strength or improvement area with what helps to work on it."""
    point = _checkpoint_of(facet.facet, catalogue)
    [item, *_] = [i for i in catalogue.reflection_items(point.code) if i.facet == facet.facet]
    return Highlight(
        title=catalogue.facet(facet.facet).title,
        behaviour=item.text,
        times=sum(rating is not None for rating in facet.ratings),
        is_high=facet.level.mean >= ALREADY_STRONG,
        actions=tuple(a.text for a in point.development.get("employee", ())[:MOST_ACTIONS]),
    )


def _checkpoint_of(facet: str, catalogue: Catalogue) -> Checkpoint:
    return next(p for p in catalogue.checkpoints if facet in {f.code for f in p.facets})


def drawing(profile: Profile, catalogue: Catalogue, locale: str) -> chart.Drawing:
    """Return the dots of a profile."""
    strong = {facet.facet for facet in profile.strengths}
    growing = {facet.facet for facet in profile.improvement_areas}
    return chart.draw(
        (
            chart.Dot(
                name=catalogue.facet(facet.facet).title.in_(locale),
                level=facet.level.mean,
                error=facet.level.variance**0.5,
                before=facet.previous.mean if facet.previous else None,
                mark=_mark(facet.facet, strong, growing),
            )
            for facet in profile.facets
        ),
        own_mean=profile.own_mean,
    )


def _mark(facet: str, strong: set[str], growing: set[str]) -> chart.Mark:
    if facet in strong:
        return chart.Mark.STRENGTH
    return chart.Mark.GROWTH if facet in growing else chart.Mark.NONE


def compare(
    finished: Sequence[Reflection], catalogue: Catalogue, since: int | None
) -> Comparison | None:
    """Return the last reflection beside the one with that number, or else the one before."""
    rated = [one for one in finished if one.scores()]
    earlier = {one.number: one for one in rated[:-1]}
    if not earlier:
        return None
    then = earlier.get(since or 0, rated[-2])
    changes = changes_since(rated, earlier=then.id)
    clear = [c for c in changes if c.direction in {Direction.GREW, Direction.LOWER}]
    clear.sort(key=lambda change: (change.direction is Direction.LOWER, -abs(change.difference)))
    steady = [c.facet for c in changes if c.direction is Direction.STABLE]
    shown = {change.facet for change in clear}
    return Comparison(
        then=then,
        now=rated[-1],
        changed=tuple(_changed(change, then, rated[-1], catalogue) for change in clear),
        stable=tuple(catalogue.facet(facet).title for facet in steady),
        other_words=_own_words(then, rated[-1], catalogue, without=shown),
    )


def _changed(
    change: Change, then: Reflection, now: Reflection, catalogue: Catalogue
) -> ChangedFacet:
    return ChangedFacet(
        title=catalogue.facet(change.facet).title,
        direction=change.direction,
        words=_own_words(then, now, catalogue, only=change.facet),
    )


def _own_words(
    then: Reflection,
    now: Reflection,
    catalogue: Catalogue,
    *,
    only: str | None = None,
    without: frozenset[str] | set[str] = frozenset(),
) -> tuple[OwnWords, ...]:
    written = {words.prompt: words.facet for one in (then, now) for words in one.words}
    return tuple(
        OwnWords(
            prompt=catalogue.item(prompt).text,
            then=then.words_of(prompt),
            now=now.words_of(prompt),
        )
        for prompt, facet in sorted(written.items())
        if facet not in without and only in {None, facet}
    )


def days_of(finished: Sequence[Reflection]) -> tuple[date, ...]:
    """Return the days on which the reflections that count were finished."""
    return tuple(one.finished_on for one in finished if one.scores() and one.finished_on)
