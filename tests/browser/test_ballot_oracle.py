"""Does somebody else's RFC 9474 agree with ours, in the browser and on the server?"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_der_private_key
from playwright.sync_api import Browser, Page

from feedbackpulse.ballots.stamping import (
    blind_sign,
    modulus_of,
    new_signing_key,
    public_der,
    verify,
)
from tests.browser import oracle
from tests.browser.modules import page_with, run
from tests.browser.report import do_without_oracle

FINALIZE = """
  const key = await rsa.importKey(fromHex(modulus));
  return toHex(
    await rsa.finalize(key, fromHex(message), fromHex(blindSignature), fromHex(inverse)));
"""


@pytest.fixture(scope="module")
def oracle_page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Return a page that can import both the oracle and our modules."""
    try:
        package = oracle.fetch(tmp_path_factory.mktemp("oracle"))
    except oracle.UnreachableOracleError as reason:
        do_without_oracle(str(reason))
    with page_with(browser, oracle=package) as page:
        yield page


def assert_we_agree(page: Page, key: rsa.RSAPrivateKey, said: Mapping[str, bytes]) -> None:
    ours = run(
        page,
        FINALIZE,
        modulus=modulus_of(public_der(key)),
        message=said["message"],
        blindSignature=said["blind_signature"],
        inverse=said["inverse"],
    )

    assert blind_sign(key, said["blinded"]) == said["blind_signature"]
    assert ours == said["signature"].hex()
    assert verify(public_der(key), said["message"], said["signature"])


def test_we_agree_with_what_it_said_when_it_was_recorded(browser: Browser) -> None:
    private, said = oracle.recorded()
    key = load_der_private_key(private, password=None)
    assert isinstance(key, rsa.RSAPrivateKey)

    with page_with(browser) as page:
        assert_we_agree(page, key, said)


def test_we_agree_with_what_it_says_today(oracle_page: Page) -> None:
    key = new_signing_key()

    for _ in range(5):
        assert_we_agree(oracle_page, key, oracle.exchange(oracle_page, key, bytes(32)))


def test_it_signs_what_we_blind_and_accepts_what_we_make_of_it(oracle_page: Page) -> None:
    key = new_signing_key()
    modulus = modulus_of(public_der(key))

    for _ in range(5):
        number = secrets.token_bytes(32)
        ours, theirs, accepted = oracle.answer_us(oracle_page, key, modulus, number)
        assert ours == theirs
        assert accepted is True
