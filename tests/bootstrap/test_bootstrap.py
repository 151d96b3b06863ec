"""Does a bare checkout become a working one, or else say in a sentence what is missing?"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STARTS_BARE = ("__init__.py", "__main__.py", "_bootstrap.py", "_tools.py")
NO_NETWORK = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", "PIP_CONFIG_FILE": os.devnull}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a copy of what a clone holds, without an environment."""
    folder = tmp_path / "clone"
    for name in ("feedbackpulse", "templates", "static", "migrations"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def bare_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a Python that has nothing installed."""
    folder = tmp_path_factory.mktemp("bare")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    return folder / "bin" / "python"


def start(
    python: Path | str, checkout: Path, *arguments: str, path: str = os.defpath
) -> subprocess.CompletedProcess[str]:
    """Start feedbackpulse in a checkout, with no network and nothing of ours in the environment."""
    return subprocess.run(
        [str(python), "-m", "feedbackpulse", *arguments],
        cwd=checkout,
        env={"PATH": path, "HOME": str(checkout), **NO_NETWORK},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", STARTS_BARE)
def test_start_up_code_is_readable_for_an_old_python(name: str) -> None:
    source = (ROOT / "feedbackpulse" / name).read_text(encoding="utf-8")

    ast.parse(source, feature_version=(3, 8))


def test_start_up_code_needs_nothing_installed() -> None:
    code = "import feedbackpulse.__main__, feedbackpulse._bootstrap, feedbackpulse._tools"

    subprocess.run([sys.executable, "-S", "-c", code], cwd=ROOT, check=True)


def test_an_environment_that_has_everything_is_left_alone(checkout: Path) -> None:
    done = start(sys.executable, checkout, "--help")

    assert done.returncode == 0, done.stderr
    assert "Listen to the people" in done.stdout
    assert not (checkout / ".venv").exists()


def test_an_unknown_extra_is_named(checkout: Path) -> None:
    done = start(sys.executable, checkout, "prepare", "nonsense")

    assert done.returncode == 1
    assert "no extra called nonsense" in done.stderr


def test_without_network_it_says_what_to_do(checkout: Path, bare_python: Path) -> None:
    done = start(bare_python, checkout, "demo", path="/nonexistent")

    assert done.returncode == 1
    assert "making a Python environment in .venv" in done.stderr
    assert "installing the packages failed" in done.stderr
    assert "type the same command again" in done.stderr
    assert not (checkout / ".venv" / "feedbackpulse.json").exists()


def test_a_folder_that_is_no_environment_is_not_removed(checkout: Path, bare_python: Path) -> None:
    (checkout / ".venv").mkdir()
    (checkout / ".venv" / "thesis.txt").write_text("years of work", encoding="utf-8")

    done = start(bare_python, checkout, "demo")

    assert done.returncode == 1
    assert "is not a Python environment; move it away" in done.stderr
    assert (checkout / ".venv" / "thesis.txt").exists()


def test_a_folder_that_cannot_be_written_is_named(bare_python: Path, checkout: Path) -> None:
    (checkout / ".venv").write_text("", encoding="utf-8")

    done = start(bare_python, checkout, "demo")

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert str(checkout / ".venv") in done.stderr
