"""A hundred thousand hostile requests, and not one answer of 500 or above.

    python -m soak.hostile [--database sqlite] [--requests 100000] [--limited] [--seed N] [--first 0]

What `soak/forge.py` makes is sent to a real `rejoinder serve`, six at a time, by raw sockets, because no client library
would send most of it. To what has a plain end one answer must come. To anything else the server answers with as much as
it can read, or closes; behind it goes an honest request that asks for the end of the connection, and where the server
goes on waiting for the rest of a body, a megabyte of nothing.

The limits on how often (docs/limits.md) are off, or most of the answers would be 429 after the first thousand. With
`--limited` they are on and narrow, and the requests come through a proxy that the server believes, from twenty people.

A request that was answered badly is named by its number: with the same seed, `--first NUMBER --requests 1` sends it
again, to a server that has not seen the others.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from rejoinder.actions.owning.people import add_moderator
from rejoinder.settings import FILE
from rejoinder.store.engine import Store
from soak.books import faults_of
from soak.doors import FORM, Known
from soak.forge import Forge, Hostile
from soak.options import options
from soak.places import DATABASES, Place, place
from soak.record import Figure, Sheet
from soak.served import Served
from soak.wire import address, request
from tests.serving import PASSWORD, open_house

__all__ = ["Assault", "Found", "appoint", "faults_in", "hostile", "session_of", "share"]

_AT_ONCE = 6
_PATIENCE_S = 20.0  # for the answer to what has a plain end
_WAITS_S = 0.3  # after which a server seems to wait for the rest of a body …
_ENDS_S = 3.0  # … and for so long we wait then, before we hang up
_AGAIN_AT = 500  # so often the moderator looks whether their session is still there
_SLOW_S = 1.0
_CLOSER = b"\r\n\r\nGET /healthz HTTP/1.1\r\nHost: closer\r\nConnection: close\r\n\r\n"
_UNLIMITED = (
    "posts_per_hour = 0\nvotes_per_hour = 0\nreports_per_hour = 0\nwrong_sign_ins_per_hour = 0\ncalls_per_minute = 0\n"
)
_LIMITED = (
    'trusted_proxies = ["127.0.0.0/8"]\nposts_per_hour = 10\nwrong_sign_ins_per_hour = 30\ncalls_per_minute = 300\n'
)
_FILLER = bytes(1024 * 1024 + 1)
# An answer among several; in what a page shows no line begins so, since line ends of headers are not in it.
_ANSWER = re.compile(rb"HTTP/1\.[01] ([0-9]{3}) [^\r\n]*\r\n(?=[a-zA-Z-]+: )")
_LEARNED = (
    ("comments", re.compile(rb'"id":"([0-9]{1,18})","status"')),
    ("receipts", re.compile(rb"/thread/receipt/([A-Za-z0-9_.=-]+)")),
    ("decisions", re.compile(rb"[?&]done=([0-9]{1,18})")),
    ("guids", re.compile(rb"(?i)x-akismet-guid: ([0-9a-f]+)")),
)
_TOKEN = re.compile(rb'name="token" value="([^"]+)"')
_FAULT = re.compile(r'^(?:Traceback \(most recent call last\)|  File "|\S+ \S+ (?:ERROR|CRITICAL) ).*$', re.MULTILINE)


@dataclass
class Found:
    """What came back. What should not have, by the number of the request."""

    statuses: Counter[int] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    doors: Counter[str] = field(default_factory=Counter)
    attacks: set[str] = field(default_factory=set)
    failed: list[str] = field(default_factory=list)  # 500 or above
    silent: list[str] = field(default_factory=list)  # a plain end, and no answer
    hasty: list[str] = field(default_factory=list)  # told to come back, and not when
    injected: list[str] = field(default_factory=list)  # headers of an answer that the request has chosen
    seconds: list[float] = field(default_factory=list)  # of several answers to one request their mean
    slowest: list[tuple[float, str]] = field(default_factory=list)
    closed: int = 0  # without a word, where no answer was owed
    left: int = 0  # hung up by us, because the server waited for the rest

    def note(self, asked: Hostile, answer: bytes, seconds: float, *, over: bool) -> None:
        """Keep what came back; `over` says whether the server has come to an end with it."""
        told = f"no. {asked.number} ({asked.kind}, {asked.door.method} {asked.door.path}, {asked.attack})"
        statuses = [int(status) for status in _ANSWER.findall(answer)]
        self.statuses.update(statuses)
        self.kinds[asked.kind] += 1
        self.doors[f"{asked.door.method} {asked.door.path}"] += 1
        self.attacks.add(asked.attack)
        self.failed += [f"{told}: {status}" for status in statuses if status >= 500]
        if statuses.count(429) > answer.lower().count(b"\r\nretry-after: "):
            self.hasty.append(told)
        if b"\r\nx-injected:" in answer.lower():
            self.injected.append(told)
        if not statuses and asked.whole:
            self.silent.append(told)
        elif not over:
            self.left += 1
        elif not statuses:
            self.closed += 1
        if over:
            each = seconds / max(1, len(statuses))
            self.seconds.append(each)
            self.slowest = sorted([*self.slowest, (each, told)], reverse=True)[:5]

    def quantile(self, part: float) -> float:
        """So many seconds or fewer took this part of the requests that were answered."""
        return sorted(self.seconds)[min(len(self.seconds) - 1, int(len(self.seconds) * part))]


class Assault:
    """Sends the requests of a forge to a server, and learns from the answers what later ones may speak of."""

    def __init__(self, port: int, forge: Forge, known: Known) -> None:
        self._port = port
        self._forge = forge
        self._known = known
        self.found = Found()

    async def run(self, numbers: Sequence[int]) -> Found:
        """Send the requests of these numbers."""
        waiting = iter(numbers)
        await asyncio.gather(*(self._send_on(waiting, place) for place in range(_AT_ONCE)))
        return self.found

    async def _send_on(self, waiting: Iterator[int], place: int) -> None:
        kept = _Line(self._port, address(place))
        for done, number in enumerate(waiting):
            if done % (_AGAIN_AT // _AT_ONCE) == 0:
                await _enter(self._port, self._known)
            asked = self._forge.make(number, self._known)
            began = time.monotonic()
            if asked.whole:
                answer, over = await kept.ask(asked.sent, asked.method), True
            else:
                answer, over = await _throw(self._port, address(number), asked.sent)
            self.found.note(asked, answer, time.monotonic() - began, over=over)
            self._learn(answer)
        kept.close()

    def _learn(self, answer: bytes) -> None:
        for name, pattern in _LEARNED:
            getattr(self._known, name).extend(found.decode() for found in pattern.findall(answer))


async def _enter(port: int, known: Known) -> None:
    """Sign in, unless the session still stands."""
    line = _Line(port, "127.0.0.1")
    page = await line.ask(request("GET", "/desk/", Cookie=known.cookie), b"GET")
    if not page.startswith(b"HTTP/1.1 200"):
        form = urlencode({"name": "Ada", "password": PASSWORD}).encode()
        answer = await line.ask(request("POST", "/desk/sign-in", form, Content_Type=FORM), b"POST")
        found = re.search(rb"(?i)set-cookie: ([^;]+)", answer)
        if found is None:
            raise RuntimeError(f"the moderator could not sign in: {answer[:300]!r}")
        known.cookie = found[1].decode()
        page = await line.ask(request("GET", "/desk/", Cookie=known.cookie), b"GET")
    token = _TOKEN.search(page)
    known.token = token[1].decode() if token else ""
    line.close()


def session_of(port: int, key: str) -> Known:
    """A moderator's session, and whatever else a request may speak of."""
    known = Known(key)
    asyncio.run(_enter(port, known))
    return known


