"""Single requests as `httpx.get` and `httpx.post` send them, without reading the system's certificates for each.

That takes 23 ms of every one of them, and none of our tests speaks TLS. Each request is still a connection of its own;
where that does not matter, an `httpx.Client` that stays open is faster still.
"""

from __future__ import annotations

import ssl
from functools import partial

import httpx

__all__ = ["PLAIN_HTTP", "get", "post"]

PLAIN_HTTP = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # trusts nobody
get, post = partial(httpx.get, verify=PLAIN_HTTP), partial(httpx.post, verify=PLAIN_HTTP)
