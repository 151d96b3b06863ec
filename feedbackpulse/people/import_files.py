"""Read the two files of an import: teams and people, as comma or semicolon separated text."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from feedbackpulse.people.domain import GRANTED_ROLES, BadAddressError, Role, tidy_address

LONGEST_NAME: Final = 120
_CODE: Final = re.compile(r"[^\s,;]{1,40}")
_COLUMNS: Final = {
    "code": "code",
    "name": "name",
    "naam": "name",
    "parent": "parent",
    "bovenliggend": "parent",
    "email": "email",
    "team": "team",
    "leads": "leads",
    "leidt": "leads",
    "roles": "roles",
    "rollen": "roles",
}
_ROLES: Final = {role.value: role for role in (Role.EMPLOYEE, *GRANTED_ROLES)}


class File(StrEnum):
    """Which of the two files."""

    TEAMS = "teams"
    PEOPLE = "people"


class Fault(StrEnum):
    """What can be wrong with a line, or with what it would lead to."""

    NOT_UTF8 = "not utf-8"
    EMPTY = "empty"
    UNREADABLE = "unreadable"
    MISSING_COLUMN = "missing column"
    UNKNOWN_COLUMN = "unknown column"
    REPEATED_COLUMN = "repeated column"
    TOO_MANY_CELLS = "too many cells"
    MISSING_VALUE = "missing value"
    TOO_LONG = "too long"
    BAD_CODE = "bad code"
    BAD_ADDRESS = "bad address"
    DUPLICATE_CODE = "duplicate code"
    DUPLICATE_ADDRESS = "duplicate address"
    UNKNOWN_PARENT = "unknown parent"
    UNKNOWN_TEAM = "unknown team"
    UNKNOWN_ROLE = "unknown role"
    LOOP = "loop"
    SECOND_ROOT = "second root"
    YOUR_OWN_ACCESS = "your own access"
    NO_ADMIN_LEFT = "no admin left"


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing that keeps an import from being applied; line 0 is the file as a whole."""

    file: File
    line: int
    fault: Fault
    value: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class TeamLine:
    """One team as the file has it."""

    line: int
    code: str
    name: str
    parent: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonLine:
    """One person as the file has it; None where the file has no such column."""

    line: int
    name: str
    email: str
    team: str
    leads: tuple[str, ...] | None
    roles: frozenset[Role] | None


class _Row:
    """One line of a file, collecting what is wrong with it."""

    def __init__(self, file: File, line: int, cells: Mapping[str, str]) -> None:
        self.file, self.line, self._cells = file, line, cells
        self.problems: list[Problem] = []

    def blame(self, fault: Fault, value: str = "") -> None:
        self.problems.append(Problem(file=self.file, line=self.line, fault=fault, value=value[:80]))

    def has(self, column: str) -> bool:
        return column in self._cells

    def text(self, column: str, *, required: bool = True) -> str:
        value = " ".join(self._cells.get(column, "").split())
        if required and not value:
            self.blame(Fault.MISSING_VALUE, column)
        if len(value) > LONGEST_NAME and column == "name":
            self.blame(Fault.TOO_LONG, value)
        if any(unicodedata.category(sign) == "Cc" for sign in value):
            self.blame(Fault.UNREADABLE, column)
        return value

    def code(self, column: str, *, required: bool = True) -> str:
        value = self.text(column, required=required)
        if value and not _CODE.fullmatch(value):
            self.blame(Fault.BAD_CODE, value)
        return value

    def address(self) -> str:
        value = self.text("email")
        try:
            return tidy_address(value) if value else ""
        except BadAddressError:
            self.blame(Fault.BAD_ADDRESS, value)
            return value.casefold()

    def codes(self, column: str) -> tuple[str, ...] | None:
        if not self.has(column):
            return None
        return tuple(dict.fromkeys(self.text(column, required=False).split()))

    def roles(self) -> frozenset[Role] | None:
        if not self.has("roles"):
            return None
        words = self.text("roles", required=False).casefold().split()
        for word in words:
            if word not in _ROLES:
                self.blame(Fault.UNKNOWN_ROLE, word)
        found = {_ROLES[word] for word in words if word in _ROLES}
        return frozenset(found - {Role.EMPLOYEE})


