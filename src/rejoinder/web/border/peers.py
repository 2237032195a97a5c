"""Who is at the other end: the address of the connection, or what a proxy of ours says, and nobody else.

`X-Forwarded-For` is a list that every proxy makes longer at its right end, so only that end can be believed: from the
right, the first address that is no proxy of ours is the client. Everything to the left of it is what the client wrote.
A proxy that says something that is no address is not believed at all; the address of the connection stands then.

Not read: `Forwarded` (RFC 7239), `X-Real-IP` and their kin. A proxy that sets one of these headers passes the others on
as the client wrote them, so believing several would be believing the client. `X-Forwarded-Host` and
`X-Forwarded-Prefix` have no use here: links come from the base URL setting.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.types import Scope

from rejoinder.text.addresses import Address, Network, read_address, read_network, tells_apart

__all__ = ["SOCKET", "Hint", "Proxies", "address_of", "client_of", "scheme_of"]

SOCKET = "unix"  # the name, among trusted proxies, of whoever comes by a unix socket

_HOPS = 32  # proxies of ours that stand behind each other; a client could write thousands of their addresses

# An address, in brackets or not; some proxies write the client's port behind it.
_ENTRY = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::[0-9]{1,5})?|([0-9.]+)(?::[0-9]{1,5})?|([0-9A-Fa-f:.]+)")

Headers = Iterable[tuple[bytes, bytes]]
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Proxies:
    """The proxies that are believed."""

    networks: tuple[Network, ...] = ()
    by_socket: bool = False

    @classmethod
    def named(cls, names: Iterable[str]) -> Proxies:
        """From addresses, networks and the word "unix", which have been found good when the settings were read."""
        given = tuple(names)
        return cls(tuple(found for name in given if (found := read_network(name))), SOCKET in given)

    def trust(self, address: Address | None) -> bool:
        """Whether this is a proxy of ours; None is whoever comes by a unix socket."""
        return self.by_socket if address is None else any(address in network for network in self.networks)


def client_of(scope: Scope, proxies: Proxies) -> Address | None:
    """The address of whoever asks, None where nobody knows it: on a unix socket whose proxy says nothing."""
    peer = _peer(scope)
    if not proxies.trust(peer):
        return peer
    found = peer
    for entry in reversed(_entries(scope["headers"])[-_HOPS:]):
        found = _address_in(entry)
        if found is None:
            return peer
        if not proxies.trust(found):
            return found
    return found


def scheme_of(scope: Scope, proxies: Proxies) -> str:
    """The scheme by which the client came: the last word of `X-Forwarded-Proto`, if a proxy of ours said it."""
    said = _joined(scope["headers"], b"x-forwarded-proto").rpartition(",")[2].strip().lower()
    scheme: str = scope["scheme"]
    return said if said in ("http", "https") and proxies.trust(_peer(scope)) else scheme


def address_of(request: Request) -> str:
    """The address of whoever asks, as the doorway found it; empty where nobody knows it."""
    return request.client.host if request.client else ""


class Hint:
    """Tells the owner, once, that there is a proxy which nobody has named: all readers have its address then."""

    def __init__(self, proxies: Proxies) -> None:
        self._proxies = proxies
        self._told = False

    def look(self, scope: Scope) -> None:
        """Look at a request."""
        if self._told or not any(name == b"x-forwarded-for" for name, _value in scope["headers"]):
            return
        peer = _peer(scope)
        if not self._proxies.trust(peer) and (peer is None or not tells_apart(peer)):
            self._told = True
            shown = SOCKET if peer is None else str(peer)
            _log.warning("a proxy at %s passes on addresses of readers; name it in trusted_proxies to use them", shown)


def _peer(scope: Scope) -> Address | None:
    client = scope.get("client")
    return read_address(client[0].partition("%")[0]) if client else None


def _entries(headers: Headers) -> list[str]:
    joined = _joined(headers, b"x-forwarded-for")
    return [entry.strip() for entry in joined.split(",")] if joined else []


def _joined(headers: Headers, wanted: bytes) -> str:
    """The header as if all its lines were one (RFC 9110, 5.3)."""
    return ",".join(value.decode("latin-1") for name, value in headers if name == wanted)


def _address_in(entry: str) -> Address | None:
    found = _ENTRY.fullmatch(entry)
    return read_address(found[1] or found[2] or found[3]) if found else None
