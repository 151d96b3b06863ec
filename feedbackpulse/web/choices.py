"""Fields in which one or more of a few options are chosen, and those options."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.fields import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget


class MultiCheckboxField(SelectMultipleField):
    """Any number of a few choices, each a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def options(pairs: Iterable[tuple[str, object]], *, group: str | None = None) -> list[Any]:
    """Return (value, label) pairs as WTForms wants them; labels may be lazy translations.

    In a list to open they stand under the name of their *group*, when they have one.
    """
    return [SelectChoice(value=value, label=label, optgroup=group) for value, label in pairs]
