"""A PostgreSQL of the tests' own: in a temporary folder, on a unix socket, gone when the tests are.

One server is shared by all tests of a run; each gets a database of its own, copied from one that has been migrated
already. A test that stops or kills its server makes one for itself (`Cluster`).
"""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from rejoinder.store.engine import Store

__all__ = ["Cluster", "Databases", "find_postgres", "shared_cluster"]

_ROOM = 1 << 30  # bytes: a server of the tests takes some 200 MB
_USERS = ("postgres", "nobody")  # as whom it runs where we are root, as whom it refuses to run
_LONGEST_WAIT_S = 60
# Dies with us: when the tests are killed, the pipe that `read` waits for closes. `set -m`, because without job control
# a shell starts what runs beside it deaf to SIGINT, which is one of PostgreSQL's three ways to be stopped.
_GUARD = 'set -m; "$@" & pid=$!; read -r _; kill -QUIT $pid 2>/dev/null; wait $pid'


def find_postgres() -> str | None:
    """The newest server on this machine, the one on the path first."""
    found = shutil.which("postgres")
    if found and shutil.which("initdb", path=str(Path(found).resolve().parent)):
        return str(Path(found).resolve())
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    return str(folders[-1]) if folders else None


class Cluster:
    """A PostgreSQL server that can be stopped, killed and started again at the same place."""

    def __init__(self, *, durable: bool = False) -> None:
        server = find_postgres()
        assert server is not None, "a test that asks for PostgreSQL needs the marker `postgres`"
        self._server = Path(server)
        # A unix socket's path has at most 107 characters, which pytest's own folders may exceed.
        self.folder = Path(tempfile.mkdtemp(prefix="rejoinder-pg-", dir=None if durable else _memory()))
        self._durable = durable
        self._process: subprocess.Popen[bytes] | None = None
        self._as_user = _unprivileged() if os.geteuid() == 0 else {}
        if self._as_user:
            os.chown(self.folder, self._as_user["user"], self._as_user["group"])
        options = ["--username=rejoinder", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        self._run("initdb", *options, "--pgdata", str(self.folder / "data"))

    def start(self) -> None:
        """Start it and wait until it answers."""
        settings = {
            "unix_socket_directories": str(self.folder),
            "listen_addresses": "",
            "max_connections": "200",
            "fsync": "on" if self._durable else "off",
            "shared_buffers": "32MB",
            "log_min_messages": "fatal",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        call = ["sh", "-c", _GUARD, "sh", str(self._server), "-D", str(self.folder / "data"), *options]
        log = (self.folder / "log").open("ab")
        self._process = subprocess.Popen(
            call, stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=self.folder, **self._as_user
        )
        log.close()
        self._run("pg_isready", "--quiet", f"--host={self.folder}", f"--timeout={_LONGEST_WAIT_S}", retry=True)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it: SIGINT ends all sessions in good order, SIGQUIT at once (recovery at the next start)."""
        assert self._process is not None, "it does not run"
        os.kill(self.pid, how)
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(_LONGEST_WAIT_S)
        self._process = None

    def remove(self) -> None:
        """Stop it and take everything away."""
        if self._process is not None:
            self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder)

    @property
    def pid(self) -> int:
        """The process that all others of the server descend from."""
        return int((self.folder / "data" / "postmaster.pid").read_text("ascii").split("\n")[0])

    def url(self, database: str) -> str:
        """Where Rejoinder finds a database of this server."""
        return f"postgresql://rejoinder@/{database}?host={self.folder}"

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """A connection past the store, on which each statement is its own transaction."""
        return psycopg.connect(host=str(self.folder), user="rejoinder", dbname=database, autocommit=True)

    def _run(self, program: str, *arguments: str, retry: bool = False) -> None:
        call = [str(self._server.parent / program), *arguments]
        done = subprocess.run(call, capture_output=True, text=True, cwd=self.folder, check=False, **self._as_user)
        while retry and done.returncode and self._process is not None and self._process.poll() is None:
            done = subprocess.run(call, capture_output=True, text=True, cwd=self.folder, check=False, **self._as_user)
        log = self.folder / "log"
        assert done.returncode == 0, f"{done.stdout}{done.stderr}{log.read_text() if log.exists() else ''}"


class Databases:
    """Databases of one server, made quickly."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self._numbers = itertools.count(1)
        self._connection = cluster.connect()
        self._connection.execute("CREATE DATABASE migrated")
        Store(cluster.url("migrated")).close()

    @contextmanager
    def fresh(self, template: str = "migrated") -> Iterator[str]:
        """The URL of a database of this block alone; by default with all tables, empty."""
        name = f"test_{next(self._numbers)}"
        # 17 ms; by way of the log, which is the default, 150 ms.
        self._connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        try:
            yield self.cluster.url(name)
        finally:
            self._connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        """Let go of the server."""
        self._connection.close()


@contextmanager
def shared_cluster() -> Iterator[Databases]:
    """A server for as long as the block runs."""
    cluster = Cluster()
    try:
        cluster.start()
        databases = Databases(cluster)
        yield databases
        databases.close()
    finally:
        cluster.remove()


def _memory() -> Path | None:
    """A folder in memory, where there is one with room; None for the usual one.

    A database is 300 files, and each test makes and drops one. ext4 looks at every file that was deleted in the last
    seconds before it makes another: that took a sixth of the processors while the tests ran.
    """
    folder = Path("/dev/shm")
    return folder if folder.is_dir() and shutil.disk_usage(folder).free > _ROOM else None


def _unprivileged() -> dict[str, Any]:
    """What makes a process run as the first of `_USERS` that this machine knows."""
    import pwd  # noqa: PLC0415 - there is none on Windows, where nobody is root

    known = {user.pw_name: user for user in pwd.getpwall()}
    user = next(known[name] for name in _USERS if name in known)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
