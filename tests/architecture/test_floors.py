"""Is nothing installed that is older than what advisories were mended in?

Whoever runs the checks without a network to ask still has this list. It is read with the
packages that are installed, and with the lowest versions that setup.cfg lets in.
"""

from __future__ import annotations

from configparser import ConfigParser
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

SETUP = Path(__file__).resolve().parents[2] / "setup.cfg"
FLOORS = {
    "flask": ("3.1.3", "CVE-2026-27205: pages of a session in shared caches"),
    "werkzeug": ("3.1.0", "multipart bodies that take for ever, debugger, safe_join"),
    "jinja2": ("3.1.6", "CVE-2025-27516: a way out of the sandbox"),
    "gunicorn": ("22.0.0", "CVE-2024-1135, CVE-2024-6827: smuggled requests"),
    "waitress": ("3.0.1", "CVE-2024-49768, CVE-2024-49769: races and sockets left open"),
    "cryptography": ("44.0.1", "CVE-2024-12797 and the OpenSSL inside"),
    "wtforms": ("3.1.0", "the oldest that is looked after"),
    "flask-wtf": ("1.2.2", "the oldest that is looked after"),
    "argon2-cffi": ("23.1.0", "the oldest that is looked after"),
    "pyotp": ("2.9.0", "the oldest that compares in constant time and is looked after"),
    "pyyaml": ("6.0", "CVE-2020-14343: objects made while reading"),
    "urllib3": ("2.5.0", "CVE-2025-50181: redirects that were switched off"),
    "pillow": ("11.3.0", "CVE-2025-48379: writing past a buffer"),
    "lxml": ("5.0.0", "the oldest that is looked after"),
    "redis": ("4.5.4", "CVE-2023-28858, CVE-2023-28859: answers to somebody else"),
    "sqlalchemy": ("2.0.40", "the oldest that we try"),
}


def is_installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


@pytest.mark.parametrize("name", [name for name in FLOORS if is_installed(name)])
def test_what_is_installed_is_not_older(name: str) -> None:
    floor, why = FLOORS[name]

    assert Version(version(name)) >= Version(floor), why


def test_setup_cfg_lets_nothing_older_in() -> None:
    """Of what it asks for itself; the others come along with these."""
    older = [
        (wanted.name, lowest, FLOORS[wanted.name.lower()])
        for wanted in asked_for()
        if wanted.name.lower() in FLOORS
        for lowest in (part.version for part in wanted.specifier if part.operator == ">=")
        if Version(lowest) < Version(FLOORS[wanted.name.lower()][0])
    ]

    assert older == []


def test_everything_asked_for_has_a_lowest_and_a_highest_version() -> None:
    """Stubs for the type checker and the list of time zones are never too new."""
    free = {
        wanted.name
        for wanted in asked_for()
        if {part.operator for part in wanted.specifier} < {">=", "<"}
    }

    assert {name for name in free if not name.startswith("types-")} <= {"tzdata"}


def asked_for() -> list[Requirement]:
    read = ConfigParser(interpolation=None)
    read.read(SETUP, encoding="utf-8")
    lists = [read["options"]["install_requires"], *read["options.extras_require"].values()]
    lines = (line.strip() for one in lists for line in one.splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("#")]
