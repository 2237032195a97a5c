"""A real server for tests: a fresh data folder, the whole application, uvicorn on a port that the kernel chooses.

The fixtures `house`, `server`, `folder` and `lasting_folder` are known to every test (tests/conftest.py). A test that
asks for one of them, however indirectly, runs on SQLite and on PostgreSQL; the setting `database` in the folder says
where its installation lies.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import uvicorn
from starlette.routing import BaseRoute

from rejoinder.actions.installation import Installation
from rejoinder.actions.judging.judge import Judge
from rejoinder.actions.owning.sites import add_site
from rejoinder.settings import FILE, load_settings
from rejoinder.store import people
from rejoinder.store.engine import Store
from rejoinder.store.people import Moderator
from rejoinder.store.sites import Site
from rejoinder.store.vault import open_vault
from rejoinder.web.border.rules import Rules

SITE = "https://paper.example"
PAGE = f"{SITE}/2026/bridge"
PASSWORD = "correct horse battery"
# The same, as it is stored: to hash it takes 30 ms, and thousands of tests have a moderator.
HASHED = "$argon2id$v=19$m=19456,t=2,p=1$HGwtsf8pzONuLTJ0cLdhgg$JGAm98rirrAdWJeQiDKD1CckAyqGHdWbmDW2qlihtvI"


@dataclass(frozen=True)
class Server:
    """A running server: where it is, what it runs on, and one site with its key and moderator."""

    url: str
    house: Installation
    site: Site
    key: str
    moderator: Moderator


def open_house(
    folder: Path, base_url: str = "http://127.0.0.1", clock: Callable[[], int] | None = None
) -> Installation:
    """An installation in `folder`, made there if there is none."""
    vault = open_vault(folder / "secret.key")
    file = folder / "rejoinder.db"
    database = load_settings(folder, {}).database
    if not database and not file.exists():
        file.write_bytes(_empty_database())
    house = Installation(
        store=Store(database or f"sqlite:///{file}"),
        vault=vault,
        judge=Judge(vault.subkey("filter")),
        base_url=base_url,
        snapshot=folder / "weights.snapshot",
    )
    return replace(house, clock=clock) if clock else house


@cache
def _empty_database() -> bytes:
    """A file of SQLite with all tables. To make each of thousands by its migrations takes 150 ms, and 1 to write it."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "rejoinder.db"
        Store(f"sqlite:///{file}").close()
        return file.read_bytes()


class _Server(uvicorn.Server):
    """One that says when it is ready and ends when it is told to.

    uvicorn looks ten times a second whether it should end; thousands of tests would wait for that.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop, self._told = asyncio.get_running_loop(), asyncio.Event()
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        counter = 0
        while not await self.on_tick(counter):
            counter += 1
            with suppress(TimeoutError):
                await asyncio.wait_for(self._told.wait(), 0.1)

    def end(self) -> None:
        """Answer what has been asked, and stop."""
        self.should_exit = True
        self._loop.call_soon_threadsafe(self._told.set)


@contextmanager
def serving(
    house: Installation, listener: socket.socket, rules: Rules | None = None, extra: Sequence[BaseRoute] = ()
) -> Iterator[None]:
    """Serve `house` on a bound socket for as long as the block runs."""
    from rejoinder.web.app import build  # noqa: PLC0415 - tests of verbs need no faces
    from rejoinder.web.server import config_of  # noqa: PLC0415 - the same

    rules = rules or Rules()
    server = _Server(config_of(build(house, extra, rules), rules))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    assert server.ready.wait(30), "the server did not start"
    try:
        yield
    finally:
        server.end()
        thread.join(30)
        assert not thread.is_alive(), "the server did not stop"


@pytest.fixture
def folder(tmp_path: Path, database: str | None) -> Path:
    """The empty data folder of an installation on this test's database. It is `tmp_path`."""
    return prepared(tmp_path, database)


@pytest.fixture(scope="module")
def lasting_folder(tmp_path_factory: pytest.TempPathFactory, lasting_database: str | None) -> Path:
    """The same for all tests of a file."""
    return prepared(tmp_path_factory.mktemp("house"), lasting_database)


def prepared(folder: Path, database: str | None) -> Path:
    """Write down in a data folder that its installation lies on `database` (None: SQLite, in the folder)."""
    if database is not None:
        (folder / FILE).write_text(f'database = "{database}"\n', "utf-8")
    return folder


@pytest.fixture
def house(folder: Path) -> Iterator[Installation]:
    """An installation without a server, for tests of verbs."""
    made = open_house(folder)
    yield made
    made.store.close()


@contextmanager
def running_server(folder: Path, rules: Rules | None = None, extra: Sequence[BaseRoute] = ()) -> Iterator[Server]:
    """The whole application on a port of its own, with a site, its key and a moderator called Ada."""
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    made = open_house(folder, url)
    site, key = add_site(made, SITE, "The Paper")
    with made.store.write() as connection:
        moderator = people.add_moderator(connection, "Ada", HASHED, made.clock())
    with serving(made, listener, rules, extra):
        yield Server(url, made, site, key, moderator)
    made.store.close()


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    """A running server of this test alone."""
    with running_server(folder) as running:
        yield running
