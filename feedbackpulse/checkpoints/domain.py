"""What the catalogue consists of. Everything is frozen: a catalogue is replaced, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

ANCHORED_STEPS = (1, 3, 5)
OPEN_SCALE = "open"
ANCHOR = "G1"
"""The item that every round asks."""
WORTH = "G5"
"""The item about the questions themselves, which a round may ask last of all."""


class CatalogueError(ValueError):
    """The catalogue contradicts itself; the message names the entry."""


class UnknownCodeError(LookupError):
    """Nothing in the catalogue has this code."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LocalText:
    """One text in both languages."""

    nl: str
    en: str

    def in_(self, locale: str) -> str:
        """Return the text in the language of the locale; English for any language but Dutch."""
        return self.nl if locale.lower().startswith("nl") else self.en


class Audience(StrEnum):
    """Who an item is put to."""

    PULSE = "pulse"
    REFLECTION = "reflection"
    LEADER = "leader"
    PEER = "peer"


class Tier(StrEnum):
    """How ordinary it is to ask an item: always, as an alternate, or as an open prompt."""

    CORE = "core"
    EXTENDED = "extended"
    PROMPT = "prompt"


class ScaleKind(StrEnum):
    """What an answer on a scale is: one of an ordered row of steps, or words."""

    ORDINAL = "ordinal"
    TEXT = "text"


class ActionKind(StrEnum):
    """The form of a suggested step: an if-then sentence or something to do."""

    IF_THEN = "if_then"
    ACTION = "action"


@dataclass(frozen=True, kw_only=True, slots=True)
class Scale:
    """How an item is answered. Rated scales have a label for every step."""

    code: str
    kind: ScaleKind
    labels: Mapping[int, LocalText]
    minimum: int
    maximum: int
    favourable_from: int | None = None
    max_chars: int | None = None
    question: LocalText | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One question or statement. Its code is permanent; a changed text gets a new version."""

    code: str
    version: int
    audience: Audience
    tier: Tier
    scale: str
    reverse: bool
    text: LocalText
    checkpoint: str | None = None
    facet: str | None = None
    anchors: Mapping[int, LocalText] = field(default_factory=lambda: MappingProxyType({}))
    twin_of: str | None = None
    role: str | None = None
    title: LocalText | None = None
    every_pulse: bool = False

    @property
    def is_open(self) -> bool:
        """Say whether the answer is in words."""
        return self.scale == OPEN_SCALE


@dataclass(frozen=True, kw_only=True, slots=True)
class Action:
    """One suggested step for whoever wants to grow in a checkpoint."""

    code: str
    kind: ActionKind
    text: LocalText


@dataclass(frozen=True, kw_only=True, slots=True)
class Facet:
    """One side of a checkpoint, with its items."""

    code: str
    title: LocalText
    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Checkpoint:
    """One requirement of the norm: what we look for, how we ask it and what may help."""

    code: str
    area: str
    order: int
    block: int
    title: LocalText
    summary: LocalText
    referent: str
    facets: tuple[Facet, ...]
    development: Mapping[str, tuple[Action, ...]]

    @property
    def items(self) -> tuple[Item, ...]:
        """Return the items of all facets, in order."""
        return tuple(item for facet in self.facets for item in facet.items)

    @property
    def pulse_items(self) -> tuple[Item, ...]:
        """Return the rated items that a pulse asks by default, in order."""
        return tuple(
            item
            for item in self.items
            if item.audience is Audience.PULSE and item.tier is Tier.CORE and not item.is_open
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Area:
    """A part of the norm: policy, steering or employees."""

    code: str
    title: LocalText
    perspective: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """Checkpoints that are asked together in one round."""

    id: int
    checkpoints: tuple[str, ...]
    series: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class WordingOption:
    """One choice in a list of the wording, such as how a planned step went."""

    code: str
    text: LocalText
    gas: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Catalogue:
    """The whole norm as the product asks and explains it."""

    version: str
    scales: Mapping[str, Scale]
    areas: tuple[Area, ...]
    blocks: tuple[Block, ...]
    general: tuple[Item, ...]
    checkpoints: tuple[Checkpoint, ...]
    glossary: Mapping[str, LocalText]
    recall_period: Mapping[str, LocalText]
    non_substantive: Mapping[str, LocalText]
    wording: Mapping[str, LocalText]
    options: Mapping[str, tuple[WordingOption, ...]]
    _items: Mapping[str, Item] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the items by code."""
        every = (*self.general, *(item for point in self.checkpoints for item in point.items))
        object.__setattr__(self, "_items", MappingProxyType({item.code: item for item in every}))

    def item(self, code: str) -> Item:
        """Return the item with that code. Raises UnknownCodeError."""
        try:
            return self._items[code]
        except KeyError:
            raise UnknownCodeError(f"no item {code!r} in the catalogue") from None

    def checkpoint(self, code: str) -> Checkpoint:
        """Return the checkpoint with that code. Raises UnknownCodeError."""
        for point in self.checkpoints:
            if point.code == code:
                return point
        raise UnknownCodeError(f"no checkpoint {code!r} in the catalogue")

    def facet(self, code: str) -> Facet:
        """Return the facet with that code. Raises UnknownCodeError."""
        for point in self.checkpoints:
            for facet in point.facets:
                if facet.code == code:
                    return facet
        raise UnknownCodeError(f"no facet {code!r} in the catalogue")

    def area(self, code: str) -> Area:
        """Return the area with that code. Raises UnknownCodeError."""
        for area in self.areas:
            if area.code == code:
                return area
        raise UnknownCodeError(f"no area {code!r} in the catalogue")

    def block(self, block_id: int) -> Block:
        """Return the block with that number. Raises UnknownCodeError."""
        for block in self.blocks:
            if block.id == block_id:
                return block
        raise UnknownCodeError(f"no block {block_id} in the catalogue")

    def block_items(self, block_id: int) -> tuple[Item, ...]:
        """Return the rated items that a pulse asks for this block by default, in order."""
        codes = self.block(block_id).checkpoints
        return tuple(item for code in codes for item in self.checkpoint(code).pulse_items)

    @property
    def anchor(self) -> Item:
        """Return the rated item that every pulse asks."""
        return self.item(ANCHOR)

    @property
    def open_question(self) -> Item:
        """Return the open question that a pulse may ask."""
        return self.item("G4")

    @property
    def worth(self) -> Item:
        """Return the rated item about the questions themselves."""
        return self.item(WORTH)

    def reflection_items(self, checkpoint_code: str) -> tuple[Item, ...]:
        """Return the items with behavioural anchors of one checkpoint, in order."""
        return tuple(
            item
            for item in self.checkpoint(checkpoint_code).items
            if item.audience is Audience.REFLECTION and not item.is_open
        )

    def prompts(self, checkpoint_code: str, audience: str) -> tuple[Item, ...]:
        """Return the open prompts of one checkpoint for an audience, in order."""
        return tuple(
            item
            for item in self.checkpoint(checkpoint_code).items
            if item.audience == audience and item.tier is Tier.PROMPT
        )

    def wording_of(self, key: str) -> LocalText:
        """Return the text under a key such as "profile.strength". Raises UnknownCodeError."""
        try:
            return self.wording[key]
        except KeyError:
            raise UnknownCodeError(f"no wording {key!r} in the catalogue") from None

    def options_of(self, key: str) -> tuple[WordingOption, ...]:
        """Return the choices under a key such as "plan.follow_up_options"."""
        try:
            return self.options[key]
        except KeyError:
            raise UnknownCodeError(f"no options {key!r} in the catalogue") from None
