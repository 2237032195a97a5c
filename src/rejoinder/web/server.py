"""uvicorn as every server of ours runs it: the one place where its options are chosen.

`rejoinder serve`, the demonstration and the tests all use it, so that what is tested is what runs.
"""

from __future__ import annotations

import uvicorn
from starlette.types import ASGIApp

from rejoinder.web.border.connection import connections_of
from rejoinder.web.border.crowd import Crowd
from rejoinder.web.border.rules import Rules

__all__ = ["config_of"]


def config_of(app: ASGIApp, rules: Rules) -> uvicorn.Config:
    """The configuration of a server of one process. Sockets are handed to it when it runs."""
    return uvicorn.Config(
        app,
        http=connections_of(Crowd(rules.patience, rules.proxies)),
        # No face of ours speaks it, and a connection that was upgraded would be beyond our deadlines.
        ws="none",
        lifespan="off",
        # By default uvicorn believes X-Forwarded-For from the loopback address. Ours is border/peers.
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_config=None,
        # Its warnings are about requests that cannot be read; anybody could fill the log with them.
        log_level="error",
        # The border closes idle connections by itself, also those that send blank lines now and then.
        timeout_keep_alive=round(rules.patience.idle) + 1,
        timeout_graceful_shutdown=10,
    )
