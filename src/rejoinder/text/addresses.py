"""IP addresses: how they are written, which of them tell people apart, and which belong together."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

__all__ = ["Address", "Network", "read_address", "read_network", "tells_apart", "together"]

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

_LONGEST = len("0000:0000:0000:0000:0000:ffff:255.255.255.255")
_LOCAL = tuple(
    ip_network(block)
    for block in (
        *("0.0.0.0/8", "10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"),
        *("::/127", "fc00::/7", "fe80::/10"),
    )
)


def read_address(text: str) -> Address | None:
    """The address, None for anything that is not exactly one. An IPv4 address in IPv6 clothes is an IPv4 address."""
    return _read(text) if len(text) <= _LONGEST else None


@lru_cache(maxsize=4096)  # every request asks, and the same addresses come again
def _read(text: str) -> Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if not isinstance(address, IPv6Address):
        return address
    return address.ipv4_mapped or (None if address.scope_id else address)


def read_network(text: str) -> Network | None:
    """The network, as in 10.0.0.0/8, or that of a single address; None for anything else."""
    try:
        return ip_network(text)
    except ValueError:
        return None


def tells_apart(address: Address) -> bool:
    """Whether two people behind this address are likely to be the same.

    An address of this machine or of a local network is that of a proxy, and would make all readers one.
    """
    return not any(address in network for network in _LOCAL)


def together(address: Address) -> bytes:
    """What all addresses of one household have in common: for IPv6 the /64 network, of which each has at least one."""
    return address.packed if isinstance(address, IPv4Address) else address.packed[:8]
