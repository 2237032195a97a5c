"""Raw connections: what no decent client would send, and when the server has had enough of it."""

from __future__ import annotations

import select
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from time import monotonic
from typing import Self

import httpx

from tests.serving import Server

PATIENCE = 30  # seconds after which a test fails; none waits that long when things are right


class Wire:
    """One connection."""

    def __init__(self, url: str, *, window: int = 0, source: str = "") -> None:
        host, _, port = url.removeprefix("http://").rpartition(":")
        self._socket = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        if window:  # how much the kernel keeps for a reader that does not read
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        if source:
            self._socket.bind((source, 0))
        self._socket.settimeout(PATIENCE)
        self._socket.connect((host.strip("[]"), int(port)))
        self._began = monotonic()

    def send(self, data: bytes) -> Wire:
        """Send, unless the other side has closed."""
        try:
            self._socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            return self
        return self

    def leave(self) -> Wire:
        """Say that no more will come."""
        self._socket.shutdown(socket.SHUT_WR)
        return self

    def some(self, size: int = 65_536) -> bytes:
        """What comes next; nothing when the other side has closed."""
        try:
            return self._socket.recv(size)
        except ConnectionResetError:
            return b""

    def until(self, part: bytes) -> bytes:
        """All that comes up to `part`, or to the end."""
        got = b""
        while part not in got and (more := self.some()):
            got += more
        return got

    def rest(self) -> bytes:
        """All that comes until the other side closes."""
        return b"".join(iter(self.some, b""))

    def trickle(self, data: bytes, every: float = 0.1) -> Wire:
        """Send a byte now and then until all is sent or something comes back."""
        for place in range(len(data)):
            self.send(data[place : place + 1])
            if select.select([self._socket], [], [], every)[0]:
                break
        return self

    def cut(self, within: float = PATIENCE) -> bool:
        """Wait for the other side to cut the connection, without taking anything of what it has sent."""
        poll = select.poll()
        poll.register(self._socket, select.POLLHUP | select.POLLERR | select.POLLRDHUP)
        return bool(poll.poll(within * 1000))

    def rest_in_steps(self, step: int, every: float) -> bytes:
        """The same, taken by somebody who takes a step, and then no more until some time has passed."""
        got = b""
        while True:
            want = len(got) + step
            while len(got) < want:
                if not (more := self.some(want - len(got))):
                    return got
                got += more
            self.cut(every)

    @property
    def age(self) -> float:
        """Seconds since it was opened."""
        return monotonic() - self._began

    @property
    def open(self) -> bool:
        """Whether the other side has not closed, as far as is known here."""
        return not self.cut(0)

    def close(self) -> None:
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def slam(self) -> None:
        """Close with a reset, as a machine does that was switched off."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._socket.close()


@contextmanager
def wires(server: Server, number: int, **how: object) -> Iterator[list[Wire]]:
    """Many connections at once."""
    with ExitStack() as stack:
        made = [Wire(server.url, **how) for _ in range(number)]  # type: ignore[arg-type]
        for one in made:
            stack.callback(one.close)
        yield made


def exchange(server: Server, data: bytes) -> bytes:
    """Send this on a connection of its own, and give back the first line of what comes."""
    with Wire(server.url) as wire:
        return wire.send(data).until(b"\r\n").partition(b"\r\n")[0]


def head(method: str = "GET", path: str = "/healthz", **more: str) -> bytes:
    """The first lines of a request, with the empty line that ends them."""
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: x",
        *(f"{name.replace('_', '-')}: {value}" for name, value in more.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def eventually(true: Callable[[], object]) -> None:
    """Ask until it is so."""
    until = monotonic() + PATIENCE
    while not true():
        assert monotonic() < until, "it never came to pass"


def well(server: Server) -> bool:
    """Whether an honest request is answered as it should be."""
    return httpx.get(f"{server.url}/healthz", timeout=PATIENCE).json() == {"status": "ready"}
