"""Every address that takes a form, and what to send where no page has one for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final
from uuid import uuid4

from flask import Flask
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from feedbackpulse.people.tables import TeamRow
from tests.faults.fuse import Request
from tests.faults.running import Installation

_ENDS_IT: Final = {"account.sign_out"}
"""What would take the session of the browser that samples."""


def writing(app: Flask) -> list[Rule]:
    """Return the rules that take a form."""
    rules = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    return sorted(rules, key=lambda rule: rule.rule)


def of(app: Flask, path: str) -> str:
    """Return the endpoint that a path leads to, or nothing."""
    with suppress(HTTPException):
        found, _arguments = app.url_map.bind("localhost").match(path.partition("?")[0], "POST")
        return str(found)
    return ""


def samples(
    app: Flask, installation: Installation, forms: Sequence[Request], known: Mapping[str, str]
) -> Iterator[Request]:
    """Yield something to send to each address that is not known yet, as who sent those forms."""
    cookie = next(one.cookie for one in forms if one.cookie)
    token = next(one.form["csrf_token"] for one in forms if one.form.get("csrf_token"))
    with installation.stores() as stores, stores.main() as session:
        team = session.scalars(select(TeamRow.id).where(TeamRow.parent_id.is_not(None))).first()
    ids = {
        "round_id": installation.round_id,
        "person_id": next(reversed(list(installation.codes))),
        "team_id": team,
    }
    for rule in writing(app):
        if rule.endpoint not in known and rule.endpoint not in _ENDS_IT:
            values = {name: _value(rule, name, ids) for name in rule.arguments}
            path = app.url_map.bind("localhost").build(rule.endpoint, values, method="POST")
            form = {"csrf_token": token, "reason": "To try.", "code": "AAAA"}
            yield Request(name=rule.endpoint, path=path, form=form, cookie=cookie)


def _value(rule: Rule, name: str, ids: Mapping[str, object]) -> object:
    """Return something that fits an argument of a rule."""
    if name in ids:
        return ids[name]
    converter = rule._converters[name]
    if items := sorted(getattr(converter, "items", ())):
        return items[0]
    return {"IntegerConverter": 1, "UUIDConverter": uuid4()}.get(type(converter).__name__, "none")


def tell(app: Flask, known: Mapping[str, str], file: Path) -> None:
    """Write down how each address was tried: as a ballot, by its form, or by a sample."""
    lines = [f"{known.get(one.endpoint, 'not'):8}{one.rule}" for one in writing(app)]
    file.write_text("\n".join([*lines, ""]), encoding="utf-8")
