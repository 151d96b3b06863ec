"""What each round asks: blocks in turn, and the weeks of leadership between them. Pure.

A place is how far a cycle is in its rotation, counted in blocks. Without leadership blocks the
chosen blocks go round and round. With them, every pass through the chosen blocks is followed by
one round about leadership, which counts as one place: so one number says where to go on.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace

from feedbackpulse.checkpoints.customer import USUAL_WORD, CustomerWord
from feedbackpulse.checkpoints.domain import Catalogue, Item
from feedbackpulse.cycles.domain import AskedItem, Cycle, OwnQuestion

SECONDS_PER_RATING = 7
SECONDS_PER_OPEN_QUESTION = 30
SECONDS_TO_CHOOSE_A_THEME = 10


def place_at(cycle: Cycle, number: int) -> int:
    """Return how far a cycle is in its rotation when a round begins."""
    place = cycle.turn_block
    for _ in range(cycle.turn_number, number):
        place += _places_taken(cycle, place)
    return place


def going_on(cycle: Cycle, number: int) -> Cycle:
    """Return the cycle, counting from a round: however it asks from there, it goes on in turn."""
    return replace(cycle, turn_number=number, turn_block=place_at(cycle, number))


def is_about_leadership(cycle: Cycle, number: int) -> bool:
    """Say whether a round is one of those between two passes."""
    return _is_leadership_place(cycle, place_at(cycle, number))


def blocks_of_round(cycle: Cycle, number: int, *, ahead: int = 0) -> tuple[int, ...]:
    """Return the blocks that a round asks; with stagger, of a group so many blocks ahead.

    Everybody is asked the same about leadership.
    """
    place = place_at(cycle, number)
    if _is_leadership_place(cycle, place):
        turn = place // _places_in_pass(cycle)
        return (cycle.leadership_blocks[turn % len(cycle.leadership_blocks)],)
    begin = ahead + (place % _places_in_pass(cycle) if cycle.leadership_blocks else place)
    count = len(cycle.blocks)
    return tuple(
        cycle.blocks[(begin + turn) % count] for turn in range(_places_taken(cycle, place))
    )


def blocks_asked(cycle: Cycle, number: int) -> tuple[int, ...]:
    """Return the blocks that a round asks of anybody: with stagger, all that groups may get."""
    if not cycle.stagger or is_about_leadership(cycle, number):
        return blocks_of_round(cycle, number)
    return cycle.blocks


def items_of_round(
    cycle: Cycle,
    number: int,
    catalogue: Catalogue,
    *,
    customer: CustomerWord = USUAL_WORD,
    ahead: int = 0,
) -> tuple[AskedItem, ...]:
    """Return what one person is asked, in order: blocks, the anchor, own questions, the open one.

    Last of all, where the cycle asks it, whether that was worth their time. With stagger, a person of a group so many blocks ahead.
    """
    blocks = blocks_of_round(cycle, number, ahead=ahead)
    return tuple(_items(cycle, blocks, catalogue, customer))


def everything_asked(
    cycle: Cycle, number: int, catalogue: Catalogue, *, customer: CustomerWord = USUAL_WORD
) -> tuple[AskedItem, ...]:
    """Return what a round asks of anybody: with stagger, all that groups may get."""
    return tuple(_items(cycle, blocks_asked(cycle, number), catalogue, customer))


def rounds_in_pass(cycle: Cycle) -> int:
    """Return after how many rounds every chosen block was asked, leadership week included."""
    ordinary = math.ceil(len(cycle.blocks) / cycle.blocks_per_round)
    return ordinary + (1 if cycle.leadership_blocks else 0)


def seconds_to_answer(items: Iterable[AskedItem]) -> int:
    """Return about how long these questions take one person."""
    return sum(SECONDS_PER_OPEN_QUESTION if i.is_open else SECONDS_PER_RATING for i in items)


def _places_in_pass(cycle: Cycle) -> int:
    return len(cycle.blocks) + 1


def _is_leadership_place(cycle: Cycle, place: int) -> bool:
    return bool(cycle.leadership_blocks) and place % _places_in_pass(cycle) == len(cycle.blocks)


def _places_taken(cycle: Cycle, place: int) -> int:
    """Return how many places a round takes; the last round of a pass asks what is left of it."""
    count = min(cycle.blocks_per_round, len(cycle.blocks))
    if not cycle.leadership_blocks:
        return count
    left = len(cycle.blocks) - place % _places_in_pass(cycle)
    return min(count, left) if left else 1


def _items(
    cycle: Cycle, blocks: Iterable[int], catalogue: Catalogue, customer: CustomerWord
) -> Iterator[AskedItem]:
    rated = [item for block in blocks for item in catalogue.block_items(block)]
    yield from (_as_asked(item, customer) for item in (*rated, catalogue.anchor))
    yield from (_own_as_asked(question) for question in cycle.own_questions)
    if cycle.asks_open_question:
        yield _as_asked(catalogue.open_question, customer)
    if cycle.asks_worth:
        yield _as_asked(catalogue.worth, customer)


def _as_asked(item: Item, customer: CustomerWord) -> AskedItem:
    return AskedItem(
        code=item.code,
        version=item.version,
        scale=item.scale,
        text=customer.in_text(item.text),
        reverse=item.reverse,
        checkpoint=item.checkpoint,
    )


def _own_as_asked(question: OwnQuestion) -> AskedItem:
    return AskedItem(
        code=question.code,
        version=question.version,
        scale=question.scale,
        text=question.text,
        reverse=False,
        checkpoint=None,
    )
