"""Asking another Akismet-compatible server about one comment: one call of its protocol."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from rejoinder.errors import Unreachable
from rejoinder.outside.http import Http

__all__ = ["ask"]

_HEADERS = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8", "User-Agent": "Rejoinder"}
_VERDICTS = {b"true": True, b"false": False}


def ask(http: Http, server: str, fields: Mapping[str, str], seconds: float) -> bool:
    """Whether the server at this address says spam. Raises `Unreachable` when it gives no verdict in time."""
    body = urlencode(fields, errors="replace").encode()
    answer = http.post(f"{server}/1.1/comment-check", body, _HEADERS, seconds)
    verdict = _VERDICTS.get(answer.body.strip()) if answer.status == 200 else None
    if verdict is None:
        raise Unreachable("no_verdict", "The other server gave no verdict.", "See whether it accepts the key.")
    return verdict
