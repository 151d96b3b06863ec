"""Is there a word for everything that can be found, for the operator and for HR?"""

from __future__ import annotations

import pytest
from flask import Flask

from feedbackpulse.cli.findings import remedy, wrong
from feedbackpulse.doctor.domain import SEVERITIES, Code, Finding, Severity
from feedbackpulse.web.hr.checkup import in_words, words_of_codes


@pytest.mark.parametrize("code", Code)
def test_every_finding_says_what_is_wrong_and_what_to_do(code: Code) -> None:
    finding = Finding(code=code, subject="the-subject", value="the-value")

    said = wrong(finding), remedy(finding)

    assert all(len(each) > 10 for each in said)
    assert "{" not in "".join(said)


def test_hr_gets_words_for_all_that_is_more_than_a_note(app: Flask) -> None:
    with app.test_request_context():
        known = set(words_of_codes())

    assert known == {code for code, severity in SEVERITIES.items() if severity > Severity.NOTE}


def test_hr_reads_the_same_words_once(app: Flask) -> None:
    codes = (Code.FILE_OPEN, Code.KEYS_OPEN, Code.FILE_OPEN, Code.BACKUP_UNKNOWN)
    with app.test_request_context(headers={"Accept-Language": "en"}):
        told = in_words(Finding(code=code) for code in codes)

    [obstacle] = told.obstacles
    assert told.stops
    assert obstacle.codes == ("file-open", "keys-open")
    assert "Ask your administrator" in obstacle.text
