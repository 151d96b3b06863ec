"""What the start-up code needs from the machine: a Python, apt, a browser, nginx.

Standard library only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

CHROMIUM = "FEEDBACKPULSE_CHROMIUM"
NGINX = "FEEDBACKPULSE_NGINX"
NONE = "none"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_MAC_BROWSERS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def say(sentence: str) -> None:
    """Tell the person at the terminal what is going on."""
    sys.stderr.write(f"feedbackpulse: {sentence}\n")
    sys.stderr.flush()


def runs(command: list[str], *, seconds: float | None = None) -> bool:
    """Run a command whose lines the person may see; say whether it succeeded."""
    try:
        # Every command is written in this file or the one that imports it.
        return subprocess.run(command, check=False, timeout=seconds).returncode == 0  # noqa: S603  (see above)
    except (OSError, subprocess.TimeoutExpired):
        return False


def succeeds(command: list[str]) -> bool:
    """Run a command without showing its lines; say whether it succeeded."""
    try:
        done = subprocess.run(command, check=False, capture_output=True)  # noqa: S603  (see runs)
    except OSError:
        return False
    return done.returncode == 0


# Python


def find_python(oldest: tuple[int, int]) -> str:
    """Return a Python that is new enough, the running one by preference, or ""."""
    if sys.version_info >= oldest:
        return sys.executable
    names = [f"python3.{minor}" for minor in range(14, oldest[1] - 1, -1)]
    found = [path for path in map(shutil.which, names) if path]
    return next((path for path in found if succeeds([path, "-c", ""])), "")


def version_name(python: str) -> str:
    """Return what a Python calls itself, which is also the name of its Debian package."""
    ask = "import sys; print('python%d.%d' % sys.version_info[:2])"
    done = subprocess.run([python, "-c", ask], check=False, capture_output=True, text=True)  # noqa: S603  (see runs)
    return done.stdout.strip()


def how_to_get_python() -> str:
    """Return a sentence on getting a newer Python on this machine."""
    if sys.platform == "darwin":
        return "Type `brew install python@3.13`, or install it from python.org, and try again"
    if shutil.which("apt-get"):
        return "Type `sudo apt-get install -y python3.11 python3.11-venv` and try again"
    return "Install one, or install uv, and try again"


# Debian's packages


def can_use_apt() -> bool:
    """Say whether this process may install Debian packages."""
    return bool(shutil.which("apt-get")) and hasattr(os, "geteuid") and os.geteuid() == 0


def apt_install(package: str) -> bool:
    """Install a Debian package; say whether that worked."""
    say(f"installing {package} with apt-get")
    quietly = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    succeeds([*quietly, "update"])
    return succeeds([*quietly, "install", "-y", "--no-install-recommends", package])


# The tests


def pytest_command(rest: list[str]) -> list[str]:
    """Return how to run the tests: two at a time, unless the person says how many."""
    chosen = any(word.startswith(("-n", "--numprocesses")) for word in rest)
    workers = [] if chosen else ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "worksteal"]
    return [sys.executable, "-m", "pytest", *workers, *rest]


def browser_for_tests() -> dict[str, str]:
    """Find Chromium or get it; return the variable that tells the tests where it is."""
    path = (find_browser() or _get_browser()) if _can_drive() else ""
    return {CHROMIUM: path or NONE}


def _can_drive() -> bool:
    """Say whether the browser's driver runs; on a bare Debian it lacks one library."""
    driver = [sys.executable, "-m", "playwright", "--version"]
    if succeeds(driver):
        return True
    if can_use_apt():
        apt_install("libatomic1")
        return succeeds(driver)
    say("the browser's driver does not run; on Debian, type `sudo apt-get install -y libatomic1`")
    return False


def find_browser() -> str:
    """Return the path of a Chromium, or ""."""
    chosen = os.environ.get(CHROMIUM, "")
    if chosen:
        return "" if chosen == NONE else chosen
    on_path = next((path for path in map(shutil.which, _BROWSERS) if path), "")
    return on_path or next((path for path in _MAC_BROWSERS if Path(path).exists()), "")


def _get_browser() -> str:
    if can_use_apt():
        apt_install("chromium")
        return find_browser()
    say("no Chromium found; trying to fetch one for the browser tests")
    fetch = [sys.executable, "-m", "playwright", "install", "chromium"]
    if runs(fetch, seconds=180):
        return "playwright"
    say("no Chromium could be had; on Debian, type `sudo apt-get install -y chromium`")
    return ""


# nginx, for the tests of what stands in front


def nginx_for_tests(folder: Path) -> dict[str, str]:
    """Find nginx or unpack it in *folder*; return the variable that tells the tests where it is."""
    path = find_nginx(folder) or _get_nginx(folder)
    return {NGINX: path or NONE}


def find_nginx(folder: Path) -> str:
    """Return the path of an nginx, or ""."""
    chosen = os.environ.get(NGINX, "")
    if chosen:
        return "" if chosen == NONE else chosen
    usual = (shutil.which("nginx") or "", "/usr/sbin/nginx", str(folder / "usr/sbin/nginx"))
    return next((path for path in usual if path and Path(path).exists()), "")


def _get_nginx(folder: Path) -> str:
    """Unpack Debian's nginx without installing it: that would start a server on this machine."""
    if can_use_apt():
        say("fetching nginx for the tests with apt-get")
        folder.mkdir(parents=True, exist_ok=True)
        succeeds(["apt-get", "-qq", "update"])
        for package in ("nginx", "nginx-core", "nginx-light"):
            line = 'cd "$0" && apt-get -qq download "$1" && dpkg-deb -x "$1"_*.deb .'
            if succeeds(["sh", "-c", line, str(folder), package]) and find_nginx(folder):
                return find_nginx(folder)
    say("no nginx could be had; on Debian, type `sudo apt-get install -y nginx`")
    return ""
