"""Every form that somebody can find from the start page, filled in as well as a machine can."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from bs4 import Tag
from flask.testing import FlaskClient

from tests.faults.fuse import Request
from tests.pages import Visitor
from tests.web.crawl import reached

_LEAVES: Final = ("sign-out", "/locale")
_EXAMPLES: Final = {
    "email": "new.person@example.org",
    "date": "2027-03-01",
    "number": "5",
    "time": "09:00",
}
"""By the kind of field."""


def forms_of(client: FlaskClient) -> Iterator[Request]:
    """Yield one request for each address that a form on some page leads to."""
    seen = set()
    for path, page in reached(Visitor(client)):
        found = client.get_cookie("feedbackpulse")
        cookie = f"feedbackpulse={found.value}" if found else ""
        for form in page.select("main form[method=post]"):
            target = str(form.get("action") or path)
            if target in seen or any(part in target for part in _LEAVES):
                continue
            seen.add(target)
            yield Request(name=target, path=target, form=_filled_in(form), cookie=cookie)


def _filled_in(form: Tag) -> dict[str, Any]:
    """Return what a hasty but honest person would send."""
    sent: dict[str, Any] = {}
    for field in form.select("input[name], textarea[name], select[name], button[name]"):
        name, kind = str(field["name"]), str(field.get("type", "text"))
        if kind == "file" or field.has_attr("disabled"):
            continue
        if field.name == "select":
            options = [one for one in field.select("option") if one.get("value")]
            chosen = field.select_one("option[selected]") or (options[0] if options else None)
            sent.setdefault(name, str(chosen.get("value", "")) if chosen else "")
        elif kind in {"checkbox", "radio", "submit"} or field.name == "button":
            sent.setdefault(name, str(field.get("value", "on")))
        else:
            written = field.text if field.name == "textarea" else str(field.get("value", ""))
            sent[name] = written or _EXAMPLES.get(kind, "Something short")
    return sent
