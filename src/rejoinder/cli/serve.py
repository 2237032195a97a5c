"""`rejoinder serve`: the server of an installation."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import fields, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from rejoinder.cli.common import DatabaseUrl, DataFolder, opened
from rejoinder.cli.crew import keep_serving, leave_with
from rejoinder.cli.listening import listen, listen_on_socket, url_of
from rejoinder.cli.memory import give_back
from rejoinder.errors import SettingError
from rejoinder.settings import Settings, load_settings

__all__ = ["run", "serve"]

Workers = Annotated[
    int, typer.Option(min=1, max=64, help="Processes. On SQLite one serves best; on PostgreSQL one for each core.")
]
Inherited = Annotated[
    tuple[int, int] | None, typer.Option(hidden=True, help="The socket and the pipe of the process that started this.")
]
Host = Annotated[str, typer.Option(help="The address to listen on.")]
Port = Annotated[int, typer.Option(min=0, max=65_535, help="The port to listen on; 0 takes any that is free.")]
Socket = Annotated[
    Path | None, typer.Option("--socket", metavar="PATH", help="Listen on a unix socket instead of a port.")
]
SocketMode = Annotated[str, typer.Option(metavar="MODE", help="Who may connect to the socket, as for chmod.")]


def serve(
    data: DataFolder,
    database: DatabaseUrl = "",
    host: Host = "127.0.0.1",
    port: Port = 8080,
    socket_path: Socket = None,
    socket_mode: SocketMode = "660",
    workers: Workers = 1,
    inherited: Inherited = None,
) -> None:
    """Serve the thread, the desk, the data page and the Akismet protocol until told to stop (Ctrl-C)."""
    settings = load_settings(data, os.environ)
    if inherited is not None:
        _serve_beside_others(data, database, settings, *inherited)
        return
    with _listening(settings, host, port, socket_path, _mode(socket_mode)) as (listener, url):
        with opened(data, database=database, base_url=url) as house:
            typer.echo(f"Rejoinder serves {house.base_url} from {data} (listening on {socket_path or url}).")
            if workers == 1:
                run(house, listener, data, settings)
        # The database has its tables by now; each process opens it for itself.
        if workers > 1:
            keep_serving(workers, _call(data, database), listener)


def _call(data: Path, database: str) -> list[str]:
    """The program that serves beside others, but for what it inherits."""
    named = ["--database", database] if database else []
    return [sys.executable, "-m", "rejoinder", "serve", "--data", str(data), *named, "--inherited"]


def _serve_beside_others(data: Path, database: str, settings: Settings, number: int, pipe: int) -> None:
    with socket.socket(fileno=number) as listener:
        url = settings.base_url if listener.family == socket.AF_UNIX else url_of(listener)
        leave_with(pipe)
        with opened(data, database=database, base_url=url) as house:
            run(house, listener, data, settings)


def run(house: Any, listener: socket.socket, data: Path, settings: Settings, extra: Sequence[Any] = ()) -> None:
    """Serve the installation in `data` on a socket until the process is told to stop."""
    import uvicorn

    from rejoinder.web.app import build
    from rejoinder.web.border.peers import Proxies
    from rejoinder.web.border.rates import Allowances, Rates
    from rejoinder.web.border.rules import Rules
    from rejoinder.web.border.table import Table
    from rejoinder.web.server import config_of
    from rejoinder.workers.beside import Beside
    from rejoinder.workers.second import second_opinion

    give_back()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    proxies = Proxies.named(settings.trusted_proxies)
    allowances = Allowances(**{one.name: getattr(settings, one.name) for one in fields(Allowances)})
    rates = Rates(Table(data / "rates", house.vault.subkey("rates")), allowances, proxies)
    rules = Rules(proxies=proxies, rates=rates)
    # uvicorn ends in good order and then sends itself the signal once more; that must not end us before our own end.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    house = replace(house, second_opinion=second_opinion(settings.outgoing_allowed, house.troubles))
    with suppress(KeyboardInterrupt), Beside(house, settings.outgoing_allowed):
        uvicorn.Server(config_of(build(house, extra, rules), rules)).run(sockets=[listener])


@contextmanager
def _listening(
    settings: Settings, host: str, port: int, path: Path | None, mode: int
) -> Iterator[tuple[socket.socket, str]]:
    """The socket, and the address by which it can be reached for want of a setting."""
    if path is None:
        with listen(host, port) as listener:
            yield listener, url_of(listener)
        return
    if not settings.base_url:
        raise SettingError("base_url_missing", "A socket has no address that links could be made of.", "Set base_url.")
    with listen_on_socket(path, mode) as listener:
        yield listener, settings.base_url


def _mode(given: str) -> int:
    if not (given.isascii() and given.isdigit() and len(given) <= 4 and max(given) < "8"):
        raise SettingError("bad_mode", f"{given} is not a mode.", "Give three digits from 0 to 7, as in 660.")
    return int(given, 8)
