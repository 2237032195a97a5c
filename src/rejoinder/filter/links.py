"""Links in a text, and the names of the features that they give.

A link is a web address with a scheme or `www.`, or a bare domain under one of the endings that spam uses most. The
patterns have bounded repeats and start only at the edge of a word, so that their time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["Link", "domain_of", "find_links", "host_of", "link_names"]

_ENDINGS = (
    "com?|net|org|info|biz|xyz|top|site|online|shop|store|club|live|vip|win|bet|casino|click|link|icu|fun|space|website|io|me|"
    "ru|su|ua|cn|tk|ml|ga|cf|gq|pw|cc|tv|ly|gl|id|ir|tr|in|us|uk|de|eu|br|pl"
)
_LINK = re.compile(
    r"(?:https?://|(?<![\w.@])www\.)[^\s<>\"'\[\]]{2,400}"
    r"|(?<![\w.@/-])(?:[\w-]{1,40}\.){1,3}"
    rf"(?:{_ENDINGS})(?![\w-])(?:/[^\s<>\"'\[\]]{{0,300}})?",
    re.IGNORECASE,
)
# One of these is in every link, and `re` finds a plain sign fast.
_ENDING = re.compile(rf"\.(?:(?<=www\.)|(?:{_ENDINGS})(?![\w-]))", re.IGNORECASE)
_PATH_WORD = re.compile(r"[a-zA-Z]{3,24}")
_SECOND_LEVEL = {"co", "com", "org", "net", "ac", "gov", "edu", "web", "or", "ne", "go"}
MOST = 12


@dataclass(frozen=True, slots=True)
class Link:
    """One link: where it stands in the reading, its host, and what follows the host."""

    start: int
    end: int
    host: str
    path: str


def host_of(address: str) -> str:
    """The host of a web address, lower case, without user, port and `www.`; whatever was written, some string.

    Browsers read `https:///host` as `https://host`, and so do we.
    """
    rest = address.split("://", 1)[-1].lstrip("/\\")
    host = re.split(r"[/?#\\]", rest, maxsplit=1)[0].rsplit("@", 1)[-1].split(":", 1)[0]
    return host.strip(". ").lower().removeprefix("www.")[:253]


def domain_of(host: str) -> str:
    """The registered domain of a host, by rule of thumb: two labels, three under endings such as `co.uk`."""
    labels = host.split(".")
    wanted = 3 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL else 2
    return ".".join(labels[-wanted:])


@lru_cache(maxsize=256)  # of a comment they are asked for two or three times
def find_links(text: str) -> tuple[Link, ...]:
    """The first links of `text`, at most `MOST`. An address without a host leads nowhere and is none."""
    if "://" not in text and ("." not in text or not _ENDING.search(text)):
        return ()
    links = []
    for match in _LINK.finditer(text):
        address = match[0].rstrip(".,;:!?)")
        host = host_of(address)
        if not host:
            continue
        links.append(Link(match.start(), match.start() + len(address), host, address.split(host, 1)[-1]))
        if len(links) == MOST:
            break
    return tuple(links)


def link_names(links: Sequence[Link]) -> list[str]:
    """The names of the features that `links` give, each once, in the order in which they are met."""
    names: dict[str, None] = {}
    for link in links:
        names[f"link-host:{link.host}"] = None
        names[f"link-domain:{domain_of(link.host)}"] = None
        names[f"link-ending:{link.host.rsplit('.', 1)[-1]}"] = None
        for word in _PATH_WORD.findall(link.path)[:6]:
            names[f"link-path:{word.lower()}"] = None
    return list(names)
