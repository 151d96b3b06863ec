"""From a bare checkout and a Python to a prepared environment. Standard library only.

A checkout keeps its own environment in `.venv`. It is made once; a stamp in it says what
it was made from, so that a second start costs nothing. Somebody who brings an environment
that has everything (an image, pipx, an own virtual environment) is left alone.

This file also runs on Pythons that are too old for the rest, to say so or to find another.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path
from typing import NoReturn

from feedbackpulse import _tools

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "feedbackpulse.json"
PREPARED = "FEEDBACKPULSE_PREPARED"
OLDEST = (3, 11)
EXTRAS = {"demo": ("reports",), "test": ("reports", "test"), "prepare": ()}


class CannotPrepareError(Exception):
    """The environment could not be made; the message says what to do about it."""


def prepare(arguments: list[str]) -> None:
    """Return when this process can run the command; else become a process that can.

    The commands `test` and `prepare` need the checkout itself and end here.
    """
    if not (ROOT / "setup.cfg").is_file():
        return  # installed as a wheel: whoever installed it, installed what it needs
    command = arguments[0] if arguments else ""
    try:
        if _is_ready(_extras(arguments)):
            _finish(command, arguments[1:])
        else:
            _make_ready(_extras(arguments))
            _become([str(_python()), "-m", "feedbackpulse", *arguments])
    except CannotPrepareError as problem:
        sys.exit(f"\nfeedbackpulse could not start: {problem}")
    except OSError as problem:
        sys.exit(f"\nfeedbackpulse could not start: {problem}. May you write in {ROOT}?")


def _extras(arguments: list[str]) -> set[str]:
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    return set(rest if command == "prepare" else EXTRAS.get(command, ()))


def _finish(command: str, rest: list[str]) -> None:
    if command == "prepare":
        say("everything is there")
        sys.exit(0)
    if command == "test":
        os.chdir(ROOT)
        found = {**_tools.browser_for_tests(), **_tools.nginx_for_tests(VENV / "nginx")}
        _become(_tools.pytest_command(rest), found)


# What is there


def _is_ready(extras: set[str]) -> bool:
    """Say whether this very interpreter has everything."""
    if Path(sys.prefix).resolve() == VENV.resolve():
        return _is_stamped(extras)
    return sys.version_info >= OLDEST and all(map(_is_installed, _requirements(extras)))


def _is_stamped(extras: set[str]) -> bool:
    stamp = _stamp()
    same_python = stamp["python"] == [f"python{sys.version_info[0]}.{sys.version_info[1]}"]
    return same_python and stamp["made from"] == _fingerprint() and extras <= set(stamp["extras"])


def _stamp() -> dict[str, list[str]]:
    try:
        stamp: dict[str, list[str]] = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {"made from": [], "python": [], "extras": []}
    return stamp


def _fingerprint() -> list[str]:
    """Return what an environment depends on: the requirements and where it stands."""
    config = _config()
    described = [sorted(config[name].items()) for name in config if name.startswith("options")]
    return [hashlib.sha256(repr(described).encode()).hexdigest(), str(ROOT)]


def _config() -> ConfigParser:
    config = ConfigParser(interpolation=None)
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    return config


def _requirements(extras: set[str]) -> list[str]:
    """Return the names of the distributions that the command needs."""
    config = _config()
    texts = [config["options"]["install_requires"]]
    unknown = extras - set(config["options.extras_require"])
    if unknown:
        raise CannotPrepareError(f"setup.cfg has no extra called {', '.join(sorted(unknown))}")
    texts += [config["options.extras_require"][extra] for extra in sorted(extras)]
    lines = [line.split(";")[0].strip() for text in texts for line in text.splitlines()]
    return [re.split(r"[\[<>=!~ ]", line)[0] for line in lines if line]


def _is_installed(name: str) -> bool:
    try:
        importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


# Making it


def _make_ready(extras: set[str]) -> None:
    if os.environ.get(PREPARED) == str(ROOT):
        raise CannotPrepareError(f"the environment in {VENV} stays incomplete; remove it and retry")
    _requirements(extras)
    if not _works():
        _make_environment()
    version = _tools.version_name(str(_python()))
    found = _stamp()
    wanted = sorted(extras.union(found["extras"]))
    stamp = {"made from": _fingerprint(), "python": [version], "extras": wanted}
    if found != stamp:
        _install(wanted)
        STAMP.write_text(json.dumps(stamp), encoding="utf-8")


def _python() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _works() -> bool:
    """Say whether `.venv` holds a Python that is new enough and can install packages."""
    check = f"import sys; sys.exit(sys.version_info < {OLDEST})"
    if not _python().exists() or not _tools.succeeds([str(_python()), "-c", check]):
        return False
    return bool(shutil.which("uv")) or _has_pip()


def _has_pip() -> bool:
    return _tools.succeeds([str(_python()), "-c", "import pip"])


def _make_environment() -> None:
    if VENV.exists():
        if not (VENV / "pyvenv.cfg").exists() and any(VENV.iterdir()):
            raise CannotPrepareError(f"{VENV} exists and is not a Python environment; move it away")
        say("the environment in .venv is broken; making it anew")
        shutil.rmtree(VENV)
    python = _tools.find_python(OLDEST)
    if shutil.which("uv"):
        say("making a Python environment in .venv with uv")
        if _tools.succeeds(["uv", "venv", "-q", "--python", python or ">=3.11", str(VENV)]):
            return
    if not python:
        raise CannotPrepareError(
            "it needs Python 3.11 or newer, and this is "
            f"Python {sys.version.split()[0]}. {_tools.how_to_get_python()}"
        )
    _make_with_venv(python)


def _make_with_venv(python: str) -> None:
    if not _tools.succeeds([python, "-c", "import ensurepip, venv"]):
        _get_venv_module(python)
    say(f"making a Python environment in .venv with {python}")
    if not _tools.runs([python, "-m", "venv", "--clear", str(VENV)]):
        raise CannotPrepareError(f"`{python} -m venv {VENV}` failed; its lines are above")


def _get_venv_module(python: str) -> None:
    """Debian and Ubuntu keep `venv` in a package of its own."""
    package = f"{_tools.version_name(python)}-venv"
    line = f"apt-get install -y {package}"
    if not (_tools.can_use_apt() and _tools.apt_install(package)):
        raise CannotPrepareError(
            f"Python's own venv module is missing. On Debian or Ubuntu, type `sudo {line}`"
            " and then the same command again"
        )


def _install(extras: list[str]) -> None:
    say("installing packages in .venv (the first time this takes a minute or two)")
    what = f"{ROOT}[{','.join(extras)}]" if extras else str(ROOT)
    uv = ["uv", "pip", "install", "-q", "--python", str(_python()), "-e", what]
    pip = [str(_python()), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    if shutil.which("uv") and _tools.runs(uv):
        return
    if not _has_pip():
        _tools.runs([str(_python()), "-m", "ensurepip"])
    if not _tools.runs([*pip, "--no-input", "-e", what]):
        raise CannotPrepareError(
            "installing the packages failed; the reason is above. When the network was the"
            " trouble, type the same command again: it goes on where it stopped"
        )


def _become(command: list[str], more: dict[str, str] | None = None) -> NoReturn:
    """Go on as another command, with the environment marked as prepared."""
    environ = {**os.environ, PREPARED: str(ROOT), **(more or {})}
    sys.stdout.flush()
    if os.name == "nt":
        sys.exit(subprocess.run(command, env=environ, check=False).returncode)  # noqa: S603  (our own command)
    os.execve(command[0], command, environ)  # noqa: S606  (no shell is wanted)


def say(sentence: str) -> None:
    """Tell the person at the terminal what is going on."""
    _tools.say(sentence)
