"""Answers that anybody may keep: with a tag, and 304 to whoever has what it stands for (RFC 9110, 13)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

__all__ = ["is_known", "unless_known"]


def unless_known(request: Request, body: bytes, kind: str, headers: Mapping[str, str]) -> Response:
    """The answer, or 304 without it. The tag is weak, because a web server in front may compress what it stands for."""
    tag = f'W/"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers = {**headers, "ETag": tag}
    if is_known(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    return Response(body, 200, headers, kind)


def is_known(told: str, tag: str) -> bool:
    """Whether the asker, who has told this (If-None-Match), has what the tag stands for.

    That is a list of tags, each perhaps without its W/, or "*" for whatever there is (RFC 9110, 13.1.2 and 8.8.3.2).
    """
    known = {one.strip().removeprefix("W/") for one in told.split(",")}
    return bool(known & {tag.removeprefix("W/"), "*"})
