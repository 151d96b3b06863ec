"""Are addresses of databases refused that would not work, or would bring the two stores together?"""

from __future__ import annotations

from pathlib import Path

import pytest

from feedbackpulse.config import ConfigurationError, Settings

MAIN = "postgresql://main@db.example.org/feedbackpulse"
BOX = "postgresql://box@db.example.org/ballots"


def test_a_postgresql_address_needs_no_name_of_a_driver(tmp_path: Path) -> None:
    settings = Settings(instance_path=tmp_path, database_url=MAIN, ballot_database_url=BOX)

    assert settings.main_url == "postgresql+psycopg://main@db.example.org/feedbackpulse"
    assert settings.box_url == "postgresql+psycopg://box@db.example.org/ballots"


def test_without_addresses_there_are_two_files(tmp_path: Path) -> None:
    settings = Settings(instance_path=tmp_path)

    assert settings.main_url.startswith("sqlite:///")
    assert settings.main_url != settings.box_url


@pytest.mark.parametrize(
    ("main", "box", "words"),
    [
        (MAIN, MAIN, "have to differ"),
        ("mysql://db.example.org/feedbackpulse", "", "DATABASE_URL starts with 'mysql'"),
        ("", "oracle://db.example.org/ballots", "BALLOT_DATABASE_URL starts with 'oracle'"),
    ],
)
def test_other_addresses_are_refused(tmp_path: Path, main: str, box: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        Settings(instance_path=tmp_path, database_url=main, ballot_database_url=box)
