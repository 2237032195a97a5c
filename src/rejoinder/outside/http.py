"""The one room for outgoing HTTP: one POST to an address that may have come from outside, and its answer.

Where a name leads is asked once, here; every address is checked (`addresses`), and the connection goes to one that was,
so that a name which leads elsewhere a moment later leads nobody there. Redirects are not followed: what they point to
would be another address from outside, and none of those who are asked has a reason to send us on. TLS is verified with
the name of the host. The whole exchange has one time limit, looking up included, and the answer a largest size; it is
not decompressed. No proxy is taken from the environment.

`http.client` and `ssl` of the standard library are enough for it: the well-known HTTP libraries look names up by
themselves and would have to be kept from it.

Whatever goes wrong at the other end is one error with one sentence, so that nobody can find out by it which doors of a
network are open; the log of level debug has the cause.
"""

from __future__ import annotations

import http.client
import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlsplit

from rejoinder.errors import Refused, Unreachable
from rejoinder.outside.addresses import NOBODY_ELSE, Allowed
from rejoinder.outside.deadline import Channel, left
from rejoinder.text.urls import web_address

__all__ = ["LARGEST", "Answer", "Http", "Resolve", "system_resolver"]

LARGEST = 65_536  # bytes of an answer that are read; what is asked for has a few hundred
_LOOKUPS = threading.BoundedSemaphore(8)  # a name server that hangs keeps a thread for half a minute
_SAFE = "%/:=&?~+!$,;'@()*[]-._"

_log = logging.getLogger(__name__)

Resolve = Callable[[str, int], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other server said."""

    status: int
    body: bytes


def system_resolver(host: str, port: int) -> tuple[str, ...]:
    """The addresses of a host, as the machine's resolver orders them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


class Http:
    """Posts. `allowed` are the owner's exceptions from public addresses; the others are for tests."""

    def __init__(
        self, allowed: Allowed = NOBODY_ELSE, resolve: Resolve = system_resolver, tls: ssl.SSLContext | None = None
    ) -> None:
        self._allowed = allowed
        self._resolve = resolve
        self._given_tls = tls

    def post(self, url: str, body: bytes, headers: Mapping[str, str], seconds: float, largest: int = LARGEST) -> Answer:
        """Post a body and read the answer, whatever its status.

        Raises `BadInput` for what is no web address, `Refused` for one that must not be connected to, and `Unreachable`
        when there is no whole answer in time.
        """
        until = time.monotonic() + seconds
        parts = urlsplit(web_address(url))
        host, secure = parts.hostname or "", parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        target = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_SAFE)
        try:
            addresses = self._checked(host, port, until)
            with _connected(addresses, port, until) as bare:
                sock = self._secured(bare, host, until) if secure else bare
                with sock:
                    return _exchange(Channel(sock, until), (host, port, secure), target, body, headers, largest)
        except (OSError, http.client.HTTPException, UnicodeError) as error:
            _log.debug("no answer from %s: %r", host, error)
            raise Unreachable(
                "no_answer", "The other server gave no whole answer in time.", "See that it can be reached from here."
            ) from None

    def _checked(self, host: str, port: int, until: float) -> tuple[str, ...]:
        found = _in_time(self._resolve, host, port, until)
        addresses = self._allowed.addresses(host, port, found)
        if not addresses:
            raise Refused(
                "address_not_allowed",
                "This address leads to no public web server.",
                "If it is meant to, name its host or network in the setting outgoing_allowed.",
            )
        return addresses

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """Made when it is first needed: reading all certificates takes a megabyte, and most never ask anybody."""
        return self._given_tls or ssl.create_default_context()

    def _secured(self, bare: socket.socket, host: str, until: float) -> ssl.SSLSocket:
        bare.settimeout(left(until))
        return self._tls.wrap_socket(bare, server_hostname=host)


def _in_time(resolve: Resolve, host: str, port: int, until: float) -> tuple[str, ...]:
    """Look up in a thread of its own, because a resolver knows no time limit. Raises OSError."""
    found: list[tuple[str, ...] | Exception] = []

    def look_up() -> None:
        try:
            found.append(resolve(host, port))
        except Exception as error:  # noqa: BLE001 - it is raised again by the one who waits
            found.append(error)
        finally:
            _LOOKUPS.release()

    if not _LOOKUPS.acquire(timeout=left(until)):
        raise TimeoutError("too many names are being looked up")
    thread = threading.Thread(target=look_up, name="looking up", daemon=True)
    thread.start()
    thread.join(left(until))
    if not found:
        raise TimeoutError("the name server does not answer")
    if isinstance(found[0], Exception):
        raise found[0]
    return found[0]


def _connected(addresses: tuple[str, ...], port: int, until: float) -> socket.socket:
    """A connection to the first of these addresses that takes one. Raises OSError."""
    for place, address in enumerate(addresses):
        share = left(until) / (len(addresses) - place)
        try:
            return socket.create_connection((address, port), timeout=share)
        except OSError:
            if place == len(addresses) - 1:
                raise
    raise OSError("the host has no address")


def _exchange(
    channel: Channel,
    server: tuple[str, int, bool],
    target: str,
    body: bytes,
    headers: Mapping[str, str],
    largest: int,
) -> Answer:
    host, port, secure = server
    connection: Any = http.client.HTTPConnection(host, port)
    connection.default_port = 443 if secure else 80  # is left out of the header Host
    connection.sock = channel
    connection.request("POST", target, body, {"Accept-Encoding": "identity", "Connection": "close", **headers})
    response = connection.getresponse()
    read = response.read(largest + 1)
    if len(read) > largest:
        raise http.client.HTTPException("the answer is too large")
    if response.length:  # bytes that were promised and did not come
        raise http.client.IncompleteRead(read, response.length)
    return Answer(response.status, read)
