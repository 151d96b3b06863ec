"""What an application compiles when it starts, kept for the next one of the same process.

Nearly every test has an application of its own; all of them have the same templates and addresses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import CodeType
from typing import Any, ClassVar

from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import BaseConverter, Rule
from werkzeug.routing.rules import RulePart

Build = Callable[..., tuple[str, str]]


class Templates(BytecodeCache):
    """Templates as they were compiled for an application before, while they say the same."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Bring what is known of a template."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        if bucket.code is not None:
            self._codes[bucket.key, bucket.checksum] = bucket.code


@dataclass(frozen=True, kw_only=True, slots=True)
class Parsed:
    """What an address consists of, and what its arguments are read and written with."""

    parts: Sequence[RulePart]
    trace: Sequence[tuple[bool, str]]
    converters: Mapping[str, BaseConverter]


class Address(Rule):
    """A rule that takes over what it means, and how it is written, from one that says the same.

    The functions that write an address are handed the rule that they write for, and hold nothing
    of the one they were made with, unless that one had defaults.
    """

    _known: ClassVar[dict[Any, Build]] = {}
    _parsed: ClassVar[dict[str, Parsed]] = {}

    def _parse_rule(self, rule: str) -> Sequence[RulePart]:
        if (known := self._parsed.get(rule)) is None:
            before = len(self._trace)
            parts = tuple(super()._parse_rule(rule))
            known = Parsed(
                parts=parts, trace=self._trace[before:], converters=dict(self._converters)
            )
            self._parsed[rule] = known
            return parts
        self._trace.extend(known.trace)
        self._converters.update(known.converters)
        self.arguments.update(known.converters)
        return known.parts

    def _compile_builder(self, append_unknown: bool = True) -> Build:  # noqa: FBT001, FBT002  (Werkzeug's own)
        if self.defaults:
            return super()._compile_builder(append_unknown)
        key = (self.rule, tuple(self._trace), append_unknown)
        if key not in self._known:
            self._known[key] = super()._compile_builder(append_unknown)
        return self._known[key]
