"""Which address of ours a request meant, for the log: as the lists of routes have it, and never as it was typed.

Paths hold receipts, numbers of comments, and whatever strangers try.
"""

from __future__ import annotations

from starlette.routing import Mount
from starlette.types import Scope

__all__ = ["METHODS", "method_of", "route_of"]

METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"))


def route_of(scope: Scope) -> str:
    """The address, with names in braces for what changes; empty where there is nothing."""
    route = scope.get("route")
    below = "" if isinstance(route, Mount) else getattr(route, "path", "")
    return f"{scope.get('root_path', '')}{below}"


def method_of(scope: Scope) -> str:
    """The method, or "other" for one that nobody has heard of: a client may invent its own."""
    method: str = scope["method"]
    return method if method in METHODS else "other"
