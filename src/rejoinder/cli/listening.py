"""Where a server listens: a port, or a unix socket for a web server on the same machine."""

from __future__ import annotations

import fcntl
import os
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rejoinder.errors import SettingError

__all__ = ["listen", "listen_on_socket", "url_of"]

_BACKLOG = 1024


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises `SettingError` when the address is taken or not ours.

    On `::`, which is every IPv6 address of the machine, it takes IPv4 as well, where the system can do both.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    both = host == "::" and socket.has_dualstack_ipv6()
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG, dualstack_ipv6=both)
    except (OSError, OverflowError) as error:
        raise SettingError(
            "cannot_listen", f"Cannot listen on {host} port {port}: {error}.", "Choose another with --host and --port."
        ) from None


@contextmanager
def listen_on_socket(path: Path, mode: int) -> Iterator[socket.socket]:
    """A listening unix socket, removed in the end. `mode` says who may connect, as in `chmod`.

    What a server that was killed has left behind is replaced. Raises `SettingError` when another server listens there,
    or when something stands there that is no socket.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        try:
            ours = _bind(listener, path, mode)
        except OSError as error:
            raise _cannot(path, str(error.strerror or error)) from None
        try:
            yield listener
        finally:
            _remove(path, ours)


def url_of(listener: socket.socket) -> str:
    """The address under which a listening socket can be reached from this machine."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _bind(listener: socket.socket, path: Path, mode: int) -> os.stat_result:
    with _alone_in(path.parent):
        _clear(path)
        # Nobody may connect before the mode is right.
        before = os.umask(0o177)
        try:
            listener.bind(str(path))
        finally:
            os.umask(before)
        path.chmod(mode)
        listener.listen(_BACKLOG)
        return path.stat()


def _remove(path: Path, ours: os.stat_result) -> None:
    """Remove the socket, unless somebody has put another in its place."""
    with suppress(FileNotFoundError):
        if os.path.samestat(path.stat(), ours):
            path.unlink()


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """While this runs no other server of ours looks whether the socket is free."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)


def _clear(path: Path) -> None:
    try:
        found = path.lstat()
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(found.st_mode):
        raise _cannot(path, "it is there already and is no socket")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()  # nobody listens: left behind by a server that was killed
            return
    raise _cannot(path, "another server listens there")


def _cannot(path: Path, why: str) -> SettingError:
    return SettingError("cannot_listen", f"Cannot listen on {path}: {why}.", "Choose another with --socket.")
