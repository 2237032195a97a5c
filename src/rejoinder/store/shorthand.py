"""Names of browsers, stored short: nearly all are put together from a few long pieces.

Each piece is one character of Unicode's private use area (U+E000 and on), so that a stored name is text as any other;
110 bytes become some 20 (docs/performance.md). The table is for ever: pieces may be added at its end, and what was
stored before there was one is read as it stands.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Text
from sqlalchemy.types import TypeDecorator

__all__ = ["BrowserName", "expand", "shorten"]

_PIECES = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:",
    "Mozilla/5.0 (X11; Linux x86_64; rv:",
    "Mozilla/5.0 (Android ",
    "Mozilla/5.0 (Linux; Android ",
    "Mozilla/5.0 (iPhone; CPU iPhone OS ",
    "Mozilla/5.0 (iPad; CPU OS ",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X ",
    "Mozilla/5.0 (Windows NT ",
    "Mozilla/5.0 (compatible; ",
    "Mozilla/5.0 (",
    " like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/",
    " like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) ",
    ") AppleWebKit/605.1.15 (KHTML, like Gecko) Version/",
    ") AppleWebKit/537.36 (KHTML, like Gecko) Chrome/",
    ") Gecko/20100101 Firefox/",
    ".0.0.0 Mobile Safari/537.36",
    ".0.0.0 Safari/537.36",
    " Mobile Safari/537.36",
    " Safari/537.36",
    " Mobile/15E148 Safari/604.1",
    " Safari/605.1.15",
    " Mobile/15E148",
    " Edg/",
    ".0.0.0",
)
_FIRST = 0xE000
_AS_IS = "\uf8ff"  # what stands behind it is meant as it stands: the name has characters of this area itself
_CODES = {piece: chr(_FIRST + place) for place, piece in enumerate(_PIECES)}
_EXPANDED = dict(enumerate(_PIECES, _FIRST))
_ANY_PIECE = re.compile("|".join(map(re.escape, sorted(_PIECES, key=len, reverse=True))))
_PRIVATE = re.compile("[\ue000-\uf8ff]")


def shorten(name: str) -> str:
    """The name as it is stored."""
    if _PRIVATE.search(name):
        return _AS_IS + name
    return _ANY_PIECE.sub(lambda found: _CODES[found[0]], name)


def expand(stored: str) -> str:
    """The name that was stored."""
    return stored[1:] if stored.startswith(_AS_IS) else stored.translate(_EXPANDED)


class BrowserName(TypeDecorator[str]):
    """A column of such names; whoever writes and reads it by SQLAlchemy sees them whole."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:  # noqa: ARG002 - as SQLAlchemy asks
        """From a name to what is stored."""
        return None if value is None else shorten(value)

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:  # noqa: ARG002 - the same
        """From what is stored to the name."""
        return None if value is None else expand(value)
