"""`/embed.js` and what belongs to it: files for other people's pages, sent small and asked about by ETag.

They are compressed when the process starts, since nothing in front of a small installation would do it. Anybody may
load them: they hold nothing but our own source, and two sentences from the catalogues.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from rejoinder.locale import LANGUAGES
from rejoinder.web.thread.words import SCRIPT as SCRIPT_WORDS
from rejoinder.web.unchanged import is_known

__all__ = ["COUNTS", "MORE", "SCRIPT", "STYLE", "EmbedFile", "answer"]

_FOLDER = Path(__file__).parents[2] / "embed"
_COMMENT_LINES = re.compile(rb"^ *//.*\n", re.MULTILINE)
_FIRST = b"const FIRST = "
_BY_ITSELF = ("down", "retry")  # the words of the script that no answer has to bring
_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": "public, max-age=300",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept-Encoding",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True)
class EmbedFile:
    """A file as it is sent: plain and compressed, with its type and its tag."""

    plain: bytes
    small: bytes
    kind: str
    etag: str


def _source(name: str) -> bytes:
    """A file without the lines that are comments alone: a phone pays for them and nobody reads them there."""
    return _COMMENT_LINES.sub(b"", (_FOLDER / name).read_bytes())


def _spoken(script: bytes) -> bytes:
    """The script with what it says by itself, before it has heard anything, in every language that there is."""
    english = script[script.index(_FIRST) :].partition(b"\n")[0]
    told = {code: [speech.gettext(SCRIPT_WORDS[name]) for name in _BY_ITSELF] for code, speech in LANGUAGES.items()}
    return script.replace(english, _FIRST + msgspec.json.encode(told) + b";")


def _load(plain: bytes, kind: str) -> EmbedFile:
    # A weak tag, because the same one stands for both encodings.
    etag = f'W/"{hashlib.sha256(plain).hexdigest()[:24]}"'
    return EmbedFile(plain, gzip.compress(plain, 9, mtime=0), f"{kind}; charset=utf-8", etag)


SCRIPT = _load(_spoken(_source("embed.js")), "text/javascript")
MORE = _load(_source("embed-more.js"), "text/javascript")
STYLE = _load(_source("embed.css"), "text/css")
COUNTS = _load(_source("counts.js"), "text/javascript")


def answer(request: Request, file: EmbedFile) -> Response:
    """The file, or 304 when the browser has it."""
    headers = {**_HEADERS, "ETag": file.etag}
    if is_known(request.headers.get("if-none-match", ""), file.etag):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(file.small, headers={**headers, "Content-Encoding": "gzip"}, media_type=file.kind)
    return Response(file.plain, headers=headers, media_type=file.kind)
