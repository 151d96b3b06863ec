"""Is a setting refused with which the wrong people would come in?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from feedbackpulse.config import ConfigurationError, Settings
from feedbackpulse.secret_files import LostSecretError


@pytest.mark.parametrize("known", ["change-me", "secret", " Change-Me ", "super-secret-key", "dev"])
def test_a_secret_that_everybody_knows_is_refused_without_repeating_it(
    tmp_path: Path, known: str
) -> None:
    with pytest.raises(ConfigurationError, match="example that everybody knows") as refusal:
        Settings(instance_path=tmp_path, secret_key=known)

    assert "super-secret-key" not in str(refusal.value)


def test_a_secret_is_made_when_none_is_set(tmp_path: Path) -> None:
    settings = Settings(instance_path=tmp_path)
    made = settings.signing_key()

    assert len(made) == 64
    assert settings.signing_key() == made
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_hr_and_administrators_need_a_second_step_unless_somebody_says_otherwise(
    tmp_path: Path,
) -> None:
    assert Settings(instance_path=tmp_path).asks_second_factor
    assert not Settings(instance_path=tmp_path, second_factor="optional").asks_second_factor


@pytest.mark.parametrize("chosen", ["off", "yes", "REQUIRED"])
def test_a_choice_that_is_none_is_refused(tmp_path: Path, chosen: str) -> None:
    with pytest.raises(ConfigurationError, match="SECOND_FACTOR"):
        Settings(instance_path=tmp_path, second_factor=chosen)


def test_a_secret_key_that_is_not_whole_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "secret_key").touch()

    with pytest.raises(LostSecretError, match="remove it, and a new one is made"):
        Settings(instance_path=tmp_path).signing_key()


def test_whoever_starts_at_the_same_moment_gets_the_same_key(tmp_path: Path) -> None:
    settings = Settings(instance_path=tmp_path)
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: settings.signing_key(), range(24)))

    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]
