"""Addresses of ours that stand in threads, and the permalinks of comments.

`base` is the path of the base URL on our own pages, which then work under whatever name a browser knows this server by,
and the whole base URL in what other people's pages show. It never comes from the Host header.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

__all__ = ["data_url", "frames", "receipt_url", "report_url", "thread_url"]


def thread_url(base: str, site: str, page: str, **more: str) -> str:
    """Where the thread of a page stands as a page of its own; what is empty in `more` is left out."""
    pairs = {"site": site, "url": page, **{name: value for name, value in more.items() if value}}
    return f"{base}/thread?{urlencode(pairs)}"


def data_url(base: str, site: str) -> str:
    """Where readers learn how their data is processed."""
    return f"{base}/data?{urlencode({'site': site})}"


def report_url(base: str, comment_id: int, lang: str) -> str:
    """Where a comment is reported to the moderators."""
    return f"{base}/thread/report?{urlencode({'comment': comment_id, 'lang': lang})}"


def receipt_url(base: str, receipt: str, lang: str) -> str:
    """Where the writer of a comment, and nobody else, sees what became of it."""
    return f"{base}/thread/receipt/{receipt}?{urlencode({'lang': lang})}"


def frames(origins: Iterable[str]) -> str:
    """Who may show a page of ours in a frame: the pages of its site, by https and by http."""
    own = sorted(origins)
    either = {f"{scheme}://{origin.partition('://')[2]}" for origin in own for scheme in ("https", "http")}
    return " ".join(["'self'", *own, *sorted(either.difference(own))])
