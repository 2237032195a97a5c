"""Slow, greedy and lying clients in numbers, and honest ones beside them.

    python -m soak.slow [--seconds 90] [--scale 1]

In a process of their own, all at once, and again a second after they were let go: 200 who send a header now and then,
200 who send a body now and then, 50 who do not read the long page that they asked for, 10 who send 10 MB, 10 who send
chunks without end, 40 who lie about the length of what they send. Beside them honest clients read a thread, ask for a
verdict and leave a comment, at a pace of their own. How long they wait is measured without the attackers, with them,
and without them again, because other work on the same machine delays them too.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import select
import socket
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import cycle
from multiprocessing.connection import Connection
from typing import TypeAlias
from urllib.parse import quote, urlencode

from sqlalchemy import update

from rejoinder.actions.reading.submit import Draft, submit
from rejoinder.moderation import Status
from rejoinder.store.schema import comments
from soak.doors import FORM, JSON
from soak.hostile import faults_in
from soak.journal import PAGE, SITE
from soak.options import options
from soak.places import Place, place
from soak.record import Figure, Sheet
from soak.served import Served
from soak.wire import Line, request
from tests.serving import open_house

__all__ = ["KINDS", "Ended", "attack", "ends", "slow"]

_P95_S = 0.1
_EVERY_S = 0.05  # an honest request of somebody: 20 a second
_PAUSE_S = 2.0  # between two bytes of a slow client
_AGAIN_S = 1.0  # after which somebody who was let go comes back
_LOOK_S = 0.2  # between two looks whether a connection is still there that is not read from
_LONG, _LONG_PAGE = 300, f"{SITE}/2026/long"  # a thread of this many comments of 9,000 letters is 3 MB
_SHORT = 30  # comments under the page that honest people read

_Waited: TypeAlias = dict[str, list[float]]  # seconds, by what was asked for


@dataclass
class Ended:
    """How the connections of one kind of attackers ended: after how many seconds, and with what status."""

    seconds: list[float] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)
    sent: int = 0  # the most bytes that anybody could send
    open: list[float] = field(default_factory=list)  # how old those were that were open at the end

    def note(self, seconds: float, status: str, sent: int) -> None:
        """One was let go."""
        self.seconds.append(seconds)
        self.statuses[status] = self.statuses.get(status, 0) + 1
        self.sent = max(self.sent, sent)


class _Attacker:
    """One connection of somebody who means no good."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.sent = 0

    async def send(self, data: bytes) -> None:
        """Send; ConnectionError once the server has closed."""
        self.writer.write(data)
        await self.writer.drain()
        self.sent += len(data)

    async def trickle(self, start: bytes, byte: bytes) -> None:
        """Send a beginning, and then a byte now and then until the server has enough."""
        await self.send(start)
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(_PAUSE_S):
                    await self.reader.readexactly(1)
                    return
            await self.send(byte)

    async def pour(self, start: bytes, piece: bytes, most: float = float("inf")) -> None:
        """Send a beginning, and then one piece after the other as fast as they are taken."""
        await self.send(start)
        while self.sent < most:
            await self.send(piece)


def _post(path: str, *lines: str) -> bytes:
    type_ = JSON if path.startswith("/api") else FORM
    return "\r\n".join([f"POST {path} HTTP/1.1", "Host: a", f"Content-Type: {type_}", *lines, "", ""]).encode()


_TAKE_BODIES = ("/1.1/comment-check", "/thread", "/api/v1/comments", "/desk/sign-in")
_CHUNKED = "Transfer-Encoding: chunked"


async def _slow_head(one: _Attacker, _number: int) -> None:
    await one.trickle(b"GET /healthz HTTP/1.1\r\nHost: a\r\nX: ", b"a")


async def _slow_body(one: _Attacker, number: int) -> None:
    path = _TAKE_BODIES[number % len(_TAKE_BODIES)]
    await one.trickle(_post(path, "Content-Length: 10000") if number % 2 else _post(path, _CHUNKED) + b"2710\r\n", b"a")


async def _slow_reader(one: _Attacker, _number: int) -> None:
    """Asks eight times for a long page, and takes nothing."""
    transport = one.writer.transport
    assert isinstance(transport, asyncio.Transport)
    transport.pause_reading()
    poll = select.poll()
    poll.register(transport.get_extra_info("socket").fileno(), select.POLLHUP | select.POLLERR)
    path = f"/thread?site={quote(SITE, safe='')}&url={quote(_LONG_PAGE, safe='')}"
    await one.send(request("GET", path) * 8)
    # Whoever does not read is not told of the end by asyncio.
    while not poll.poll(0):  # noqa: ASYNC110 - nor by anything that could be waited for
        await asyncio.sleep(_LOOK_S)
    transport.abort()


