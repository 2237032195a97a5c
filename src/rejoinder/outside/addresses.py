"""Which addresses may be connected to: public ones, and those that the owner has named.

An address that came from outside, or a name that leads to one, must not make this server speak to its own machine, to
the owner's network or to a cloud's metadata. The networks are those that IANA's registries of special-purpose addresses
(RFC 6890 and its successors) do not call globally reachable. They are written out because `ipaddress` has changed its
mind about several of them between versions of Python (gh-113171), and because it takes multicast for global.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from rejoinder.text.addresses import Address, Network, read_network

__all__ = ["NOBODY_ELSE", "Allowed"]

_NOT_PUBLIC = tuple(
    ip_network(block)
    for block in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3"),
        # Of 2000::/3, outside of which nothing is public: protocols, documentation, and IPv4 addresses in disguise.
        *("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"),
    )
)
_PUBLIC_6 = ip_network("2000::/3")
_NAT64 = ip_network("64:ff9b::/96")  # RFC 6052: how machines without IPv4 reach it; its last four bytes count
_PORTS = frozenset({80, 443, 8080, 8443})  # of the web; a mail server or a database is never spoken to by mistake


@dataclass(frozen=True, slots=True)
class Allowed:
    """Private hosts that the owner has named: by network, or by name (whatever that leads to). On these any port."""

    networks: tuple[Network, ...] = ()
    names: frozenset[str] = frozenset()

    @classmethod
    def named(cls, entries: tuple[str, ...]) -> Allowed:
        """From the setting: addresses, networks and host names."""
        found = {entry: read_network(entry) for entry in entries}
        names = frozenset(entry.lower().rstrip(".") for entry, network in found.items() if network is None)
        return cls(tuple(network for network in found.values() if network is not None), names)

    def addresses(self, host: str, port: int, found: tuple[str, ...]) -> tuple[str, ...]:
        """Those among the addresses of a host that may be connected to, in their order.

        One that may not is no harm where another may: each is checked, and only those that passed are ever used.
        """
        if host.lower().rstrip(".") in self.names:
            return found
        return tuple(text for text in found if self._may(text, port))

    def _may(self, text: str, port: int) -> bool:
        address = _plain(text)
        if address is None:
            return False
        if any(address in network for network in self.networks):
            return True
        return port in _PORTS and _is_public(address)


NOBODY_ELSE = Allowed()


def _plain(text: str) -> Address | None:
    """The address, out of the clothes in which IPv4 travels over IPv6. One that is bound to an interface is none."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv4Address):
        return address
    if address.scope_id is not None:
        return None
    if address in _NAT64:
        return IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv6Address) and address not in _PUBLIC_6:
        return False
    return not any(address in network for network in _NOT_PUBLIC)