class _Line:
    """A connection that is used again as long as the server keeps it; it reads an answer of any status to its end."""

    def __init__(self, port: int, source: str) -> None:
        self._port, self._source = port, source
        self._open: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, sent: bytes, method: bytes) -> bytes:
        """One answer, head and body; empty if there is none."""
        try:
            async with asyncio.timeout(_PATIENCE_S):
                return await self._ask(sent, method)
        except (OSError, EOFError):  # closed, or (TimeoutError) silent
            self.close()
            return b""

    async def _ask(self, sent: bytes, method: bytes) -> bytes:
        if self._open is None:
            self._open = await asyncio.open_connection("127.0.0.1", self._port, local_addr=(self._source, 0))
        reader, writer = self._open
        writer.write(sent)
        head = b"HTTP/1.1 1"
        while head.startswith(b"HTTP/1.1 1"):
            head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)\r\ncontent-length: ([0-9]+)", head)
        bare = method == b"HEAD" or head[9:12] in (b"204", b"304")
        body = b"" if bare else await (reader.readexactly(int(length[1])) if length else reader.read())
        if re.search(rb"(?i)\r\nconnection: close", head) or (length is None and not bare):
            self.close()
        return head + body

    def close(self) -> None:
        """Hang up."""
        if self._open is not None:
            self._open[1].transport.abort()
            self._open = None


