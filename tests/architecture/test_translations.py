"""Is everything that people read there in Dutch and in English?"""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
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
    return list(message.string) if isinstance(message.string, tuple | list) else [message.string]


@pytest.fixture(scope="module")
def dutch() -> Catalog:
    with DUTCH.open("rb") as file:
        return read_po(file, locale="nl")


def test_every_string_has_a_dutch_translation(dutch: Catalog) -> None:
    missing = [
        f"{filename}:{line}: {message!r}"
        for filename, line, message, _comments, context in extract_from_dir(
            ROOT, METHODS, OPTIONS, keywords=KEYWORDS, directory_filter=is_ours
        )
        if (found := dutch.get(message, context)) is None or not all(texts(found))
    ]

    assert missing == []


def test_no_translation_is_a_guess_or_a_leftover(dutch: Catalog) -> None:
    used = {
        message[0] if isinstance(message, tuple) else message
        for _f, _l, message, _c, _x in extract_from_dir(
            ROOT, METHODS, OPTIONS, keywords=KEYWORDS, directory_filter=is_ours
        )
    }

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
    compiled = BytesIO()

    write_mo(compiled, dutch)

    assert DUTCH.with_suffix(".mo").read_bytes() == compiled.getvalue()
