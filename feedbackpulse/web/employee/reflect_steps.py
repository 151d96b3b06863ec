"""A reflection as a row of small steps: one item at a time, with a prompt beside it."""

from __future__ import annotations

from dataclasses import dataclass

from feedbackpulse.checkpoints.domain import Audience, Catalogue, Checkpoint, Item
from feedbackpulse.reflection.domain import FEWEST_FACETS, Reflection

FIRST_CHOICE = ("M4", "M9")
"""Proposed to somebody who reflects for the first time: listening, and looking at oneself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One page of the form."""

    number: int
    checkpoint: Checkpoint
    facet: str
    item: Item
    prompt: Item | None


def steps_of(reflection: Reflection, catalogue: Catalogue) -> tuple[Step, ...]:
    """Return the steps of a reflection, in the order of the norm."""
    chosen = [point for point in catalogue.checkpoints if point.code in reflection.checkpoints]
    pairs = [(point, item) for point in chosen for item in catalogue.reflection_items(point.code)]
    seen: set[str] = set()
    steps = []
    for number, (point, item) in enumerate(pairs, 1):
        facet = str(item.facet)
        prompt = None if facet in seen else _prompt(catalogue, point, facet)
        seen.add(facet)
        steps.append(Step(number=number, checkpoint=point, facet=facet, item=item, prompt=prompt))
    return tuple(steps)


def _prompt(catalogue: Catalogue, point: Checkpoint, facet: str) -> Item | None:
    prompts = catalogue.prompts(point.code, Audience.REFLECTION)
    return next((prompt for prompt in prompts if prompt.facet == facet), None)


def next_step(reflection: Reflection, steps: tuple[Step, ...]) -> Step | None:
    """Return the first step the owner has not come past yet."""
    return next((s for s in steps if reflection.rating_of(s.item.code) is None), None)


def reflectable(catalogue: Catalogue) -> tuple[Checkpoint, ...]:
    """Return the checkpoints somebody can reflect on."""
    return tuple(p for p in catalogue.checkpoints if catalogue.reflection_items(p.code))


def count_facets(catalogue: Catalogue, codes: list[str]) -> int:
    """Return how many facets these checkpoints have together."""
    return len({item.facet for code in codes for item in catalogue.reflection_items(code)})


def proposal(earlier: tuple[Reflection, ...], catalogue: Catalogue) -> list[str]:
    """Return what is ticked beforehand: last time's choice, so that change can be seen."""
    known = {point.code for point in reflectable(catalogue)}
    for reflection in reversed(earlier):
        codes = [code for code in reflection.checkpoints if code in known]
        if count_facets(catalogue, codes) >= FEWEST_FACETS:
            return codes
    return list(FIRST_CHOICE)
