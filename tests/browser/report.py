"""Says loudly which tests had no browser to run in."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

NO_BROWSER = "no Chromium on this machine"
NO_ORACLE = "another RFC 9474 could not be fetched"


def do_without_browser() -> None:
    """Skip a test that needs a browser; in CI that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"{NO_BROWSER}, and CI must run every test", pytrace=False)
    pytest.skip(NO_BROWSER)


def do_without_oracle(reason: str) -> NoReturn:
    """Skip a test against another library, in CI too: what it said once is always tested."""
    pytest.skip(f"{NO_ORACLE}: {reason}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Count the browser tests that were not run."""
    skipped = [str(report.longrepr) for report in terminalreporter.getreports("skipped")]
    missed = [reason for reason in skipped if NO_BROWSER in reason]
    if missed:
        terminalreporter.section("BROWSER TESTS WERE NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.write_line(
            f"{len(missed)} tests need Chromium, and there is none. Install it (on Debian:"
            " apt-get install chromium) or name it in FEEDBACKPULSE_CHROMIUM."
        )
    if unheld := [reason for reason in skipped if NO_ORACLE in reason]:
        terminalreporter.section("THE OTHER RFC 9474 WAS NOT ASKED", sep="!", red=True, bold=True)
        terminalreporter.write_line(
            f"{len(unheld)} tests ask it anew, which needs npm and a network. Ours was held only"
            " against what it said when tests/ballots/vectors/blindrsa-ts.json was recorded."
        )