async def _throw(port: int, source: str, sent: bytes) -> tuple[bytes, bool]:
    """All that the server says until it closes, and whether it did."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(source, 0))
    answer = bytearray()
    try:
        writer.write(sent + _CLOSER)
        if not await _read(reader, answer, _WAITS_S):
            writer.write(_FILLER)
            over = await _read(reader, answer, _ENDS_S)  # before the answer is looked at, or its end would be missed
            return bytes(answer), over
    except ConnectionError:
        pass  # it was refused before all was sent, and closed; what was said stands in the answer
    finally:
        writer.transport.abort()
    return bytes(answer), True


async def _read(reader: asyncio.StreamReader, answer: bytearray, seconds: float) -> bool:
    """Read to the end, for so long at most."""
    try:
        async with asyncio.timeout(seconds):
            while piece := await reader.read(65_536):
                answer += piece
    except TimeoutError:
        return False
    return True


def faults_in(log: str) -> list[str]:
    """The lines in a server's log that tell of a fault: of a traceback, or of the level of errors."""
    return _FAULT.findall(log)


def share(port: int, forge: Forge, known: Known, numbers: Sequence[int]) -> Found:
    """Send some of a forge's requests to the server of an installation that has a moderator."""
    return asyncio.run(Assault(port, forge, known).run(numbers))


def hostile(database: str, requests: int, seed: int, first: int = 0, *, limited: bool = False) -> Sheet:
    """Send them all to a server on one database."""
    title = f"hostile requests, {_NAMES[database]}" + (", limits on how often" if limited else "")
    sheet = Sheet(1, f"hostile-{database}" + ("-limited" if limited else ""), title, "", "hostile")
    with place(database) as where:
        appoint(where)
        with (where.folder / FILE).open("a", encoding="utf-8") as settings:
            settings.write(_LIMITED if limited else _UNLIMITED)
        served, forge = Served(where), Forge(seed)
        try:
            served.start()
            found = share(served.port, forge, Known(where.key, limited), range(first, first + requests))
            alive = served.health()[0]
            served.stop()
        finally:
            served.remove()
        _figures(sheet, found, requests)
        sheet.none("lines of a traceback or an error in the log", faults_in(served.log.read_text("utf-8", "replace")))
        sheet.none("faults in the database afterwards", faults_of(where))
        if limited:
            sheet.all("the limits were met", 1, [] if found.statuses[429] else ["no answer of 429"])
        sheet.none("not ready afterwards", [] if alive == 200 else [f"/healthz answers {alive}"])
    lines = f"{len(found.attacks):,} lines of hostile strings in {len(found.doors)} routes and methods"
    sheet.how = f"{requests:,} requests, {_AT_ONCE} at a time, made with {lines}; seed {seed}."
    return sheet


_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def appoint(where: Place) -> None:
    """The moderator whose session some of the requests have."""
    house = open_house(where.folder)
    assert isinstance(house.store, Store)
    add_moderator(house, "Ada", PASSWORD)
    house.store.close()


def _figures(sheet: Sheet, found: Found, requests: int) -> None:
    statuses = ", ".join(f"{status}: {count:,}" for status, count in sorted(found.statuses.items()))
    sheet.told("answers by status (some requests are several)", statuses)
    sheet.told("by kind", ", ".join(f"{kind}: {count:,}" for kind, count in sorted(found.kinds.items())))
    sheet.told("closed without a word, where no request could be read", f"{found.closed:,}")
    sheet.told("left waiting for the rest of a body, so that we hung up", f"{found.left:,}")
    sheet.none("answers of 500 or above", found.failed)
    sheet.none("no answer to a request that could be read", found.silent)
    sheet.none("answers of 429 that do not say when to come back", found.hasty)
    sheet.none("answers with a header that the request had chosen", found.injected)
    slow = sum(seconds >= _SLOW_S for seconds in found.seconds)
    spread = ", ".join(f"{name} {found.quantile(part) * 1000:,.0f} ms" for name, part in _QUANTILES)
    sheet.told("time from sending to the end of the answer", f"{spread}, longest {max(found.seconds):.2f} s")
    sheet.told("the slowest", "; ".join(f"{seconds:.2f} s {told}" for seconds, told in found.slowest))
    wanted, held = f"{_SLOW_S:g} s in 99.9 %", slow <= requests / 1_000
    sheet.figures.append(Figure("answered in under", wanted, f"all but {slow:,} of {requests:,}", held=held))


_QUANTILES = (("median", 0.5), ("p99", 0.99), ("p99.9", 0.999))


def main() -> None:
    """Run from the command line."""
    parser = options(__doc__)
    parser.add_argument("--database", choices=DATABASES, action="append")
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--limited", action="store_true", help="with narrow limits on how often")
    parser.add_argument("--first", type=int, default=0, help="the number of the first request")
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    told = parser.parse_args()
    for database in told.database or DATABASES:
        hostile(database, told.requests, told.seed, told.first, limited=told.limited).finish()


if __name__ == "__main__":
    main()
