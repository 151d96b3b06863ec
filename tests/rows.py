"""Count which rows the main database gives, whatever engine it has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

from feedbackpulse.extensions import db


@contextmanager
def counted_rows(app: Flask) -> Iterator[Counter[str]]:
    """Give a counter that the rows of every question to the main database are added to."""
    rows: Counter[str] = Counter()

    def note(conn: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        is_question = statement.lstrip().startswith(("SELECT", "WITH"))
        if is_question and "alembic_version" not in statement:  # asked now and then, for no page
            again = conn.connection.cursor()  # the answer itself is read by who asked
            again.execute(f"SELECT count(*) FROM ({statement}) AS given", parameters)  # noqa: S608
            [number] = again.fetchone()
            rows[statement] += number
            again.close()

    with app.app_context():
        engine = db.engine
    event.listen(engine, "after_cursor_execute", note)
    try:
        yield rows
    finally:
        event.remove(engine, "after_cursor_execute", note)
