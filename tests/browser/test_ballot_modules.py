"""Does the browser blind, unblind, seal and open exactly as the RFCs say, and as the server does?"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)
from playwright.sync_api import Browser, Error, Page

from feedbackpulse.ballots.sealing import new_private_key, public_bytes
from feedbackpulse.ballots.stamping import (
    blind_sign,
    modulus_of,
    new_signing_key,
    public_der,
    verify,
)
from tests.ballots.blindness import blinding_factor, fits
from tests.ballots.published import BlindVector, rfc9180, rfc9474_key, rfc9474_vectors
from tests.browser.modules import page_with, run

SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
INFO = b"feedbackpulse ballot 2|" + b"0" * 32 + b"|" + b"a" * 32 + b":whole"

BLIND = """
  const key = await rsa.importKey(fromHex(modulus));
  const message = rsa.prepare(fromHex(number));
  const { blinded, inverse } = await rsa.blind(key, message);
  return [message, blinded, inverse].map(toHex);
"""
FINALIZE = """
  const key = await rsa.importKey(fromHex(modulus));
  return toHex(
    await rsa.finalize(key, fromHex(message), fromHex(blindSignature), fromHex(inverse)));
"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """Return an empty page that can import our modules."""
    with page_with(browser) as empty:
        yield empty


@pytest.fixture(scope="module")
def signer() -> rsa.RSAPrivateKey:
    """Return the key of a stamp."""
    return new_signing_key()


@dataclass(frozen=True, kw_only=True, slots=True)
class Stamped:
    """One ballot's way through the browser and the server."""

    message: bytes
    blinded: bytes
    blind_signature: bytes
    signature: bytes


def stamp(page: Page, signer: rsa.RSAPrivateKey, number: bytes) -> Stamped:
    modulus = modulus_of(public_der(signer))
    message, blinded, inverse = (
        bytes.fromhex(part) for part in run(page, BLIND, modulus=modulus, number=number)
    )
    answer = blind_sign(signer, blinded)
    signature = run(
        page, FINALIZE, modulus=modulus, message=message, blindSignature=answer, inverse=inverse
    )
    return Stamped(
        message=message,
        blinded=blinded,
        blind_signature=answer,
        signature=bytes.fromhex(signature),
    )


