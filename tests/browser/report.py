"""Says loudly which tests had no browser to run in."""

from __future__ import annotations

import os

import pytest

NO_BROWSER = "no Chromium on this machine"


def do_without_browser() -> None:
    """Skip a test that needs a browser; in CI that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"{NO_BROWSER}, and CI must run every test", pytrace=False)
    pytest.skip(NO_BROWSER)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Count the browser tests that were not run."""
    skipped = terminalreporter.getreports("skipped")
    missed = [report for report in skipped if NO_BROWSER in str(report.longrepr)]
    if missed:
        terminalreporter.section("BROWSER TESTS WERE NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.write_line(
            f"{len(missed)} tests need Chromium, and there is none. Install it (on Debian:"
            " apt-get install chromium) or name it in FEEDBACKPULSE_CHROMIUM."
        )
