"""Addresses: of pages (one article, one thread), of origins, and of a commenter's own website."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit, urlunsplit

from rejoinder.errors import BadInput

__all__ = ["LONGEST", "origin_of", "page_address", "page_key", "section_path", "site_address", "web_address", "website"]

LONGEST = 500  # characters of an address that this server is to ask
_PORTS = {"http": 80, "https": 443}
# What newsletters and social networks append; the article is the same without it.
_TRACKING = frozenset({"fbclid", "gclid", "igshid", "mc_cid", "mc_eid", "msclkid"})
_ESCAPED = re.compile("%([0-9A-Fa-f]{2})")
_ODD = re.compile(r"[\s<>\"\\^`{|}']")
_UNRESERVED = re.compile("[A-Za-z0-9._~-]")  # RFC 3986, 2.3: escaped or not, it is the same address


def page_address(value: str) -> str:
    """The address under which a page's thread is kept: without fragment, default port and tracking parameters.

    Raises `BadInput` for anything that is not an absolute http or https address.
    """
    parts = _split(value, "page")
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, content) for name, content in pairs if not name.startswith("utm_") and name not in _TRACKING]
    query = parts.query if len(kept) == len(pairs) else urlencode(kept)
    return urlunsplit((parts.scheme, _host(parts), parts.path or "/", query, ""))


def page_key(address: str) -> str:
    """What is the same for all spellings of one page's address, as `page_address` gives it.

    Host, path and query, without scheme and without a slash at the end; escapes as RFC 3986, 6.2.2 has them.
    """
    parts = urlsplit(address)
    path = _spelled(parts.path).rstrip("/")
    return f"{parts.netloc}{path or '/'}{'?' + _spelled(parts.query) if parts.query else ''}"


def section_path(path: str) -> str:
    """A path as the beginning of keys' paths: with a slash at both ends, escapes as in keys."""
    inner = _spelled(path).strip("/")
    return f"/{inner}/" if inner else "/"


def site_address(value: str) -> str:
    """A site's address: its origin and, if it lives in a folder, that folder without a slash at the end."""
    parts = _split(value, "site")
    return f"{parts.scheme}://{_host(parts)}{parts.path.rstrip('/')}"


def origin_of(value: str) -> str:
    """The origin (RFC 6454) of an address: scheme, host and, unless it is the default, port."""
    parts = _split(value, "address")
    return f"{parts.scheme}://{_host(parts)}"


def web_address(value: str) -> str:
    """An absolute http or https address as it may be asked: its host in ASCII, without fragment, nothing else changed.

    Raises `BadInput` for anything else, for a name or password in it, and for one of more than 500 characters.
    """
    if len(value) > LONGEST:
        raise _bad("web", value)
    parts = _split(value, "web")
    return urlunsplit((parts.scheme, _host(parts), parts.path or "/", parts.query, ""))


def website(value: str) -> str:
    """A commenter's website as it may be linked to, or empty. A missing scheme is taken to be https."""
    if not value:
        return ""
    full = value if "://" in value else f"https://{value}"
    parts = _split(full, "website")
    if "." not in _host(parts).strip("."):
        raise _bad("website", value)
    return urlunsplit((parts.scheme, _host(parts), parts.path, parts.query, parts.fragment))


def _spelled(value: str) -> str:
    ascii_only = quote(value, safe="%/?:@!$&'()*+,;=[]~-._|\\^`{}\"<> ")
    return _ESCAPED.sub(_unescaped, ascii_only)


def _unescaped(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    return character if _UNRESERVED.fullmatch(character) else found[0].upper()


def _split(value: str, what: str) -> SplitResult:
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        raise _bad(what, value) from None
    if (
        _ODD.search(value)
        or parts.scheme not in _PORTS
        or not parts.hostname
        or parts.username is not None
        or port == 0
    ):
        raise _bad(what, value)
    return parts


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    try:
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        raise _bad("host", host) from None
    host = f"[{host}]" if ":" in host else host
    port = parts.port
    return host if port is None or port == _PORTS[parts.scheme] else f"{host}:{port}"


def _bad(what: str, value: str) -> BadInput:
    shown = value if len(value) <= 80 else value[:80] + "…"
    return BadInput(
        "bad_address",
        f"This is not a {what} address that can be used: {shown!r}.",
        "Give a whole address, like https://example.org/page.",
    )