def pkcs8(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def seal(page: Page, public_key: bytes, plain: bytes, info: bytes = INFO) -> bytes:
    script = "return toHex(await hpke.seal(fromHex(key), fromHex(info), fromHex(plain)));"
    return bytes.fromhex(run(page, script, key=public_key, info=info, plain=plain))


def unseal(page: Page, private_key: bytes, sealed: bytes, info: bytes = INFO) -> bytes:
    script = "return toHex(await hpke.open(fromHex(key), fromHex(info), fromHex(sealed)));"
    return bytes.fromhex(run(page, script, key=private_key, info=info, sealed=sealed))


def test_bytes_survive_being_written_down(page: Page) -> None:
    content = bytes(range(256))
    script = "return [toBase64url(fromHex(x)), toHex(fromBase64url(toBase64url(fromHex(x))))];"

    for length in (0, 1, 2, 3, 255, 256):
        written, back = run(page, script, x=content[:length])
        assert bytes.fromhex(back) == content[:length]
        assert not set(written) & set("+/=")


@pytest.mark.parametrize("vector", rfc9474_vectors(), ids=lambda vector: vector.name)
def test_it_blinds_and_unblinds_as_published(page: Page, vector: BlindVector) -> None:
    n = rfc9474_key().public_key().public_numbers().n
    factor = pow(int.from_bytes(vector.inverse, "big"), -1, n).to_bytes(512, "big")
    script = """
      const key = await rsa.importKey(fromHex(modulus));
      const chosen = { salt: fromHex(salt), factor: fromHex(factor) };
      const { blinded, inverse } = await rsa.blind(key, fromHex(message), chosen);
      const signature = await rsa.finalize(
        key, fromHex(message), fromHex(blindSignature), inverse, salt.length / 2);
      return [blinded, inverse, signature].map(toHex);
    """

    found = run(
        page,
        script,
        modulus=n.to_bytes(512, "big"),
        message=vector.message,
        salt=vector.salt,
        factor=factor,
        blindSignature=vector.blind_signature,
    )

    assert found == [vector.blinded.hex(), vector.inverse.hex(), vector.signature.hex()]


def test_a_ballot_is_stamped_from_one_end_to_the_other(
    page: Page, signer: rsa.RSAPrivateKey
) -> None:
    number = secrets.token_bytes(32)

    done = stamp(page, signer, number)

    assert len(done.message) == 64
    assert done.message[32:] == number
    assert verify(public_der(signer), done.message, done.signature)


def test_a_short_modulus_and_an_even_one_are_refused(page: Page) -> None:
    script = "await rsa.importKey(fromHex(modulus));"

    for modulus in (b"\xff" * 128, b"\xff" * 255 + b"\xfe", b""):
        with pytest.raises(Error, match="unacceptable key"):
            run(page, script, modulus=modulus)


def test_a_wrong_answer_of_the_server_is_noticed(page: Page, signer: rsa.RSAPrivateKey) -> None:
    modulus = modulus_of(public_der(signer))
    message, blinded, inverse = run(page, BLIND, modulus=modulus, number=bytes(32))
    other = blind_sign(new_signing_key(), b"\0" + bytes.fromhex(blinded)[1:])
    given: dict[str, Any] = {"modulus": modulus, "message": message, "inverse": inverse}

    with pytest.raises(Error, match="invalid signature"):
        run(page, FINALIZE, **given, blindSignature=other)
    with pytest.raises(Error, match="unexpected input size"):
        run(page, FINALIZE, **given, blindSignature=other[1:])


def test_every_request_fits_every_ballot(page: Page, signer: rsa.RSAPrivateKey) -> None:
    public = public_der(signer)
    stamped = [stamp(page, signer, secrets.token_bytes(32)) for _ in range(20)]

    pairs = [(request, ballot) for request in stamped for ballot in stamped]
    fitting = [
        fits(
            public,
            blinded=request.blinded,
            blind_signature=request.blind_signature,
            message=ballot.message,
            signature=ballot.signature,
        )
        for request, ballot in pairs
    ]
    factors = {
        blinding_factor(public, blind_signature=request.blind_signature, signature=ballot.signature)
        for request, ballot in pairs
    }

    assert fitting == [True] * 400
    assert len(factors) == 400


def test_the_test_of_blindness_notices_a_ballot_of_another_stamp(
    page: Page, signer: rsa.RSAPrivateKey
) -> None:
    here = stamp(page, signer, bytes(32))
    there = stamp(page, new_signing_key(), bytes(32))

    assert not fits(
        public_der(signer),
        blinded=here.blinded,
        blind_signature=here.blind_signature,
        message=there.message,
        signature=there.signature,
    )


def test_it_seals_and_opens_as_published(page: Page) -> None:
    vector = rfc9180()
    script = """
      const ephemeral = { publicKey: fromHex(enc), privateKey: fromHex(sender) };
      const sealed = await hpke.seal(
        fromHex(reader), fromHex(info), fromHex(pt), { aad: fromHex(aad), ephemeral });
      const plain = await hpke.open(
        fromHex(key), fromHex(info), fromHex(enc + ct), { aad: fromHex(aad) });
      return [sealed, plain].map(toHex);
    """
    sender, key = (
        pkcs8(ec.derive_private_key(int.from_bytes(vector[name], "big"), ec.SECP256R1()))
        for name in ("skEm", "skRm")
    )
    parts = {name: vector[name] for name in ("enc", "info", "pt", "aad", "ct")}

    sealed, plain = run(page, script, sender=sender, key=key, reader=vector["pkRm"], **parts)

    assert sealed == (vector["enc"] + vector["ct"]).hex()
    assert plain == vector["pt"].hex()


@pytest.mark.parametrize("length", [0, 1, 4096, 20_480])
def test_what_the_browser_seals_the_server_opens(page: Page, length: int) -> None:
    key, plain = new_private_key(), secrets.token_bytes(length)

    sealed = seal(page, public_bytes(key), plain)

    assert len(sealed) == length + 81
    assert SUITE.decrypt(sealed, key, info=INFO) == plain


@pytest.mark.parametrize("length", [0, 1, 4096, 20_480])
def test_what_the_server_seals_the_browser_opens(page: Page, length: int) -> None:
    key, plain = new_private_key(), secrets.token_bytes(length)

    sealed = SUITE.encrypt(plain, key.public_key(), info=INFO)

    assert unseal(page, pkcs8(key), sealed) == plain


def test_a_council_can_make_its_key_in_the_browser(page: Page) -> None:
    script = """
      const { publicKey, privateKey } = await hpke.newKeyPair();
      return [publicKey, privateKey, await hpke.publicKeyOf(privateKey)].map(toHex);
    """

    public, private, again = (bytes.fromhex(part) for part in run(page, script))

    key = load_der_private_key(private, password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    assert public == again == public_bytes(key)
    assert len(public) == 65


def test_the_outer_seal_comes_off_in_the_browser_and_the_inner_one_stays(page: Page) -> None:
    box, council, plain = new_private_key(), new_private_key(), secrets.token_bytes(4096)
    outer_info = INFO.replace(b"ballot", b"outer")
    inner = seal(page, public_bytes(box), plain)

    outer = seal(page, public_bytes(council), inner, outer_info)
    peeled = unseal(page, pkcs8(council), outer, outer_info)

    assert len(outer) == len(inner) + 81
    assert SUITE.decrypt(peeled, box, info=INFO) == plain
    with pytest.raises(InvalidTag):
        SUITE.decrypt(outer, box, info=INFO)


@pytest.mark.parametrize("place", [1, 65, -1])
def test_a_changed_byte_keeps_it_shut(page: Page, place: int) -> None:
    key = new_private_key()
    changed = bytearray(seal(page, public_bytes(key), b"answers"))
    changed[place] ^= 1

    with pytest.raises(Error):
        unseal(page, pkcs8(key), bytes(changed))


def test_another_label_or_another_key_keeps_it_shut(page: Page) -> None:
    key = new_private_key()
    sealed = seal(page, public_bytes(key), b"answers")

    with pytest.raises(Error):
        unseal(page, pkcs8(key), sealed, INFO + b"x")
    with pytest.raises(Error):
        unseal(page, pkcs8(new_private_key()), sealed)


def test_a_point_that_is_not_on_the_curve_is_refused(page: Page) -> None:
    compressed = (
        new_private_key().public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    )
    for point in (b"\4" + bytes(64), b"\4" + b"\1" * 64, b"", bytes(65), compressed):
        with pytest.raises(Error):
            seal(page, point, b"answers")


def test_no_two_seals_are_alike(page: Page) -> None:
    public = public_bytes(new_private_key())

    assert len({sha256(seal(page, public, b"answers")).digest() for _ in range(20)}) == 20
