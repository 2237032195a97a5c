"""Isso behind something that compresses, as a web server in front of it would: `gunicorn bench.compressed`.

Run by `bench.widget` in .venv-isso. Isso sends everything as it is; without this its script alone would be three times
as long on the way, and what is compared are widgets and not web servers.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from isso.run import application as isso  # type: ignore[import-not-found]

__all__ = ["application"]

_LEVEL = 6


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Isso's answer, compressed where the browser wants it."""
    told: list[Any] = []

    def noted(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        told[:] = [status, headers, exc_info]

    body = b"".join(_read(isso(environ, noted)))
    status, headers, exc_info = told
    if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "") and body:
        body = gzip.compress(body, _LEVEL)
        headers = [one for one in headers if one[0].lower() != "content-length"]
        headers += [("Content-Encoding", "gzip"), ("Content-Length", str(len(body))), ("Vary", "Accept-Encoding")]
    start_response(status, headers, *([exc_info] if exc_info else []))
    return [body]


def _read(parts: Iterable[bytes]) -> Iterator[bytes]:
    yield from parts
    if hasattr(parts, "close"):
        parts.close()
