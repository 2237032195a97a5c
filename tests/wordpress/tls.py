"""TLS in front of a server, as a proxy does it."""

from __future__ import annotations

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from socket import SHUT_WR, create_connection, socket

__all__ = ["tls_in_front_of"]


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, context: ssl.SSLContext, behind: int) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.context, self.behind = context, behind


class _Connection(socketserver.BaseRequestHandler):
    """One client. It leaves when it has its answer, or in the middle of the handshake if it does not trust us."""

    def handle(self) -> None:
        assert isinstance(self.server, _Server)
        with (
            suppress(OSError),
            self.server.context.wrap_socket(self.request, server_side=True) as client,
            create_connection(("127.0.0.1", self.server.behind)) as server,
        ):
            back = threading.Thread(target=_pass, args=(server, client))
            back.start()
            _pass(client, server)
            server.shutdown(SHUT_WR)
            back.join()


def _pass(source: socket, target: socket) -> None:
    with suppress(OSError):
        while chunk := source.recv(65536):
            target.sendall(chunk)


@contextmanager
def tls_in_front_of(port: int, certificate: Path, key: Path) -> Iterator[int]:
    """The port at which TLS is spoken in front of what listens on `port` of this machine."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with _Server(context, port) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
