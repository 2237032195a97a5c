"""`rejoinder serve`: the server of an installation."""

from __future__ import annotations

import logging
import signal
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated, Any

import typer

from rejoinder.cli.common import DatabaseUrl, DataFolder, opened
from rejoinder.errors import SettingError

__all__ = ["listen", "run", "serve"]

Host = Annotated[str, typer.Option(help="The address to listen on.")]
Port = Annotated[int, typer.Option(min=0, max=65_535, help="The port to listen on; 0 takes any that is free.")]


def serve(
    data: DataFolder,
    database: DatabaseUrl = "",
    host: Host = "127.0.0.1",
    port: Port = 8080,
    workers: Annotated[int, typer.Option(min=1, help="Processes. On SQLite one serves best; more are refused.")] = 1,
) -> None:
    """Serve the thread, the desk, the data page and the Akismet protocol until told to stop (Ctrl-C)."""
    if workers != 1:
        raise SettingError(
            "one_worker",
            "This version serves an installation with one process.",
            "Leave --workers out; on SQLite a second process makes it slower.",
        )
    listener = listen(host, port)
    with opened(data, database=database, base_url=_url(listener)) as house:
        typer.echo(f"Rejoinder serves {house.base_url} from {data} (listening on {_url(listener)}).")
        run(house, listener)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises `SettingError` when the address is taken or not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=1024)
    except (OSError, OverflowError) as error:
        raise SettingError(
            "cannot_listen", f"Cannot listen on {host} port {port}: {error}.", "Choose another with --port."
        ) from None


def run(house: Any, listener: socket.socket, extra: Sequence[Any] = ()) -> None:
    """Serve an installation on a socket until the process is told to stop."""
    import uvicorn

    from rejoinder.web.app import build
    from rejoinder.workers.beside import Beside

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    # Proxy headers are off: by default uvicorn believes X-Forwarded-For from the loopback address.
    config = uvicorn.Config(
        build(house, extra),
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_config=None,
        lifespan="off",
        timeout_graceful_shutdown=10,
    )
    # uvicorn ends in good order and then sends itself the signal once more; that must not end us before our own end.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with suppress(KeyboardInterrupt), Beside(house):
        uvicorn.Server(config).run(sockets=[listener])


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
