"""Does the wheel contain everything the product needs?"""

from __future__ import annotations

from configparser import ConfigParser
from pathlib import Path

from setuptools import find_packages

ROOT = Path(__file__).resolve().parents[2]
FOR_DEVELOPERS = {"migrations/new.py"}
OUTSIDE = {"templates": "templates", "static": "static", "migrations": "migrations"}


def config() -> ConfigParser:
    """Return what setup.cfg says."""
    parsed = ConfigParser(interpolation=None)
    parsed.read(ROOT / "setup.cfg", encoding="utf-8")
    return parsed


def test_every_package_is_listed_in_setup_cfg() -> None:
    listed = set(config()["options"]["packages"].split())

    found = set(find_packages(str(ROOT), include=["feedbackpulse*"]))

    assert listed == found | {f"feedbackpulse.{name}" for name in OUTSIDE}


def test_every_file_in_the_folders_beside_the_package_is_in_the_wheel() -> None:
    patterns = config()["options.package_data"]
    for name, folder in OUTSIDE.items():
        wanted = patterns[f"feedbackpulse.{name}"].split()
        packed = {path for pattern in wanted for path in (ROOT / folder).glob(pattern)}
        files = {
            path
            for path in (ROOT / folder).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }

        missing = {str(path.relative_to(ROOT)) for path in files - packed}

        assert not missing - FOR_DEVELOPERS, f"{name}: {missing}"


def test_every_data_file_of_the_package_is_in_the_wheel() -> None:
    patterns = config()["options.package_data"]
    package = ROOT / "feedbackpulse"
    packed = {
        path
        for name in patterns
        if name.split(".")[-1] not in OUTSIDE
        for pattern in patterns[name].split()
        for path in (ROOT / Path(*name.split("."))).glob(pattern)
    }
    leftovers = {".py", ".pyc", ".po", ".pot"}
    files = {p for p in package.rglob("*") if p.is_file() and p.suffix not in leftovers}

    assert {str(path.relative_to(ROOT)) for path in files - packed} == set()


def test_the_readme_and_the_licence_are_there() -> None:
    assert (ROOT / "README.md").read_text(encoding="utf-8").strip()
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in (ROOT / "LICENSE").read_text(encoding="utf-8")
