"""Who is at the other end. `X-Forwarded-For` is not believed: there is no setting yet that names a proxy to believe."""

from __future__ import annotations

from starlette.requests import Request

__all__ = ["address_of"]


def address_of(request: Request) -> str:
    """The IP address at the other end of the connection, empty on a unix socket."""
    return request.client.host if request.client else ""