def decode(content: bytes, file: File) -> tuple[str, tuple[Problem, ...]]:
    """Return a file's text; files that are not UTF-8 are a problem, not a guess."""
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return "", (Problem(file=file, line=line, fault=Fault.NOT_UTF8),)


def read_teams(text: str) -> tuple[tuple[TeamLine, ...], tuple[Problem, ...]]:
    """Return the teams in a file, and everything that is wrong with its lines."""
    rows, problems = _rows(text, File.TEAMS, required=("code", "name", "parent"))
    lines = []
    for row in rows:
        lines.append(
            TeamLine(
                line=row.line,
                code=row.code("code"),
                name=row.text("name"),
                parent=row.code("parent", required=False),
            )
        )
        problems += row.problems
    repeated = _repeated((one.line, one.code.casefold(), one.code) for one in lines)
    problems += [
        Problem(file=File.TEAMS, line=line, fault=Fault.DUPLICATE_CODE, value=code)
        for line, code in repeated
    ]
    return tuple(lines), tuple(problems)


def read_people(text: str) -> tuple[tuple[PersonLine, ...], tuple[Problem, ...]]:
    """Return the people in a file, and everything that is wrong with its lines."""
    rows, problems = _rows(
        text, File.PEOPLE, required=("name", "email", "team"), optional=("leads", "roles")
    )
    lines = []
    for row in rows:
        lines.append(
            PersonLine(
                line=row.line,
                name=row.text("name"),
                email=row.address(),
                team=row.code("team"),
                leads=row.codes("leads"),
                roles=row.roles(),
            )
        )
        problems += row.problems
    repeated = _repeated((one.line, one.email, one.email) for one in lines)
    problems += [
        Problem(file=File.PEOPLE, line=line, fault=Fault.DUPLICATE_ADDRESS, value=address)
        for line, address in repeated
    ]
    return tuple(lines), tuple(problems)


def _repeated(keys: Iterator[tuple[int, str, str]]) -> list[tuple[int, str]]:
    seen: set[str] = set()
    again = []
    for line, key, shown in keys:
        if key and key in seen:
            again.append((line, shown))
        seen.add(key)
    return again


def _rows(
    text: str, file: File, *, required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> tuple[list[_Row], list[Problem]]:
    records, problems = _records(text, file)
    if len(records) <= 1:
        return [], problems or [Problem(file=file, line=0, fault=Fault.EMPTY)]
    (first, header), *others = records
    columns = [_column(cell) for cell in header]
    top = _Row(file, first, {})
    _check_header(top, header, columns, required, optional)
    if top.problems:
        return [], [*problems, *top.problems]
    return [_row(file, line, columns, cells) for line, cells in others], problems


def _check_header(
    top: _Row,
    header: list[str],
    columns: list[str],
    required: tuple[str, ...],
    optional: tuple[str, ...],
) -> None:
    for column in required:
        if column not in columns:
            top.blame(Fault.MISSING_COLUMN, column)
    for place, column in enumerate(columns):
        if column not in (*required, *optional):
            top.blame(Fault.UNKNOWN_COLUMN, header[place].strip())
        elif column in columns[:place]:
            top.blame(Fault.REPEATED_COLUMN, column)


def _row(file: File, line: int, columns: list[str], cells: list[str]) -> _Row:
    filled = [*cells, *[""] * len(columns)]
    row = _Row(file, line, dict(zip(columns, filled, strict=False)))
    if any(cell.strip() for cell in cells[len(columns) :]):
        row.blame(Fault.TOO_MANY_CELLS)
    return row


def _records(text: str, file: File) -> tuple[list[tuple[int, list[str]]], list[Problem]]:
    """Return the filled lines with the number of the line they start on."""
    head = text.lstrip().partition("\n")[0]
    delimiter = ";" if head.count(";") >= max(1, head.count(",")) else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records: list[tuple[int, list[str]]] = []
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                records.append((start, cells))
            start = reader.line_num + 1
    except csv.Error:
        return records, [Problem(file=file, line=start, fault=Fault.UNREADABLE)]
    return records, []


def _column(cell: str) -> str:
    word = re.sub(r"[\s_-]", "", cell.casefold())
    return _COLUMNS.get(word, word)
