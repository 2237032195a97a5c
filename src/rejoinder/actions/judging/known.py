"""What is known of a comment before it is judged: the marks by which earlier labels are found, and the history.

Marks are digests under the installation's secret, so that a stolen database does not say who wrote or linked to what.
They are stored with labels alone; a check stores only what was found (its history), since few checks are ever labelled.
"""

from __future__ import annotations

from dataclasses import fields
from functools import lru_cache

import msgspec

from rejoinder.comment import Comment, History
from rejoinder.filter.links import domain_of, find_links, host_of
from rejoinder.store.ledger import Mark
from rejoinder.store.vault import Vault
from rejoinder.text.addresses import read_address, tells_apart

__all__ = ["decode_history", "encode_history", "marks_of", "text_digest"]

_MOST_HOSTS = 4  # each is one more question to the store; spam that spreads over more links has other marks
_LOOKED_AT = 4_000  # characters of a text in which links are looked for
_NAMES = tuple(field.name for field in fields(History))
_decoder = msgspec.json.Decoder(dict[str, int])


@lru_cache(maxsize=256)  # asked for four times while a comment is taken
def text_digest(vault: Vault, text: str) -> bytes:
    """The keyed digest by which the same text is found again; blanks and line ends do not count."""
    return vault.digest("text", " ".join(text.split()))


def marks_of(vault: Vault, comment: Comment) -> tuple[Mark, ...]:
    """The marks of a comment but for its text: address, author, hosts."""
    marks = []
    address = _address(comment.ip)
    if address:
        marks.append(Mark("address", vault.digest("ip", address)))
    author = comment.email.strip().casefold() or comment.author.strip().casefold()
    if author:
        marks.append(Mark("author", vault.digest("author", author)))
    marks += [Mark("host", vault.digest("host", host)) for host in _domains(comment)]
    return tuple(marks)


def encode_history(history: History) -> str:
    """A history as it is stored: JSON of what is not nought, empty when nothing was known."""
    known = {name: value for name in _NAMES if (value := getattr(history, name))}
    return msgspec.json.encode(known).decode() if known else ""


def decode_history(stored: str) -> History:
    """A history that `encode_history` wrote. What a later version has written beside it is left out."""
    if not stored:
        return History()
    return History(**{name: value for name, value in _decoder.decode(stored).items() if name in _NAMES})


def _address(ip: str) -> bytes | None:
    """The address, None where it tells nobody apart."""
    address = read_address(ip)
    return address.packed if address and tells_apart(address) else None


def _domains(comment: Comment) -> list[str]:
    own = [host_of(comment.url[:_LOOKED_AT])] if comment.url else []
    linked = [link.host for link in find_links(comment.text[:_LOOKED_AT])]
    return list(dict.fromkeys(domain_of(host) for host in own + linked if host))[:_MOST_HOSTS]
