"""One headless Chromium for all tests of a worker, and for the attacks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from feedbackpulse import _tools
from tests.browser.report import do_without_browser

FLAGS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars")
PATIENCE = 20_000
"""Milliseconds that a busy machine gets before a page counts as wrong."""


@contextmanager
def running(path: str) -> Iterator[Browser]:
    """Run a browser; *path* is what `find_browser` found."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chosen = None if path == "playwright" else path
        chromium = playwright.chromium.launch(executable_path=chosen, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a headless Chromium."""
    path = _tools.find_browser()
    if not path:
        do_without_browser()
    with running(str(path)) as chromium:
        yield chromium
