"""One demo for all browser tests of a worker, in the browser that all tests share."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from flask import Flask
from playwright.sync_api import Browser, Page, StorageState

from feedbackpulse import create_app
from feedbackpulse.config import Settings
from feedbackpulse.demo.organisation import PASSWORD, SIGN_INS
from tests.browser.servers import running

WHO = {
    "nobody": None,
    "employee": "Noor Libel",
    "lead": "Joris Rietveen",
    "head": "Bram Waterman",
    "hr": "Iris Pluim",
    "council": "Wout Meerkoet",
    "adviser": "Hanna Zilverreiger",
    "admin": "Timo Oever",
}


@pytest.fixture(scope="session")
def demo_instance(made_demo: Path) -> Path:
    """Return the folder of the demo, which all workers share, and may change."""
    folder = made_demo.with_name("demo")
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            shutil.copytree(made_demo, folder)
    return folder


@pytest.fixture(scope="session")
def demo(browser: Browser, demo_instance: Path) -> Iterator[str]:
    """Return the address of a running demo."""
    with running("demo", demo_instance) as address:
        yield address


@pytest.fixture(scope="session")
def demo_app(demo: str, demo_instance: Path) -> Flask:
    """Return an application on the demo's stores, to look up addresses and ids."""
    return create_app(Settings(instance_path=demo_instance))


@pytest.fixture(scope="session")
def signed_in(browser: Browser, demo: str) -> Callable[[str], StorageState | None]:
    """Return a function that gives the cookies of somebody in the demo, signed in once."""
    kept: dict[str, StorageState] = {}

    def cookies(who: str) -> StorageState | None:
        name = WHO[who]
        if name is None:
            return None
        if who not in kept:
            context = browser.new_context(base_url=demo)
            sign_in(context.new_page(), email_of(name), PASSWORD)
            kept[who] = context.storage_state()
            context.close()
        return kept[who]

    return cookies


def email_of(name: str) -> str:
    """Return the address somebody of the demo signs in with."""
    return next(person.email for person in SIGN_INS if person.name == name)


def sign_in(page: Page, email: str, password: str) -> None:
    """Sign somebody in through the page."""
    page.goto("/sign-in")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", password)
    page.click("main form button[type=submit]")
    page.wait_for_url(lambda address: "/sign-in" not in address)
