"""The codes of a round as a text file, for organisations that send messages themselves. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

END_OF_LINE = "\r\n"


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeGroup:
    """The codes of one group of people, in an order that says nothing."""

    name: str
    codes: tuple[str, ...]


def code_lines(groups: Sequence[CodeGroup], *, address: str) -> str:
    """Return one line for each code: the code, its link and its group, with tabs between them.

    The link has the code behind a "#", so that no server writes it down by asking for it. A name
    cannot end a line, begin another cell, or be taken for a formula.
    """
    return "".join(
        f"{code}\t{address}#{code}\t{_in_one_cell(group.name)}{END_OF_LINE}"
        for group in groups
        for code in group.codes
    )


def _in_one_cell(name: str) -> str:
    tidy = " ".join("".join(part if part.isprintable() else " " for part in name).split())
    return f"'{tidy}" if tidy[:1] in {"=", "+", "-", "@"} else tidy
