"""Words in English, without the whole application."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel


@pytest.fixture
def in_plain_english() -> Iterator[None]:
    """Let texts be in the language in which they are written."""
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield
