"""What must hold across the entries of a catalogue. Each check raises naming the entry."""

from __future__ import annotations

from collections.abc import Iterable

from feedbackpulse.checkpoints.domain import (
    ANCHORED_STEPS,
    OPEN_SCALE,
    Audience,
    Catalogue,
    CatalogueError,
    Item,
    UnknownCodeError,
)

REQUIRED_GENERAL = ("G1", "G4", "G5")


def check(catalogue: Catalogue) -> None:
    """Raise CatalogueError at the first entry that contradicts another."""
    _codes_are_unique(catalogue)
    _general_items_are_there(catalogue)
    for item in _every_item(catalogue):
        _scale_is_known(catalogue, item)
        _version_is_positive(item)
        _anchors_are_complete(item)
        _twin_exists(catalogue, item)
    _areas_are_known(catalogue)
    _blocks_are_complete(catalogue)


def _every_item(catalogue: Catalogue) -> tuple[Item, ...]:
    asked = (item for point in catalogue.checkpoints for item in point.items)
    return (*catalogue.general, *asked)


def _refuse_repeats(what: str, codes: Iterable[object]) -> None:
    seen: set[object] = set()
    for code in codes:
        if code in seen:
            raise CatalogueError(f"{what} {code}: this code is used twice")
        seen.add(code)


def _codes_are_unique(catalogue: Catalogue) -> None:
    _refuse_repeats("area", (area.code for area in catalogue.areas))
    _refuse_repeats("block", (block.id for block in catalogue.blocks))
    _refuse_repeats("checkpoint", (point.code for point in catalogue.checkpoints))
    _refuse_repeats("facet", (f.code for point in catalogue.checkpoints for f in point.facets))
    _refuse_repeats("item", (item.code for item in _every_item(catalogue)))
    _refuse_repeats(
        "action",
        (
            action.code
            for point in catalogue.checkpoints
            for steps in point.development.values()
            for action in steps
        ),
    )


def _general_items_are_there(catalogue: Catalogue) -> None:
    general = {item.code for item in catalogue.general}
    for code in REQUIRED_GENERAL:
        if code not in general:
            raise CatalogueError(f"item {code}: missing from the general items")
    if catalogue.anchor.is_open or not catalogue.open_question.is_open:
        raise CatalogueError("item G1 must be rated and item G4 must be open")
    if catalogue.worth.is_open:
        raise CatalogueError("item G5 must be rated")


def _scale_is_known(catalogue: Catalogue, item: Item) -> None:
    if item.scale not in catalogue.scales:
        raise CatalogueError(f"item {item.code}: unknown scale {item.scale!r}")
    if (item.tier == "prompt") != (item.scale == OPEN_SCALE) and item.checkpoint is not None:
        raise CatalogueError(f"item {item.code}: a prompt is open and nothing else is")


def _version_is_positive(item: Item) -> None:
    if item.version < 1:
        raise CatalogueError(f"item {item.code}: version {item.version} is not 1 or more")


def _anchors_are_complete(item: Item) -> None:
    expected = item.audience is Audience.REFLECTION and not item.is_open
    wanted = set(ANCHORED_STEPS) if expected else set()
    if set(item.anchors) != wanted:
        steps = ", ".join(str(step) for step in ANCHORED_STEPS) if expected else "none"
        raise CatalogueError(f"item {item.code}: anchors must be at {steps}")


def _twin_exists(catalogue: Catalogue, item: Item) -> None:
    if item.twin_of is None:
        return
    try:
        twin = catalogue.item(item.twin_of)
    except UnknownCodeError:
        message = f"item {item.code}: its twin {item.twin_of!r} does not exist"
        raise CatalogueError(message) from None
    if twin.checkpoint != item.checkpoint:
        raise CatalogueError(f"item {item.code}: its twin belongs to another checkpoint")


def _areas_are_known(catalogue: Catalogue) -> None:
    areas = {area.code for area in catalogue.areas}
    for point in catalogue.checkpoints:
        if point.area not in areas:
            raise CatalogueError(f"checkpoint {point.code}: unknown area {point.area!r}")


def _blocks_are_complete(catalogue: Catalogue) -> None:
    points = {point.code: point for point in catalogue.checkpoints}
    found = [(code, block.id) for block in catalogue.blocks for code in block.checkpoints]
    for code, block_id in found:
        if code not in points:
            raise CatalogueError(f"block {block_id}: unknown checkpoint {code!r}")
        if points[code].block != block_id:
            message = f"checkpoint {code}: says block {points[code].block}, listed in {block_id}"
            raise CatalogueError(message)
    for point in points.values():
        _is_in_one_block(point.code, found)
        if not point.pulse_items:
            raise CatalogueError(f"checkpoint {point.code}: no core item for a pulse")


def _is_in_one_block(code: str, found: list[tuple[str, int]]) -> None:
    times = sum(1 for listed, _ in found if listed == code)
    if times != 1:
        raise CatalogueError(f"checkpoint {code}: is in {times} blocks, must be in exactly one")
