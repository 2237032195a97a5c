"""`rejoinder serve`: the server of an installation."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import fields, replace
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from rejoinder.cli.common import DatabaseUrl, DataFolder, opened
from rejoinder.cli.crew import keep_serving, leave_with, shared_folder
from rejoinder.cli.listening import listen, listen_on_socket, url_of
from rejoinder.cli.logs import tell, write_logs
from rejoinder.cli.memory import collect_seldom, give_back
from rejoinder.cli.reserve import keep_reserve
from rejoinder.errors import SettingError
from rejoinder.settings import Settings, load_settings

__all__ = ["run", "serve"]

Workers = Annotated[
    int, typer.Option(min=1, max=64, help="Processes. On SQLite one serves best; on PostgreSQL one for each core.")
]
_Crew = tuple[Path, int, int, int]
Inherited = Annotated[
    _Crew | None,
    typer.Option(
        hidden=True,
        help="Of the process that started this: where its crew adds up figures, socket, pipe, and a place in the crew.",
    ),
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
    write_logs(settings.log_format, access=settings.access_log)
    if inherited is not None:
        _serve_beside_others(data, database, settings, inherited)
        return
    with _listening(settings, host, port, socket_path, _mode(socket_mode)) as (listener, url):
        with opened(data, database=database, base_url=url) as house:
            keep_reserve(data)
            tell(f"Rejoinder serves {house.base_url} from {data} (listening on {socket_path or url}).")
            if workers == 1:
                run(house, listener, data, settings)
        # The database has its tables by now; each process opens it for itself.
        if workers > 1:
            with shared_folder() as folder:
                keep_serving(workers, _call(data, database, folder), listener)


def _call(data: Path, database: str, folder: Path) -> list[str]:
    """The program that serves beside others, but for what it inherits."""
    named = ["--database", database] if database else []
    program = [sys.executable, "-m", "rejoinder", "serve", "--data", str(data), *named]
    return [*program, "--inherited", str(folder)]


def _serve_beside_others(data: Path, database: str, settings: Settings, inherited: _Crew) -> None:
    figures, number, pipe, place = inherited
    with socket.socket(fileno=number) as listener:
        url = settings.base_url if listener.family == socket.AF_UNIX else url_of(listener)
        leave_with(pipe, figures)
        with opened(data, database=database, base_url=url) as house:
            run(house, listener, data, settings, crew=(figures, place))


def run(
    house: Any,
    listener: socket.socket,
    data: Path,
    settings: Settings,
    extra: Sequence[Any] = (),
    crew: tuple[Path, int] | None = None,
) -> None:
    """Serve the installation in `data` on a socket until the process is told to stop.

    `crew` is where several processes add up their figures, and the place of this one among them.
    """
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
    proxies = Proxies.named(settings.trusted_proxies)
    allowances = Allowances(**{one.name: getattr(settings, one.name) for one in fields(Allowances)})
    rates = Rates(Table(data / "rates", house.vault.subkey("rates")), allowances, proxies)
    # uvicorn ends in good order and then sends itself the signal once more; that must not end us before our own end.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    house = replace(house, second_opinion=second_opinion(settings.outgoing_allowed, house.troubles))
    beside = Beside(house, settings.outgoing_allowed)
    with suppress(KeyboardInterrupt), beside, _figures(house, crew) as figures:
        rules = Rules(
            proxies=proxies,
            rates=rates,
            metrics_token=settings.metrics_token,
            figures=figures,
            access_log=settings.access_log,
        )
        server = uvicorn.Server(config_of(build(house, extra, rules), rules))
        collect_seldom()
        server.run(sockets=[listener])


@contextmanager
def _figures(house: Any, crew: tuple[Path, int] | None) -> Iterator[Any]:
    """The figures of all processes; None where this is the only one."""
    from rejoinder.metrics.shared import Shared
    from rejoinder.web.ops.state import own_figures

    if crew is None:
        yield None
        return
    with Shared(*crew, house.metrics.families, partial(own_figures, house, crew[1])) as shared:
        yield shared


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
