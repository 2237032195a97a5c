"""Other people's servers for tests: real sockets on loopback that answer as they are told, and note what they got."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeAlias

Talk: TypeAlias = Callable[[socket.socket], None]


@dataclass
class Other:
    """A server: where it is, and the requests that came."""

    host: str
    port: int
    got: list[bytes] = field(default_factory=list)
    connected: int = 0

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}/hook"


def read_request(connection: socket.socket) -> bytes:
    """Head and body of one request."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    while len(body) < length:
        body += _more(connection)
    return head + b"\r\n\r\n" + body


def _more(connection: socket.socket) -> bytes:
    got = connection.recv(65_536)
    if not got:
        raise ConnectionError
    return got


def saying(status: str, body: bytes, *headers: str) -> Talk:
    """Answers everything alike."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return lambda connection: connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)


def answering(*talks: Talk) -> Talk:
    """Answers the first request in the first way, the next in the next, and so on."""
    left = list(talks)

    def talk(connection: socket.socket) -> None:
        left.pop(0)(connection)

    return talk


@contextmanager
def other_server(talk: Talk, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> Iterator[Other]:
    """Runs one; `talk` is handed each connection when a whole request has come."""
    listener = socket.create_server((host, 0))
    made = Other(host, listener.getsockname()[1])
    open_now: list[socket.socket] = []

    def serve_one(connection: socket.socket) -> None:
        with suppress(OSError), connection:
            if tls is not None:
                connection = tls.wrap_socket(connection, server_side=True)
                open_now.append(connection)
            made.got.append(read_request(connection))
            talk(connection)
            connection.close()

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                made.connected += 1
                open_now.append(connection)
                threading.Thread(target=serve_one, args=[connection], daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for connection in open_now:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()
        thread.join(10)
