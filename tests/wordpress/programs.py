"""The programs that WordPress stands on, as ordinary processes: MariaDB on a unix socket, PHP's own web server.

Everything lies in temporary folders, is started on a free port, and ends with the tests, also when they are killed.
"""

from __future__ import annotations

import getpass
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

__all__ = ["MariaDB", "find_webhooks", "find_wordpress", "mariadb", "php", "served_by_php"]

# What of PHP is needed beside the language: the database, XML for pingbacks, and cURL, through which WordPress asks.
_EXTENSIONS = ("curl", "mysqli", "xml")
_PROGRAMS = ("php", "mariadb", "mariadbd", "mariadb-install-db")
_PATH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))  # where daemons lie
# Dies with us: when the tests are killed, the pipe that `read` waits for closes. `setsid`, because PHP's workers are to
# end with their parent, and PHP does not see to that. (dash, which is Debian's sh, knows a group only after `-s`.)
_GUARD = """
exec 3<&0
setsid "$@" &
pid=$!
{ read -r _ <&3; kill -s TERM -- -$pid || kill -s TERM $pid; } 2>/dev/null &
wait $pid
"""
_SETTINGS = {
    "sendmail_path": "/bin/true",  # WordPress tells its owner of every comment
    "memory_limit": "256M",
    "display_errors": "stderr",
    "opcache.enable_cli": "1",  # half of the time of every page goes into reading WordPress
    "opcache.revalidate_freq": "0",
}
_WORKERS = "4"  # a pingback makes WordPress fetch a page, which here is one of its own
_TRIES = 5


def find_wordpress() -> str | None:
    """The folder of a WordPress with its Akismet plugin, where all that it stands on is here, too.

    REJOINDER_WORDPRESS names another than Debian's.
    """
    folder = Path(os.environ.get("REJOINDER_WORDPRESS") or "/usr/share/wordpress")
    if any(shutil.which(program, path=_PATH) is None for program in _PROGRAMS):
        return None
    if not (folder / "wp-content/plugins/akismet/akismet.php").is_file():
        return None
    loaded = subprocess.run(["php", "-m"], capture_output=True, text=True, check=False).stdout.lower().split("\n")
    return str(folder) if set(_EXTENSIONS) <= set(loaded) else None


def find_webhooks() -> str | None:
    """The same, where its Akismet plugin tells with each check where it takes decisions (from 5.5 on)."""
    folder = find_wordpress()
    if folder is None:
        return None
    asking = Path(folder, "wp-content/plugins/akismet/class.akismet.php").read_text("utf-8")
    return folder if "akismet/v1/webhook" in asking else None


@dataclass(frozen=True)
class MariaDB:
    """A running server with one empty database called `wordpress`, in which whoever comes by the socket may do all."""

    socket: Path

    def rows(self, query: str) -> list[tuple[str, ...]]:
        """What a statement finds, as text."""
        call = ["mariadb", "--no-defaults", f"--socket={self.socket}", "--batch", "--skip-column-names", "wordpress"]
        done = subprocess.run([*call, "--execute", query], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return [tuple(line.split("\t")) for line in done.stdout.splitlines()]


@contextmanager
def _process(call: list[str], log_file: Path, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that writes to a file, and ends with the block or with us."""
    with log_file.open("ab") as log:
        started = subprocess.Popen(
            ["sh", "-c", _GUARD, "sh", *call],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            cwd=log_file.parent,
            env={**os.environ, "PATH": _PATH, **environment},
        )
    assert started.stdin is not None
    try:
        yield started
    finally:
        started.stdin.close()
        started.wait(60)


@contextmanager
def mariadb() -> Iterator[MariaDB]:
    """A server for as long as the block runs."""
    # A unix socket's path has at most 107 characters, which pytest's own folders may exceed.
    with tempfile.TemporaryDirectory(prefix="rejoinder-mariadb-") as name:
        folder, user = Path(name), f"--user={getpass.getuser()}"
        data, place = f"--datadir={folder / 'data'}", folder / "socket"
        prepare = ["mariadb-install-db", "--no-defaults", "--skip-test-db", "--auth-root-authentication-method=normal"]
        made = subprocess.run([*prepare, data, user], capture_output=True, text=True, cwd=folder, check=False)
        assert made.returncode == 0, made.stdout + made.stderr
        fast = ["--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=32M", "--skip-log-bin"]
        start = ["mariadbd", "--no-defaults", "--skip-networking", "--skip-grant-tables", f"--socket={place}", *fast]
        with _process([*start, data, user], folder / "log") as process:
            ask = ["mariadb", "--no-defaults", f"--socket={place}", "--connect-timeout=1"]
            create = [*ask, "--execute=CREATE DATABASE wordpress CHARACTER SET utf8mb4"]
            while subprocess.run(create, capture_output=True, check=False).returncode:
                assert process.poll() is None, (folder / "log").read_text("utf-8", "replace")
            yield MariaDB(place)


def php(folder: Path, program: str, *arguments: str) -> Any:
    """What a program in PHP prints, read as JSON. It runs in `folder`."""
    call = ["php", *_options(), "-r", program, "--", *arguments]
    done = subprocess.run(call, capture_output=True, text=True, cwd=folder, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


@contextmanager
def served_by_php(folder: Path) -> Iterator[str]:
    """Serve a folder of PHP programs; yields the address. The log is the file `php.log` beside the folder."""
    # PHP does not tell which port it was given if it is asked to choose one, so that another may take ours first.
    for _ in range(_TRIES):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            place = f"127.0.0.1:{taken.getsockname()[1]}"
        call = ["php", *_options(), "-S", place, "-t", str(folder)]
        with _process(call, folder.parent / "php.log", PHP_CLI_SERVER_WORKERS=_WORKERS) as process:
            if not _answers(place, process):
                continue
            yield f"http://{place}"
        _expect_silence(place)
        return
    message = f"PHP's server did not start: {(folder.parent / 'php.log').read_text('utf-8', 'replace')}"
    raise AssertionError(message)


def _answers(place: str, process: subprocess.Popen[bytes]) -> bool:
    while process.poll() is None:
        try:
            httpx.get(f"http://{place}/readme.html")
        except httpx.TransportError:
            continue
        return True
    return False


def _expect_silence(place: str) -> None:
    """The workers share the socket, so one that was left behind would answer."""
    host, _, port = place.partition(":")
    latest = time.monotonic() + 10
    while True:
        with socket.socket() as asking:
            if asking.connect_ex((host, int(port))):
                return
        assert time.monotonic() < latest, "a worker of PHP's server goes on"


def _options() -> list[str]:
    return [part for name, value in _SETTINGS.items() for part in ("-d", f"{name}={value}")]
