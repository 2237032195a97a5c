"""How long we wait for a client and how much of it we hold: the numbers of every connection, in one place.

uvicorn has none of these limits but the one on idle connections: in the trials 200 half-sent heads and 50 half-sent
bodies were all still open after 75 seconds. docs/limits.md lists the numbers, and a test compares the two. Tests hand
shorter ones to the server.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Patience"]


@dataclass(frozen=True, slots=True)
class Patience:
    """Times in seconds, sizes in bytes."""

    # A head is one or two packets. Apache's mod_reqtimeout gives 20 to 40 seconds, nginx 60; a reader whose network is
    # that bad is told (408), and the browser still has the comment.
    head: float = 10
    # Longer than the 60 seconds for which nginx keeps its connections to us, or it would now and then send a comment
    # into one that we are just closing. Idle connections are the first to go when there are too many.
    idle: float = 75
    # A body may always take this long …
    body_grace: float = 10
    # … and longer as far as it comes at this rate: twice that of mod_reqtimeout, for ours are small …
    body_rate: int = 1_000
    # … but not longer than this, at any rate.
    body: float = 60
    # In this time a reader takes `answer_step` bytes of what waits for them, or all there is. A train is through most
    # tunnels by then.
    answer: float = 30
    answer_step: int = 16 * 1024
    # What waits for all readers together. A thread of 2,000 long comments is 40 MB as JSON, and fifty who ask for it
    # and do not take it would fill the memory before their time is over; those for whom most waits go first.
    unsent: int = 256 * 1024 * 1024
    # What the system keeps of an answer for one reader (Linux takes twice the number). It would keep 4 MB, so that the
    # page in front would count as taken and the next be drawn. At a round trip of 100 ms this is 40 Mbit/s.
    in_kernel: int = 256 * 1024
    # What is still sent after we have answered is read and thrown away, so that the answer is not lost with it: as much
    # as somebody sends by mistake, and no longer than this.
    drain: float = 10
    drain_size: int = 16 * 1024 * 1024
    # nginx takes 32 kB of headers, node 16; ours are below 4, cookies of other programs on the same host included.
    head_size: int = 32 * 1024
    headers: int = 100
    # An address with the longest page and title there can be, percent-encoded, is refused by the door for strings.
    address: int = 16 * 1024
    # Requests that are sent before the one in front of them is answered. Browsers do not do it at all.
    ahead: int = 8
    # Connections of this process: with half a head or body on each, 100 MB. Fewer if the system allows fewer files.
    connections: int = 1_000
    # Of one address, or of one /64 network where addresses are IPv6; a browser opens six. Proxies that we were told
    # of, and addresses of this machine and of local networks, are not counted: they stand for many.
    per_address: int = 100

    @property
    def shortest(self) -> float:
        """The shortest of the times."""
        return min(self.head, self.idle, self.body_grace, self.body, self.answer, self.drain)
