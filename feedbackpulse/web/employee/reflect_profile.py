"""What the page on strengths shows, put together from a profile and the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from feedbackpulse.checkpoints.domain import Catalogue, Checkpoint, LocalText
from feedbackpulse.reflection.change import Change, Direction, changes_since
from feedbackpulse.reflection.domain import Reflection, ReflectionKind
from feedbackpulse.reflection.own_words import Kept, Place
from feedbackpulse.reflection.profile import FacetProfile, Profile

ALREADY_STRONG = 4.0
MOST_ACTIONS = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Highlight:
    """A strength or an improvement area: what it is, why it is one, and what helps."""

    facet: FacetProfile
    title: LocalText
    behaviour: LocalText
    actions: tuple[LocalText, ...]
    note: str = ""

    @property
    def given(self) -> tuple[float, ...]:
        """Return what the owner rated it with, oldest first."""
        return tuple(rating for rating in self.facet.ratings if rating is not None)

    @property
    def is_high(self) -> bool:
        """Say whether it goes well already, wherever it stands among the others."""
        return self.facet.level.mean >= ALREADY_STRONG


@dataclass(frozen=True, kw_only=True, slots=True)
class Labels:
    """What is named, what its owner added, and the notes beside parts that are not named now."""

    strengths: tuple[Highlight, ...]
    improvement_areas: tuple[Highlight, ...]
    own_strengths: tuple[Kept, ...]
    own_improvement_areas: tuple[Kept, ...]
    other_notes: tuple[tuple[LocalText, Kept], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ThenAndNow:
    """What the owner wrote under one prompt, then and now."""

    prompt: LocalText
    then: str
    now: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangedFacet:
    """How one facet changed, in the words of the catalogue and in the owner's own."""

    title: LocalText
    direction: Direction
    words: tuple[ThenAndNow, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """The last large reflection beside an earlier one."""

    then: Reflection
    now: Reflection
    changes: tuple[Change, ...]
    changed: tuple[ChangedFacet, ...]
    stable: tuple[LocalText, ...]
    other_words: tuple[ThenAndNow, ...]

    @property
    def is_too_early(self) -> bool:
        """Say whether no facet was rated often enough to see a change."""
        return not self.changed and not self.stable


def labels_of(profile: Profile, kept: Sequence[Kept], catalogue: Catalogue) -> Labels:
    """Return what is named in a profile, among what its owner added to it."""
    by_place = {place: [one for one in kept if one.words.place is place] for place in Place}
    notes = {one.words.facet: one.words.text for one in by_place[Place.NOTE]}
    named = {one.facet for one in (*profile.strengths, *profile.improvement_areas)}
    others = [one for one in by_place[Place.NOTE] if one.words.facet not in named]
    return Labels(
        strengths=tuple(_highlight(one, catalogue, notes) for one in profile.strengths),
        improvement_areas=tuple(
            _highlight(one, catalogue, notes) for one in profile.improvement_areas
        ),
        own_strengths=tuple(by_place[Place.STRENGTH]),
        own_improvement_areas=tuple(by_place[Place.IMPROVEMENT_AREA]),
        other_notes=tuple((catalogue.facet(one.words.facet).title, one) for one in others),
    )


def _highlight(facet: FacetProfile, catalogue: Catalogue, notes: Mapping[str, str]) -> Highlight:
    point = _checkpoint_of(facet.facet, catalogue)
    [item, *_] = [i for i in catalogue.reflection_items(point.code) if i.facet == facet.facet]
    return Highlight(
        facet=facet,
        title=catalogue.facet(facet.facet).title,
        behaviour=item.text,
        note=notes.get(facet.facet, ""),
        actions=tuple(a.text for a in point.development.get("employee", ())[:MOST_ACTIONS]),
    )


def _checkpoint_of(facet: str, catalogue: Catalogue) -> Checkpoint:
    return next(p for p in catalogue.checkpoints if facet in {f.code for f in p.facets})


def compare(
    finished: Sequence[Reflection], catalogue: Catalogue, since: int | None
) -> Comparison | None:
    """Return the last reflection beside the one with that number, or else the one before."""
    rated = [one for one in finished if one.scores()]
    large = [one for one in rated if one.kind is ReflectionKind.LARGE]
    earlier = {one.number: one for one in large[:-1]}
    if not earlier:
        return None
    then, now = earlier.get(since or 0, large[-2]), large[-1]
    changes = changes_since(rated, earlier=then.id)
    clear = [c for c in changes if c.direction in {Direction.GREW, Direction.LOWER}]
    clear.sort(key=lambda change: (change.direction is Direction.LOWER, -abs(change.difference)))
    steady = [c.facet for c in changes if c.direction is Direction.STABLE]
    shown = {change.facet for change in clear}
    return Comparison(
        then=then,
        now=now,
        changes=changes,
        changed=tuple(_changed(change, then, now, catalogue) for change in clear),
        stable=tuple(catalogue.facet(facet).title for facet in steady),
        other_words=_then_and_now(then, now, catalogue, without=shown),
    )


def _changed(
    change: Change, then: Reflection, now: Reflection, catalogue: Catalogue
) -> ChangedFacet:
    return ChangedFacet(
        title=catalogue.facet(change.facet).title,
        direction=change.direction,
        words=_then_and_now(then, now, catalogue, only=change.facet),
    )


def _then_and_now(
    then: Reflection,
    now: Reflection,
    catalogue: Catalogue,
    *,
    only: str | None = None,
    without: frozenset[str] | set[str] = frozenset(),
) -> tuple[ThenAndNow, ...]:
    written = {words.prompt: words.facet for one in (then, now) for words in one.words}
    return tuple(
        ThenAndNow(
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
