"""Who asks: clients send their key in five places, and half of them only in the host's name.

The key decides alone whose comments are meant; no other part of a request does. It is never logged, and sent back in
one place alone: the first line of the table that the protocol wants so (`reporting`).
"""

from __future__ import annotations

from ipaddress import ip_address

from rejoinder.web.akismet.forms import Form

__all__ = ["key_of"]

# The service's own name, for clients that cannot be told another and reach us by name resolution.
_SERVICE = "rest.akismet.com"


def key_of(form: Form, host: str, base_host: str) -> str:
    """The key: from the body, the address (`api_key` before `key` in each), the first label of the host; or empty."""
    for value in form.places("api_key", "key"):
        if value.strip():
            return value.strip()
    return _label(_name_of(host), base_host.lower())


def _name_of(host: str) -> str:
    """The name in a Host header, without port; empty for addresses, which have no labels."""
    name = host.strip().lower().rstrip(".")
    name = name.rpartition(":")[0] if ":" in name else name
    return "" if _is_address(name.strip("[]")) else name


def _label(name: str, base_host: str) -> str:
    if name in (base_host, _SERVICE):
        return ""
    # An installation that is reached by its address has a name of one label at most.
    dots = 0 if _is_address(base_host) else base_host.count(".")
    below = name.endswith((f".{base_host}", f".{_SERVICE}"))
    return name.partition(".")[0] if below or name.count(".") > dots else ""


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
