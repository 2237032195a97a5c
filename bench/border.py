"""What the border alone costs: a server of ours that answers everything with the same 8 kB, compressed before.

    python -m bench.border PORT bare       uvicorn as we run it, our connections, and nothing of ours in front
    python -m bench.border PORT watched    with `Doorway` and `Watch` in front, as every answer of ours has them

Run by `bench.server`: no answer of ours, from whatever cache, can come faster than these.
"""

from __future__ import annotations

import os
import sys

import uvicorn
from starlette.types import Receive, Scope, Send

from rejoinder.cli.listening import listen
from rejoinder.metrics import Metrics
from rejoinder.web.border.doorway import Doorway
from rejoinder.web.border.rules import Rules
from rejoinder.web.ops.watch import Watch
from rejoinder.web.server import config_of

__all__ = ["main"]

_BODY = b"\x1f\x8b" + os.urandom(8_190)  # nobody unpacks it
_START = {
    "type": "http.response.start",
    "status": 200,
    "headers": [
        (b"content-type", b"application/json"),
        (b"content-encoding", b"gzip"),
        (b"content-length", str(len(_BODY)).encode()),
        (b"etag", b'W/"0123456789abcdef"'),
        (b"cache-control", b"public, max-age=0, s-maxage=60"),
        (b"vary", b"Accept-Encoding, Origin"),
        (b"access-control-allow-origin", b"https://paper.example"),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
    ],
}


async def _answer(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send(_START)
    await send({"type": "http.response.body", "body": _BODY})


def main() -> None:
    """Serve until told to stop."""
    port, rules = int(sys.argv[1]), Rules()
    app = _answer
    if sys.argv[2] == "watched":
        app = Doorway(Watch(_answer, Metrics(), log=False), rules.proxies, "http://127.0.0.1", ())  # type: ignore[assignment]
    with listen("127.0.0.1", port) as listener:
        uvicorn.Server(config_of(app, rules)).run(sockets=[listener])


if __name__ == "__main__":
    main()
