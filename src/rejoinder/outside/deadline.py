"""A socket on which everything together takes no longer than a given time.

A time limit of a socket begins anew with each byte, so that a server which sends one every nine seconds is never too
slow. Here each wait gets only what is left.
"""

from __future__ import annotations

import io
import socket
import time
from typing import Any

__all__ = ["Channel", "left"]


def left(until: float) -> float:
    """Seconds until a moment of the monotonic clock. Raises `TimeoutError` when it has passed."""
    seconds = until - time.monotonic()
    if seconds <= 0:
        raise TimeoutError("the time is over")
    return seconds


class Channel:
    """What `http.client` needs of a socket, under one deadline. Whoever opened the socket closes it."""

    def __init__(self, sock: socket.socket, until: float) -> None:
        self._sock = sock
        self._until = until

    def sendall(self, data: Any) -> None:
        """Send all, or raise `TimeoutError`."""
        self._sock.settimeout(left(self._until))
        self._sock.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        """What the other side sends."""
        return io.BufferedReader(_Incoming(self._sock, self._until))

    def close(self) -> None:
        """Nothing: the connection is closed as soon as an answer has begun, which then goes on reading."""


class _Incoming(io.RawIOBase):
    def __init__(self, sock: socket.socket, until: float) -> None:
        self._sock = sock
        self._until = until

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(left(self._until))
        return self._sock.recv_into(buffer)
