"""What a process runs in, apart from its settings: everything that is not in our hands."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, kw_only=True, slots=True)
class Surroundings:
    """The environment of a process; *schema_is_current* is asked only after the files are seen."""

    now: datetime
    schema_is_current: Callable[[], bool]
    debug: bool = False
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    arguments: tuple[str, ...] = field(default_factory=lambda: tuple(sys.argv))
    folder: Path = field(default_factory=Path.cwd)
