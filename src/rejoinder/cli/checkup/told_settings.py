"""The settings: whether they make sense together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from difflib import get_close_matches
from urllib.parse import urlsplit

from rejoinder.cli.checkup.finding import Finding, fine, problem, warning
from rejoinder.settings import Settings, variable
from rejoinder.text.addresses import read_network

__all__ = ["look_at_settings"]

_WIDEST = {4: 8, 6: 16}  # bits of a network that somebody may own


def look_at_settings(settings: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Where readers reach it, whom it believes, and variables that were meant to be settings."""
    yield _base_url(settings.base_url)
    yield from _proxies(settings)
    known = [variable(one.name) for one in fields(Settings)]
    for name in environment:
        if name.startswith(variable("")) and name not in known:
            near = get_close_matches(name, known, 1)
            yield warning("settings", f"{name} is no setting", f"Did you mean {near[0]}?" if near else "Take it away.")


def _base_url(base_url: str) -> Finding:
    remedy = "Set base_url to where readers reach the server, as in https://comments.example.org."
    if not base_url:
        return warning("base_url", "it is not set, so links lead to where the server listens", remedy)
    parts = urlsplit(base_url)
    if parts.hostname in {"localhost", "127.0.0.1", "::1"}:
        return warning("base_url", f"{base_url} can be reached from this machine alone", remedy)
    if parts.scheme != "https":
        told = f"{base_url} is not https: passwords, keys and comments can be read on their way"
        return warning("base_url", told, "Put a web server with TLS in front (docs/nginx.md, docs/caddy.md).")
    return fine("base_url", base_url)


def _proxies(settings: Settings) -> Iterator[Finding]:
    named = settings.trusted_proxies
    wide = [one for one in named if _is_wide(one)]
    if wide:
        told = f"{', '.join(wide)}: half of the world may say who its readers are"
        yield problem("trusted_proxies", told, "Name the addresses of your web servers.")
    elif named:
        yield fine("trusted_proxies", ", ".join(named))
    elif urlsplit(settings.base_url).scheme == "https":
        told = "none, though https needs a web server in front: all readers have its address"
        yield warning("trusted_proxies", told, 'Name its address, as in trusted_proxies = ["127.0.0.1"].')


def _is_wide(named: str) -> bool:
    network = read_network(named)
    return network is not None and network.prefixlen < _WIDEST[network.version]
