"""Are settings refused with which no mail would go out, or a link would lead nowhere?"""

from __future__ import annotations

from pathlib import Path

import pytest

from feedbackpulse.config import ConfigurationError, Settings

GOOD = {
    "FEEDBACKPULSE_SMTP_HOST": "mail.example.org",
    "FEEDBACKPULSE_MAIL_FROM": "Luisteren <us@example.org>",
    "FEEDBACKPULSE_PUBLIC_URL": "https://pulse.example.org",
}


def read(tmp_path: Path, **changes: str) -> Settings:
    """Return settings that are good but for the changes."""
    named = {f"FEEDBACKPULSE_{name}": value for name, value in changes.items()}
    return Settings.from_environ({"FEEDBACKPULSE_INSTANCE_PATH": str(tmp_path), **GOOD, **named})


def test_what_is_needed_is_enough_and_encrypted(tmp_path: Path) -> None:
    settings = read(tmp_path)

    assert settings.smtp_security == "starttls"
    assert settings.smtp_port == 587


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"SMTP_SECURITY": "ssl"}, "SMTP_SECURITY is 'ssl'; choose one of"),
        ({"MAIL_FROM": ""}, "MAIL_FROM needs an address"),
        ({"MAIL_FROM": "Luisteren"}, "MAIL_FROM needs an address"),
        ({"PUBLIC_URL": ""}, "PUBLIC_URL needs the address that links lead to"),
        ({"SMTP_USER": "us"}, "go together"),
        ({"SMTP_PORT": "smtp"}, "SMTP_PORT is 'smtp'"),
    ],
)
def test_what_cannot_work_is_refused(tmp_path: Path, changes: dict[str, str], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        read(tmp_path, **changes)


def test_without_a_mail_server_nothing_is_needed(tmp_path: Path) -> None:
    assert Settings(instance_path=tmp_path).smtp_host == ""


def test_a_password_is_not_shown_by_accident(tmp_path: Path) -> None:
    settings = read(tmp_path, SMTP_USER="us", SMTP_PASSWORD="only-for-tests")

    assert "only-for-tests" not in repr(settings)
