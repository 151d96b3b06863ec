"""Is the address of a queue refused that would not work, or would bring it to the ballots?"""

from __future__ import annotations

from pathlib import Path

import pytest

from feedbackpulse import config
from feedbackpulse.config import ConfigurationError, Settings

BOX = "postgresql://box@db.example.org/ballots"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "postgresql://q@db.example.org/queue",
        "redis://q.example.org/0",
        "rediss://q.example.org",
    ],
)
def test_a_queue_is_a_file_or_on_a_server(tmp_path: Path, url: str) -> None:
    assert Settings(instance_path=tmp_path, queue_url=url).queue_url == url


@pytest.mark.parametrize("url", ["amqp://secret@q.example.org", "sqlite:///queue", "queue"])
def test_other_queues_are_refused_without_telling_a_password(tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigurationError, match="may be a postgresql or redis URL") as refusal:
        Settings(instance_path=tmp_path, queue_url=url)

    assert "secret" not in str(refusal.value)


def test_no_hint_waits_among_the_ballots(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="have to differ"):
        Settings(
            instance_path=tmp_path,
            database_url="postgresql://main@db.example.org/feedbackpulse",
            ballot_database_url=BOX,
            queue_url=BOX,
        )


def test_a_missing_driver_is_named_with_what_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config, "find_spec", lambda _name: None)

    with pytest.raises(ConfigurationError, match=r"feedbackpulse\[redis\]"):
        Settings(instance_path=tmp_path, queue_url="redis://q.example.org")