async def _ten_megabytes(one: _Attacker, number: int) -> None:
    path = _TAKE_BODIES[number % len(_TAKE_BODIES)]
    length = 10_000_000
    if number % 2:
        await one.pour(_post(path, f"Content-Length: {length}", "Connection: close"), b"a" * 65_536, length)
    else:
        await one.pour(_post(path, _CHUNKED), b"10000\r\n" + b"a" * 65_536 + b"\r\n", length)


async def _endless(one: _Attacker, number: int) -> None:
    await one.pour(_post(_TAKE_BODIES[number % len(_TAKE_BODIES)], _CHUNKED), b"1000\r\n" + b"a" * 4_096 + b"\r\n")


async def _liar(one: _Attacker, number: int) -> None:
    path = _TAKE_BODIES[number // 4 % len(_TAKE_BODIES)]
    lies = (
        _post(path, "Content-Length: 1000") + b"a=b",
        _post(path, "Content-Length: 3") + b"a=b" + b"c" * 5_000,
        _post(path, "Content-Length: 3", "Content-Length: 1000") + b"a=b",
        _post(path, "Content-Length: 99999999999999") + b"a=b",
    )
    await one.send(lies[number % 4])


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of attackers. `within`: so many seconds after it began each connection has to be over."""

    told: str
    number: int
    act: Callable[[_Attacker, int], Awaitable[None]]
    within: float


# The server's own deadlines (docs/limits.md) and a few seconds for a round of its looking and for a busy machine.
KINDS = (
    Kind("slow headers", 200, _slow_head, 15),
    Kind("slow bodies", 200, _slow_body, 15),
    Kind("slow readers", 50, _slow_reader, 45),
    Kind("bodies of 10 MB", 10, _ten_megabytes, 15),
    Kind("endless chunks", 10, _endless, 15),
    Kind("lying lengths", 40, _liar, 15),
)


async def attack(port: int, seconds: float, scale: float) -> dict[str, Ended]:
    """All kinds at once, for so long; a connection that ends is followed by another."""
    until = time.monotonic() + seconds
    ended = {kind.told: Ended() for kind in KINDS}
    await asyncio.gather(
        *(_again(port, kind, number, ended[kind.told], until) for kind in KINDS for number in range(_many(kind, scale)))
    )
    return ended


async def _again(port: int, kind: Kind, number: int, ended: Ended, until: float) -> None:
    while time.monotonic() < until:
        began = time.monotonic()
        writer: asyncio.StreamWriter | None = None
        one: _Attacker | None = None
        said = b""
        try:
            async with asyncio.timeout(max(0.01, until - began)):
                reader, writer = await _connect(port)
                one = _Attacker(reader, writer)
                with suppress(OSError, EOFError):
                    await kind.act(one, number)
                with suppress(OSError):
                    said = await reader.read(60)
                    while await reader.read(65_536):
                        pass
        except TimeoutError:
            ended.open.append(time.monotonic() - began)
        else:
            ended.note(time.monotonic() - began, _status(said), one.sent)
        finally:
            if writer is not None:
                writer.transport.abort()
        await asyncio.sleep(_AGAIN_S)


async def _connect(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection for which the kernel keeps little of what is not read."""
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
    made.setblocking(False)  # noqa: FBT003 - as the library has it
    await asyncio.get_running_loop().sock_connect(made, ("127.0.0.1", port))
    return await asyncio.open_connection(sock=made, limit=65_536)


def _status(said: bytes) -> str:
    """The status of an answer; of what a trickling client has read the first letter is missing."""
    _, found, rest = said.partition(b"TTP/1.1 ")
    return rest[:3].decode("ascii", "replace") if found else "closed"


def _attack_in_process(told: Connection, port: int, seconds: float, scale: float) -> None:
    told.send(asyncio.run(attack(port, seconds, scale)))


async def _honest(port: int, key: str, seconds: float, first: int) -> _Waited:
    """Somebody asks every 50 ms, whether the one before has been answered or not; how long each of them waited."""
    waited: _Waited = {what: [] for what in _REQUESTS}
    began = time.monotonic()
    async with asyncio.TaskGroup() as group:
        for turn, what in zip(range(int(seconds / _EVERY_S)), cycle(_REQUESTS), strict=False):
            due = began + turn * _EVERY_S
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            group.create_task(_ask(port, _REQUESTS[what](key, first + turn), due, waited[what]))
    return waited


async def _ask(port: int, sent: bytes, due: float, waited: list[float]) -> None:
    line = await Line.open(port)
    try:
        answer = await line.ask(sent)
    finally:
        line.close()
    if answer.status not in (200, 201):
        raise RuntimeError(f"an honest request was answered {answer.status}: {answer.body[:300]!r}")
    waited.append(time.monotonic() - due)


def _read(_key: str, _number: int) -> bytes:
    return request("GET", f"/thread?site={quote(SITE, safe='')}&url={quote(PAGE, safe='')}")


def _check(key: str, number: int) -> bytes:
    form = {"api_key": key, "blog": SITE, "user_ip": f"203.0.113.{number % 250}", "comment_author": f"reader {number}"}
    words = {"comment_content": f"No. {number}: the bridge was closed for six weeks"}
    return request("POST", "/1.1/comment-check", urlencode(form | words).encode(), Content_Type=FORM)


def _leave(_key: str, number: int) -> bytes:
    new = {
        "site": SITE,
        "url": f"{PAGE}/{number % 50}",
        "text": f"No. {number}: what a bridge",
        "author": f"r {number}",
    }
    return request("POST", "/api/v1/comments", json.dumps(new).encode(), Content_Type=JSON)


_REQUESTS = {"thread": _read, "check": _check, "post": _leave}


def slow(seconds: float, scale: float, long: int = _LONG) -> Sheet:
    """The round, on SQLite: what it is about happens before any database is asked."""
    sheet = Sheet(3, "slow", "slow, greedy and lying clients", "", "hostile")
    with place("sqlite") as where:
        _fill(where, long)
        served = Served(where)
        try:
            served.start()
            before = asyncio.run(_honest(served.port, where.key, seconds / 3, 0))
            during, ended = _both(served.port, where.key, seconds, scale)
            after = asyncio.run(_honest(served.port, where.key, seconds / 3, 2_000_000))
            served.stop()
        finally:
            served.remove()
        ends(sheet, ended)
        _waits(sheet, before, during, after)
        sheet.none("lines of a traceback or an error in the log", faults_in(served.log.read_text("utf-8", "replace")))
    told = ", ".join(f"{_many(kind, scale)} of {kind.told}" for kind in KINDS)
    sheet.how = f"Connections: {told}; for {seconds:g} s; an honest request every {_EVERY_S * 1000:g} ms."
    return sheet


def _fill(where: Place, long: int) -> None:
    """A thread as they are, and a long one."""
    house = open_house(where.folder)
    for page, number, letters in ((PAGE, _SHORT, 400), (_LONG_PAGE, long, 9_000)):
        for one in range(number):
            text = f"No. {one}: {'what a bridge ' * (letters // 14)}"
            submit(house, Draft(site=SITE, page_url=page, text=text, author=f"reader {one}"))
    with house.store.write() as connection:
        connection.execute(update(comments).values(status=Status.PUBLISHED))
    house.store.close()


def _both(port: int, key: str, seconds: float, scale: float) -> tuple[_Waited, dict[str, Ended]]:
    """Honest clients here, the attackers in a process of their own."""
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe(duplex=False)
    attackers = spawn.Process(target=_attack_in_process, args=(there, port, seconds, scale))
    attackers.start()
    there.close()
    try:
        waited = asyncio.run(_honest(port, key, seconds, 1_000_000))
        return waited, here.recv()
    finally:
        attackers.join(60)
        attackers.kill()


def _many(kind: Kind, scale: float) -> int:
    return max(1, int(kind.number * scale))


def ends(sheet: Sheet, ended: dict[str, Ended]) -> None:
    """Say of each kind of attackers how they ended, and whether that was in time."""
    for kind in KINDS:
        found = ended[kind.told]
        late = [f"after {seconds:.1f} s" for seconds in (*found.seconds, *found.open) if seconds > kind.within]
        statuses = ", ".join(f"{status}: {count:,}" for status, count in sorted(found.statuses.items()))
        longest = f"the longest after {max(found.seconds):.1f} s" if found.seconds else "none ended"
        sheet.told(f"{kind.told}: how they ended", f"{statuses or 'none'}; {longest}; {found.sent:,} bytes at most")
        sheet.none(f"{kind.told}: neither closed nor refused within {kind.within:g} s", late)


def _waits(sheet: Sheet, before: _Waited, during: _Waited, after: _Waited) -> None:
    sheet.told("honest requests before the attack", _spread(before))
    sheet.told("honest requests after the attack", _spread(after))
    p95 = _quantile(_all(during), 0.95)
    held = p95 < _P95_S
    sheet.figures.append(Figure("honest requests during the attack", "p95 under 100 ms", _spread(during), held=held))


def _spread(waited: _Waited) -> str:
    """Median and 95th percentile of all and of each kind."""
    rows = [("all", _all(waited)), *waited.items()]
    return "; ".join(
        f"{what}: {len(seconds):,}, median {_quantile(seconds, 0.5) * 1000:.0f}, p95"
        f" {_quantile(seconds, 0.95) * 1000:.0f}, longest {max(seconds) * 1000:.0f} ms"
        for what, seconds in rows
    )


def _all(waited: _Waited) -> list[float]:
    return [seconds for each in waited.values() for seconds in each]


def _quantile(seconds: list[float], part: float) -> float:
    return sorted(seconds)[min(len(seconds) - 1, int(len(seconds) * part))]


def main() -> None:
    """Run from the command line."""
    parser = options(__doc__)
    parser.add_argument("--seconds", type=float, default=90)
    parser.add_argument("--scale", type=float, default=1)
    told = parser.parse_args()
    slow(told.seconds, told.scale).finish()


if __name__ == "__main__":
    main()
