"""A reflection as a row of small steps: one item at a time, with a prompt beside it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from feedbackpulse.checkpoints.domain import Audience, Catalogue, Checkpoint, Item
from feedbackpulse.reflection.domain import FEWEST_FACETS, Reflection, ReflectionKind

FIRST_CHOICE = ("M4", "M9")
"""Proposed to somebody who reflects for the first time: listening, and looking at oneself."""
FIRST_PROMPT = "M7A-O1"
"""Asked of somebody who never wrote anything: about what went well."""
_WEEK = 7


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One page of the form."""

    number: int
    checkpoint: Checkpoint
    facet: str
    item: Item
    prompt: Item | None


def steps_of(reflection: Reflection, catalogue: Catalogue) -> tuple[Step, ...]:
    """Return the steps of a reflection, in the order of the norm.

    A large one asks a prompt with every facet; a small one asks a single prompt, at its end.
    """
    asked = _asked(reflection, catalogue)
    small = reflection.kind is ReflectionKind.SMALL
    only = prompt_of_week(catalogue, reflection.started_on, facets=reflection.facets)
    seen: set[str] = set()
    steps = []
    for number, (point, item) in enumerate(asked, 1):
        facet = str(item.facet)
        own = None if facet in seen else _prompt(catalogue, point, facet)
        last = only if number == len(asked) else None
        seen.add(facet)
        prompt = last if small else own
        steps.append(Step(number=number, checkpoint=point, facet=facet, item=item, prompt=prompt))
    return tuple(steps)


def _asked(reflection: Reflection, catalogue: Catalogue) -> list[tuple[Checkpoint, Item]]:
    every = [
        (point, item)
        for point in catalogue.checkpoints
        for item in catalogue.reflection_items(point.code)
    ]
    if reflection.kind is ReflectionKind.SMALL:
        return [(point, item) for point, item in every if item.facet in reflection.facets]
    return [(point, item) for point, item in every if point.code in reflection.checkpoints]


def _prompt(catalogue: Catalogue, point: Checkpoint, facet: str) -> Item | None:
    prompts = catalogue.prompts(point.code, Audience.REFLECTION)
    return next((prompt for prompt in prompts if prompt.facet == facet), None)


def every_prompt(catalogue: Catalogue) -> tuple[Item, ...]:
    """Return what can be asked of somebody who reflects, in the order of the norm."""
    return tuple(
        prompt
        for point in reflectable(catalogue)
        for prompt in catalogue.prompts(point.code, Audience.REFLECTION)
    )


def prompt_of_week(
    catalogue: Catalogue, day: date, *, facets: Collection[str] = (), turn: int = 0
) -> Item:
    """Return the prompt of the week in which a day falls, or another one by turns.

    It is the same for everybody, unless it has to be about one of some facets.
    """
    every = every_prompt(catalogue)
    prompts = [one for one in every if one.facet in facets] or every
    week = (day.toordinal() - 1) // _WEEK
    return prompts[(week + turn) % len(prompts)]


def next_step(reflection: Reflection, steps: tuple[Step, ...]) -> Step | None:
    """Return the first step the owner has not come past yet."""
    return next((s for s in steps if reflection.rating_of(s.item.code) is None), None)


def reflectable(catalogue: Catalogue) -> tuple[Checkpoint, ...]:
    """Return the checkpoints somebody can reflect on."""
    return tuple(p for p in catalogue.checkpoints if catalogue.reflection_items(p.code))


def count_facets(catalogue: Catalogue, codes: list[str]) -> int:
    """Return how many facets these checkpoints have together."""
    return len({item.facet for code in codes for item in catalogue.reflection_items(code)})


def proposal(
    earlier: tuple[Reflection, ...], catalogue: Catalogue, *, planned: Collection[str] = ()
) -> list[str]:
    """Return what is ticked beforehand: last time's choice, so that change can be seen.

    What somebody works on, by the facets of their plans, always belongs to it.
    """
    chosen = _last_choice(earlier, catalogue)
    return [
        point.code
        for point in reflectable(catalogue)
        if point.code in chosen or any(facet.code in planned for facet in point.facets)
    ]


def _last_choice(earlier: tuple[Reflection, ...], catalogue: Catalogue) -> list[str]:
    known = {point.code for point in reflectable(catalogue)}
    for reflection in reversed(earlier):
        codes = [code for code in reflection.checkpoints if code in known]
        if count_facets(catalogue, codes) >= FEWEST_FACETS:
            return codes
    return list(FIRST_CHOICE)
