"""Is everything that people read there in Dutch and in English?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
DUTCH = ROOT / "feedbackpulse" / "translations" / "nl" / "LC_MESSAGES" / "messages.po"
METHODS = [("feedbackpulse/**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {
    "_": None,
    "_l": None,
    "_n": (1, 2),
    "gettext": None,
    "ngettext": (1, 2),
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
OPTIONS = {"templates/**.html": {"trimmed": "true", "silent": "false"}}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def is_ours(folder: str) -> bool:
    """Read every folder but hidden ones; `_layouts` and `_parts` count too."""
    return not Path(folder).name.startswith(".")


def texts(message: Message) -> list[str]:
    """Return every form of a message's translation."""
    return (
        list(message.string) if isinstance(message.string, tuple | list) else [message.string or ""]
    )


@pytest.fixture(scope="module")
def dutch() -> Catalog:
    with DUTCH.open("rb") as file:
        return read_po(file, locale="nl")


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """A string in the code or in a template, with its plural if it has one."""

    place: str
    text: str | tuple[str, ...]
    context: str | None


@pytest.fixture(scope="module")
def said() -> list[Said]:
    """Return every string that people may read."""
    found = extract_from_dir(ROOT, METHODS, OPTIONS, keywords=KEYWORDS, directory_filter=is_ours)
    return [
        Said(place=f"{filename}:{line}", text=text, context=context)
        for filename, line, text, _comments, context in found
    ]


def test_every_string_has_a_dutch_translation(dutch: Catalog, said: list[Said]) -> None:
    missing = [
        f"{one.place}: {one.text!r}"
        for one in said
        if (found := dutch.get(one.text, one.context)) is None or not all(texts(found))
    ]

    assert missing == []


def test_no_translation_is_a_guess_or_a_leftover(dutch: Catalog, said: list[Said]) -> None:
    used = {one.text if isinstance(one.text, str) else one.text[0] for one in said}

    assert [m.id for m in dutch if m.id and m.fuzzy] == []
    assert [
        m.id for m in dutch if m.id and (m.id if isinstance(m.id, str) else m.id[0]) not in used
    ] == []
    assert not dutch.obsolete


def test_placeholders_survive_translation(dutch: Catalog) -> None:
    for message in dutch:
        ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
        wanted = {name for text in ids for name in PLACEHOLDER.findall(text)}
        for text in texts(message):
            assert set(PLACEHOLDER.findall(text)) <= wanted, message.id
            assert text.count("%(") == len(PLACEHOLDER.findall(text)), message.id


def test_the_compiled_catalogue_is_the_written_one(dutch: Catalog) -> None:
    written = BytesIO()
    write_mo(written, dutch)
    written.seek(0)

    assert _messages(DUTCH.with_suffix(".mo").open("rb")) == _messages(written)


def _messages(file: BinaryIO) -> dict[tuple[str, str | None], object]:
    """Return what a compiled catalogue says, without the line on which program wrote it."""
    with file:
        return {(str(m.id), m.context): m.string for m in read_mo(file) if m.id}
