"""How people reach us: over HTTPS, and through proxies that we know of."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from feedbackpulse.config import PREFIX, Settings
from feedbackpulse.doctor.domain import Code, Finding

_SHORTEST_KEY: Final = 32


def check_addresses(settings: Settings) -> Iterator[Finding]:
    """Find addresses at which a browser cannot seal, or at which anybody can be anybody."""
    public = urlsplit(settings.public_url)
    if not settings.public_url:
        yield _without_public_url(settings)
    elif public.scheme != "https" and not is_this_machine(public.hostname or ""):
        yield Finding(code=Code.PUBLIC_URL_HTTP, value=settings.public_url)
    if settings.uses_https and not settings.trusted_proxies:
        yield Finding(code=Code.PROXIES_UNTRUSTED, subject=f"{PREFIX}TRUSTED_PROXIES")
    if settings.trusted_proxies and not is_this_machine(settings.host):
        yield Finding(code=Code.PROXY_BYPASS, subject=f"{PREFIX}HOST", value=settings.host)


def _without_public_url(settings: Settings) -> Finding:
    alone = is_this_machine(settings.host) and not settings.trusted_proxies
    return Finding(code=Code.PUBLIC_URL_LOCAL if alone else Code.PUBLIC_URL_MISSING)


def is_this_machine(host: str) -> bool:
    """Say whether a host is the machine itself, where a browser seals without HTTPS too."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def check_secret_key(settings: Settings) -> Iterator[Finding]:
    """Find a secret key that somebody thought of; one that we made ourselves is long."""
    if 0 < len(settings.secret_key) < _SHORTEST_KEY:
        length = str(len(settings.secret_key))
        yield Finding(code=Code.SECRET_KEY_SHORT, subject=f"{PREFIX}SECRET_KEY", value=length)
