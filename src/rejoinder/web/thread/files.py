"""`/embed.js` and what belongs to it: files for other people's pages, sent small and asked about by ETag.

They are compressed when the process starts, since nothing in front of a small installation would do it. Anybody may
load them: they hold nothing but our own source.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from rejoinder.web.unchanged import is_known

__all__ = ["COUNTS", "MORE", "SCRIPT", "STYLE", "EmbedFile", "answer"]

_FOLDER = Path(__file__).parents[2] / "embed"
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


def _load(name: str, kind: str) -> EmbedFile:
    plain = (_FOLDER / name).read_bytes()
    # A weak tag, because the same one stands for both encodings.
    etag = f'W/"{hashlib.sha256(plain).hexdigest()[:24]}"'
    return EmbedFile(plain, gzip.compress(plain, 9, mtime=0), f"{kind}; charset=utf-8", etag)


SCRIPT = _load("embed.js", "text/javascript")
MORE = _load("embed-more.js", "text/javascript")
STYLE = _load("embed.css", "text/css")
COUNTS = _load("counts.js", "text/javascript")


def answer(request: Request, file: EmbedFile) -> Response:
    """The file, or 304 when the browser has it."""
    headers = {**_HEADERS, "ETag": file.etag}
    if is_known(request.headers.get("if-none-match", ""), file.etag):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(file.small, headers={**headers, "Content-Encoding": "gzip"}, media_type=file.kind)
    return Response(file.plain, headers=headers, media_type=file.kind)
