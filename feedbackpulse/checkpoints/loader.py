"""Read the catalogue from its two YAML files; whatever is wrong is named by its entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import yaml

from feedbackpulse.checkpoints.consistency import check
from feedbackpulse.checkpoints.domain import (
    Action,
    ActionKind,
    Area,
    Audience,
    Block,
    Catalogue,
    CatalogueError,
    Checkpoint,
    Facet,
    Item,
    LocalText,
    Scale,
    ScaleKind,
    Tier,
    WordingOption,
)

LANGUAGES = ("nl", "en")

_FOLDER = Path(__file__).parent / "catalogue"
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Choice = TypeVar("_Choice", bound=StrEnum)
_Entry = Mapping[str, Any]


@cache
def load_catalogue() -> Catalogue:
    """Return the catalogue that comes with the product. Read once per process."""
    return read_catalogue(_FOLDER)


def read_catalogue(folder: Path) -> Catalogue:
    """Return the catalogue in a folder. Raises CatalogueError naming the first wrong entry."""
    norm = read_entries(folder / "checkpoints.yaml")
    texts, options = _wording(read_entries(folder / "wording.yaml"))
    catalogue = Catalogue(
        version=str(_need(norm, "version", "catalogue")),
        scales=_by_code(_scale(code, raw) for code, raw in _pairs(norm, "scales")),
        areas=tuple(_area(raw) for raw in _rows(norm, "areas", "catalogue")),
        blocks=tuple(_block(raw) for raw in _rows(norm, "blocks", "catalogue")),
        general=tuple(_general(raw) for raw in _rows(norm, "general", "catalogue")),
        checkpoints=tuple(_checkpoint(raw) for raw in _rows(norm, "checkpoints", "catalogue")),
        glossary=_texts(norm, "glossary"),
        recall_period=_texts(norm, "recall_period"),
        non_substantive=MappingProxyType(
            {**_texts(norm, "non_substantive"), **_texts(norm, "non_substantive_peer")}
        ),
        wording=texts,
        options=options,
    )
    check(catalogue)
    return catalogue


def read_entries(path: Path) -> Mapping[str, Any]:
    """Return the table in a YAML file. Raises CatalogueError when it is none."""
    try:
        raw = yaml.load(path.read_bytes(), Loader=_Loader)  # noqa: S506 (a safe loader, in C if there)
    except yaml.YAMLError as error:
        raise CatalogueError(f"{path.name} cannot be read: {error}") from error
    if not isinstance(raw, dict):
        raise CatalogueError(f"{path.name} is not a table of entries")
    return raw


def _need(raw: _Entry, key: str, where: str) -> Any:
    if not isinstance(raw, dict):
        raise CatalogueError(f"{where}: expected a table, found {raw!r}")
    if raw.get(key) is None:
        raise CatalogueError(f"{where}: {key!r} is missing")
    return raw[key]


def _rows(raw: _Entry, key: str, where: str) -> Sequence[_Entry]:
    rows = _need(raw, key, where)
    if not isinstance(rows, list):
        raise CatalogueError(f"{where}: {key!r} is not a list")
    return rows


def _pairs(raw: _Entry, key: str) -> Iterable[tuple[str, _Entry]]:
    table = _need(raw, key, "catalogue")
    if not isinstance(table, dict):
        raise CatalogueError(f"catalogue: {key!r} is not a table")
    return ((str(code), entry) for code, entry in table.items())


def _number(raw: _Entry, key: str, where: str) -> int:
    value = _need(raw, key, where)
    if not isinstance(value, int) or isinstance(value, bool):
        raise CatalogueError(f"{where}: {key!r} is {value!r}, not a whole number")
    return value


def _choice(kind: type[_Choice], raw: _Entry, key: str, where: str) -> _Choice:
    value = _need(raw, key, where)
    try:
        return kind(value)
    except ValueError:
        known = ", ".join(kind)
        raise CatalogueError(f"{where}: {key!r} is {value!r}, not one of {known}") from None


def _local(raw: object, where: str) -> LocalText:
    for language in LANGUAGES:
        text = raw.get(language) if isinstance(raw, dict) else None
        if not isinstance(text, str) or not text.strip():
            raise CatalogueError(f"{where}: no text in {language!r}")
    assert isinstance(raw, dict)
    return LocalText(nl=raw["nl"].strip(), en=raw["en"].strip())


def _texts(raw: _Entry, key: str) -> Mapping[str, LocalText]:
    return MappingProxyType(
        {code: _local(text, f"{key} {code}") for code, text in _pairs(raw, key)}
    )


def _by_code(scales: Iterable[Scale]) -> Mapping[str, Scale]:
    return MappingProxyType({scale.code: scale for scale in scales})


def _scale(code: str, raw: _Entry) -> Scale:
    where = f"scale {code}"
    kind = _choice(ScaleKind, raw, "type", where)
    if kind is ScaleKind.TEXT:
        longest = _number(raw, "max_chars", where)
        none = MappingProxyType[int, LocalText]({})
        return Scale(code=code, kind=kind, labels=none, minimum=0, maximum=0, max_chars=longest)
    lowest, highest = _number(raw, "min", where), _number(raw, "max", where)
    return Scale(
        code=code,
        kind=kind,
        labels=_labels(raw, lowest, highest, where),
        minimum=lowest,
        maximum=highest,
        favourable_from=raw.get("favourable_from"),
        question=_local(raw["question"], f"{where} question") if "question" in raw else None,
    )


def _labels(raw: _Entry, lowest: int, highest: int, where: str) -> Mapping[int, LocalText]:
    labels = _need(raw, "labels", where)
    steps = range(lowest, highest + 1)
    for language in LANGUAGES:
        if len(_rows(labels, language, f"{where} labels")) != len(steps):
            raise CatalogueError(f"{where}: not one label per step in {language!r}")
    pairs = zip(steps, labels["nl"], labels["en"], strict=True)
    return MappingProxyType(
        {step: _local({"nl": nl, "en": en}, f"{where} label {step}") for step, nl, en in pairs}
    )


def _area(raw: _Entry) -> Area:
    code = str(_need(raw, "code", "area"))
    title = _local(_need(raw, "title", f"area {code}"), f"area {code} title")
    return Area(code=code, title=title, perspective=str(raw.get("perspective", code)))


def _block(raw: _Entry) -> Block:
    number = _number(raw, "id", "block")
    codes = tuple(str(code) for code in _rows(raw, "checkpoints", f"block {number}"))
    return Block(id=number, checkpoints=codes, series=raw.get("series"))


def _general(raw: _Entry) -> Item:
    code = str(_need(raw, "code", "general item"))
    always = bool(raw.get("every_pulse", False))
    return _item({**raw, "tier": Tier.CORE if always else Tier.EXTENDED}, f"item {code}")


def _item(raw: _Entry, where: str, checkpoint: str | None = None, facet: str | None = None) -> Item:
    code = str(_need(raw, "code", where))
    where = f"item {code}"
    return Item(
        code=code,
        version=_number(raw, "version", where),
        audience=_choice(Audience, raw, "audience", where),
        tier=_choice(Tier, raw, "tier", where),
        scale=str(_need(raw, "scale", where)),
        reverse=bool(raw.get("reverse", False)),
        text=_local(_need(raw, "text", where), f"{where} text"),
        checkpoint=checkpoint,
        facet=facet,
        anchors=_anchors(raw, where),
        twin_of=raw.get("twin_of"),
        role=raw.get("role"),
        title=_local(raw["title"], f"{where} title") if "title" in raw else None,
        every_pulse=bool(raw.get("every_pulse", False)),
    )


def _anchors(raw: _Entry, where: str) -> Mapping[int, LocalText]:
    steps = raw.get("anchors") or {}
    if not isinstance(steps, dict):
        raise CatalogueError(f"{where}: 'anchors' is not a table")
    return MappingProxyType(
        {int(step): _local(text, f"{where} anchor {step}") for step, text in steps.items()}
    )


def _facet(raw: _Entry, checkpoint: str) -> Facet:
    code = str(_need(raw, "code", f"checkpoint {checkpoint} facet"))
    where = f"facet {code}"
    rows = _rows(raw, "items", where)
    return Facet(
        code=code,
        title=_local(_need(raw, "title", where), f"{where} title"),
        items=tuple(_item(row, f"{where} item", checkpoint, code) for row in rows),
    )


def _action(raw: _Entry, where: str) -> Action:
    code = str(_need(raw, "code", where))
    text = _local(_need(raw, "text", f"action {code}"), f"action {code} text")
    return Action(code=code, kind=_choice(ActionKind, raw, "kind", f"action {code}"), text=text)


def _checkpoint(raw: _Entry) -> Checkpoint:
    code = str(_need(raw, "code", "checkpoint"))
    where = f"checkpoint {code}"
    steps = _need(raw, "development", where)
    return Checkpoint(
        code=code,
        area=str(_need(raw, "area", where)),
        order=_number(raw, "order", where),
        block=_number(raw, "block", where),
        title=_local(_need(raw, "title", where), f"{where} title"),
        summary=_local(_need(raw, "summary", where), f"{where} summary"),
        referent=str(_need(raw, "referent", where)),
        facets=tuple(_facet(row, code) for row in _rows(raw, "facets", where)),
        development=MappingProxyType(
            {
                who: tuple(_action(row, f"{where} action") for row in rows)
                for who, rows in steps.items()
            }
        ),
    )


def _wording(
    raw: _Entry,
) -> tuple[Mapping[str, LocalText], Mapping[str, tuple[WordingOption, ...]]]:
    texts: dict[str, LocalText] = {}
    options: dict[str, tuple[WordingOption, ...]] = {}
    for group in raw:
        for name, entry in _need(raw, group, "wording").items():
            key = f"{group}.{name}"
            if isinstance(entry, list):
                options[key] = tuple(_option(row, key) for row in entry)
            else:
                texts[key] = _local(entry, f"wording {key}")
    return MappingProxyType(texts), MappingProxyType(options)


def _option(raw: _Entry, key: str) -> WordingOption:
    code = str(_need(raw, "code", f"wording {key}"))
    return WordingOption(code=code, text=_local(raw, f"wording {key} {code}"), gas=raw.get("gas"))
