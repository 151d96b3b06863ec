"""Count what the main database is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

from feedbackpulse.extensions import db


@contextmanager
def counted_queries(app: Flask) -> Iterator[list[str]]:
    """Give a list that every statement on the application's main database is added to."""
    statements: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        is_question = not statement.startswith("BEGIN")
        if is_question and "alembic_version" not in statement:  # asked now and then, for no page
            statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)
