"""Threads as they were drawn last, so that a thread is drawn when it has changed and not for every reader.

What is kept is found by its tag (the ETag, RFC 9110, 8.8.3), which is made of everything that an answer depends on: the
version of the thread, its rules, language, order and part, and this program. Nothing has to be thrown away when
somebody writes, therefore: the tag is another one, and what nobody asks for any more is pushed out. A browser or a
cache that has an answer sends its tag, and is told that it is the same before any comment is read.

The stamp in a form (`trap.py`) is as old as the answer. So that it never grows stale, the tag changes twice a day.
"""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from rejoinder import __version__
from rejoinder.actions.installation import Installation
from rejoinder.actions.reading.read import Outline, ThreadView
from rejoinder.locale import Speech
from rejoinder.web.thread.asked import Asked
from rejoinder.web.unchanged import is_known

__all__ = ["Drawn", "Kept", "drawn", "has", "kept_of", "shared_for", "tag_of"]

_ROOM = 32_000_000  # bytes, plain and compressed together
_HALF_DAY_MS = 12 * 3_600_000
# Seconds in which a cache before us need not ask. No `stale-while-revalidate`: browsers heed it themselves, and who has
# just written would be shown the thread without it.
_S_MAXAGE = 10


def _program() -> str:
    """What draws: another release, or another template, and all that was drawn before is another answer."""
    found = blake2b(__version__.encode(), digest_size=8)
    for template in sorted((Path(__file__).parents[1] / "templates").glob("thread*.html")):
        found.update(template.read_bytes())
    return found.hexdigest()


_PROGRAM = _program()


@dataclass(frozen=True, slots=True)
class Drawn:
    """An answer to many: plain and compressed, with its tag and its headers."""

    tag: str
    plain: bytes
    small: bytes
    kind: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def answer(self, request: Request, headers: Mapping[str, str]) -> Response:
        """For one of them. `headers` are those of the cache."""
        told = {**self.headers, **headers, "ETag": self.tag}
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(self.small, 200, {**told, "Content-Encoding": "gzip"}, self.kind)
        return Response(self.plain, 200, told, self.kind)


def drawn(tag: str, plain: bytes, kind: str, headers: Mapping[str, str]) -> Drawn:
    """An answer that was drawn just now."""
    return Drawn(tag, plain, gzip.compress(plain, 6, mtime=0), kind, headers)


def tag_of(house: Installation, what: str, thread: Outline | ThreadView, speech: Speech, asked: Asked) -> str:
    """The tag of an answer; weak, because the same one stands for both encodings."""
    parts = (
        *(_PROGRAM, what, house.base_url, house.clock() // _HALF_DAY_MS),
        *(thread.site, sorted(thread.origins), thread.page_url, thread.version, thread.rules, thread.closed),
        *(speech.code, bool(asked.lang), asked.title, asked.part, asked.reply),
    )
    return f'W/"{blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()}"'


def has(request: Request, tag: str) -> bool:
    """Whether the asker has this answer."""
    return is_known(request.headers.get("if-none-match", ""), tag)


def shared_for(*, one_language: bool) -> dict[str, str]:
    """How long others may keep an answer.

    Caches that do not heed `Vary` are common, so what depends on the browser's language is not for them at all.
    """
    if not one_language:
        return {"Cache-Control": "private, max-age=0", "Vary": "Origin, Accept-Encoding, Accept-Language"}
    told = f"public, max-age=0, s-maxage={_S_MAXAGE}"
    return {"Cache-Control": told, "Vary": "Origin, Accept-Encoding"}


class Kept:
    """The answers that were drawn last, in so much memory and no more."""

    def __init__(self, room: int = _ROOM) -> None:
        self._room = self._free = room
        self._known: OrderedDict[str, Drawn] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, tag: str) -> Drawn | None:
        """The answer with this tag."""
        with self._lock:
            if tag in self._known:
                self._known.move_to_end(tag)
            return self._known.get(tag)

    def put(self, one: Drawn) -> None:
        """Keep an answer, and let go of those that nobody has asked for the longest."""
        with self._lock:
            if one.tag in self._known or _size(one) > self._room:
                return
            self._known[one.tag] = one
            self._free -= _size(one)
            while self._free < 0:
                self._free += _size(self._known.popitem(last=False)[1])


def kept_of(request: Request) -> Kept:
    """What this server has drawn."""
    kept: Kept = request.app.state.kept
    return kept


def _size(one: Drawn) -> int:
    return len(one.plain) + len(one.small)
