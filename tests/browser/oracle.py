"""Somebody else's RFC 9474, to hold ours against: @cloudflare/blindrsa-ts, for tests only."""

from __future__ import annotations

import json
import shutil
import subprocess
import tarfile
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha512
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from playwright.sync_api import Page

from feedbackpulse.ballots.stamping import public_der
from tests.browser.modules import run

PACKAGE = "@cloudflare/blindrsa-ts@0.4.4"
INTEGRITY = (
    "EqMdFp4nTWZW+lAIg8RpMVgkMk2LfEC19JB05iZVE4QsuWfz1SNM8/sUD0ZeLeA6fO9bDkZEDjT2lJCBadx1dw=="
)
RECORDED = Path(__file__).parents[1] / "ballots" / "vectors" / "blindrsa-ts.json"

_SUITE = """
  const { RSABSSA } = await import("/oracle/lib/src/index.js");
  const suite = RSABSSA.SHA384.PSS.Randomized();
  const algorithm = { name: "RSA-PSS", hash: "SHA-384" };
  const read = (kind, bytes, use) =>
    crypto.subtle.importKey(kind, fromHex(bytes), algorithm, true, [use]);
  const signer = await read("pkcs8", privateKey, "sign");
  const checker = await read("spki", publicKey, "verify");
"""
_ALONE = """
  const message = suite.prepare(fromHex(number));
  const { blindedMsg, inv } = await suite.blind(checker, message);
  const blindSignature = await suite.blindSign(signer, blindedMsg);
  const signature = await suite.finalize(checker, message, blindSignature, inv);
  return [message, blindedMsg, inv, blindSignature, signature].map(toHex);
"""
_AFTER_US = """
  const key = await rsa.importKey(fromHex(modulus));
  const message = rsa.prepare(fromHex(number));
  const { blinded, inverse } = await rsa.blind(key, message);
  const blindSignature = await suite.blindSign(signer, blinded);
  const ours = await rsa.finalize(key, message, blindSignature, inverse);
  const theirs = await suite.finalize(checker, message, blindSignature, inverse);
  return [toHex(ours), toHex(theirs), await suite.verify(checker, ours, message)];
"""


class UnreachableOracleError(Exception):
    """The package cannot be had here: no npm, or no network."""


def fetch(folder: Path) -> Path:
    """Return the folder of the package, just as it was published when we looked at it.

    Raises UnreachableOracleError.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise UnreachableOracleError("there is no npm")
    flags = ["--silent", "--prefer-offline", "--fetch-retries=0", "--pack-destination", str(folder)]
    try:
        subprocess.run([npm, "pack", PACKAGE, *flags], cwd=folder, check=True, timeout=60)
    except (subprocess.SubprocessError, OSError) as error:
        raise UnreachableOracleError("npm cannot fetch it") from error
    [packed] = folder.glob("*.tgz")
    found = b64encode(sha512(packed.read_bytes()).digest()).decode()
    assert found == INTEGRITY, f"{PACKAGE} is not what it was"
    with tarfile.open(packed) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def exchange(page: Page, key: rsa.RSAPrivateKey, number: bytes) -> Mapping[str, bytes]:
    """Return what the oracle says on both sides of getting a ballot stamped."""
    names = ("message", "blinded", "inverse", "blind_signature", "signature")
    said = run(page, _SUITE + _ALONE, **_keys(key), number=number)
    return dict(zip(names, map(bytes.fromhex, said), strict=True))


def answer_us(page: Page, key: rsa.RSAPrivateKey, modulus: bytes, number: bytes) -> Any:
    """Return our signature and theirs of what we blinded and they signed, and their verdict."""
    return run(page, _SUITE + _AFTER_US, **_keys(key), modulus=modulus, number=number)


def recorded() -> tuple[bytes, Mapping[str, bytes]]:
    """Return the private key and the exchange that were written down, with version and date."""
    said = json.loads(RECORDED.read_text(encoding="utf-8"))
    exchanged = {name: bytes.fromhex(digits) for name, digits in said["exchange"].items()}
    return bytes.fromhex(said["private_key"]), exchanged


def _keys(key: rsa.RSAPrivateKey) -> dict[str, bytes]:
    private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return {"privateKey": private, "publicKey": public_der(key)}
