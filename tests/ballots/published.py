"""Published test vectors, as bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa

_HERE = Path(__file__).parent / "vectors"


@dataclass(frozen=True, kw_only=True, slots=True)
class BlindVector:
    """One variant of RFC 9474, from message to signature."""

    name: str
    message: bytes
    salt: bytes
    inverse: bytes
    blinded: bytes
    blind_signature: bytes
    signature: bytes


@cache
def rfc9474_key() -> rsa.RSAPrivateKey:
    """Return the key of appendix A, which has 4096 bits."""
    p, q, n, e, d = (int(_rfc9474()["key"][name], 16) for name in "pqned")
    public = rsa.RSAPublicNumbers(e=e, n=n)
    numbers = rsa.RSAPrivateNumbers(
        p=p,
        q=q,
        d=d,
        dmp1=rsa.rsa_crt_dmp1(d, p),
        dmq1=rsa.rsa_crt_dmq1(d, q),
        iqmp=rsa.rsa_crt_iqmp(p, q),
        public_numbers=public,
    )
    return numbers.private_key()


def rfc9474_vectors() -> list[BlindVector]:
    """Return the four variants of appendix A."""
    return [_vector(entry) for entry in _rfc9474()["vectors"]]


def rfc9180() -> Mapping[str, bytes]:
    """Return the first message of our suite, by the names the vectors give its parts."""
    found = json.loads((_HERE / "rfc9180.json").read_text(encoding="utf-8"))
    return {name: bytes.fromhex(digits) for name, digits in found.items() if name != "source"}


@cache
def _rfc9474() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((_HERE / "rfc9474.json").read_text(encoding="utf-8"))
    return content


def _vector(entry: dict[str, str]) -> BlindVector:
    parts = {key: bytes.fromhex(digits) for key, digits in entry.items() if key != "name"}
    return BlindVector(
        name=entry["name"],
        message=parts["msg_prefix"] + parts["msg"],
        salt=parts["salt"],
        inverse=parts["inv"],
        blinded=parts["blinded_msg"],
        blind_signature=parts["blind_sig"],
        signature=parts["sig"],
    )
