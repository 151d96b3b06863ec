"""Rows as lines of text that mean the same on every database."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Dialect,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Select,
    String,
    Table,
    Text,
    Time,
    Uuid,
    cast,
    select,
    type_coerce,
)
from sqlalchemy.types import TypeEngine, UserDefinedType

from feedbackpulse.backup.domain import BrokenBackupError, Columns, Kind
from feedbackpulse.database import UtcDateTime


class _JsonText(UserDefinedType[str]):
    """JSON as the text it is: nothing is lost by reading and writing it."""

    cache_ok = True

    def get_col_spec(self, **_options: object) -> str:
        """Return what databases call it."""
        return "JSON"


_TYPES: Final[Mapping[Kind, tuple[type[TypeEngine[Any]], TypeEngine[Any]]]] = MappingProxyType(
    {
        Kind.UUID: (Uuid, Uuid()),
        Kind.MOMENT: (UtcDateTime, UtcDateTime()),
        Kind.DATE: (Date, Date()),
        Kind.TIME: (Time, Time()),
        Kind.BYTES: (LargeBinary, LargeBinary()),
        Kind.BOOL: (Boolean, Boolean()),
        Kind.INT: (Integer, Integer()),
        Kind.REAL: (Float, Float()),
        Kind.JSON: (JSON, _JsonText()),
        Kind.TEXT: (String, String()),
    }
)
"""How our tables declare what a column of each kind holds, and as what it is written."""

_JSON: Final = json.JSONEncoder(separators=(",", ":"))

_ENCODE: Final[Mapping[Kind, Callable[[Any], Any]]] = MappingProxyType(
    {
        Kind.UUID: lambda value: value.hex,
        Kind.MOMENT: datetime.isoformat,
        Kind.DATE: date.isoformat,
        Kind.TIME: time.isoformat,
        Kind.BYTES: lambda value: b64encode(value).decode(),
        Kind.JSON: str,
    }
)
_DECODE: Final[Mapping[Kind, Callable[[Any], Any]]] = MappingProxyType(
    {
        Kind.UUID: UUID,
        Kind.MOMENT: datetime.fromisoformat,
        Kind.DATE: date.fromisoformat,
        Kind.TIME: time.fromisoformat,
        Kind.BYTES: b64decode,
    }
)


def columns_of(table: Table) -> Columns:
    """Return what each column of a table of ours holds."""
    return {column.name: _kind(column) for column in table.columns}


def _kind(column: Column[Any]) -> Kind:
    return next(kind for kind, (ours, _) in _TYPES.items() if isinstance(column.type, ours))


def reading(table: Table, dialect: Dialect) -> Select[Any]:
    """Return a query for all rows in the order of their keys, which says nothing of when they came."""
    columns = [_read(column, dialect) for column in table.columns]
    return select(*columns).order_by(*table.primary_key.columns)


def _read(column: Column[Any], dialect: Dialect) -> Any:
    if _kind(column) is not Kind.JSON:
        return column
    return cast(column, Text) if dialect.name == "postgresql" else type_coerce(column, Text)


def lines(rows: Iterable[Iterable[Any]], columns: Columns) -> Iterator[bytes]:
    """Yield each row as a line."""
    encoders = [_ENCODE.get(kind) for kind in columns.values()]
    for row in rows:
        pairs = zip(encoders, row, strict=True)
        told = [value if value is None or not code else code(value) for code, value in pairs]
        yield _JSON.encode(told).encode() + b"\n"


def read_lines(text: Iterable[bytes], columns: Columns) -> Iterator[dict[str, Any]]:
    """Yield the row in each line; what only fills up is no row. Raises BrokenBackupError."""
    decoders = [(name, _DECODE.get(kind)) for name, kind in columns.items()]
    for line in text:
        if line.isspace():
            continue
        try:
            pairs = zip(decoders, json.loads(line), strict=True)
            yield {
                name: value if value is None or not code else code(value)
                for (name, code), value in pairs
            }
        except (ValueError, TypeError) as error:
            raise BrokenBackupError("a row makes no sense") from error


def writing(name: str, columns: Columns) -> Table:
    """Return a table to write rows to, of whatever version its database is."""
    return Table(
        name, MetaData(), *(Column(each, _TYPES[kind][1]) for each, kind in columns.items())
    )
