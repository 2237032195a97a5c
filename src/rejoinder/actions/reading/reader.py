"""Who a reader is: the holder of a key that their own browser has made, and nobody by anything that they type.

A key is known by a digest under the installation's secret, another for each site and for each comment that is voted
on, so that readers cannot be followed from one to the next. What is not such a key is as none.
"""

from __future__ import annotations

import re

from sqlalchemy import Connection

from rejoinder.actions.installation import Installation
from rejoinder.policy.rules import Held, Hold, Rules, held_for
from rejoinder.store.readers import Reader, count_published, find_readers
from rejoinder.text.addresses import read_address, tells_apart, together

__all__ = ["address_digest", "is_key", "known", "reader_digest", "rule_for", "voter_digest"]

_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


def is_key(key: str) -> bool:
    """Whether this can be a reader's own key."""
    return _KEY.fullmatch(key) is not None


def known(house: Installation, connection: Connection, site_id: int, key: str) -> Reader | None:
    """The reader who has commented on this site with this key."""
    digest = reader_digest(house, site_id, key)
    return find_readers(connection, [(site_id, digest)]).get((site_id, digest)) if digest else None


def reader_digest(house: Installation, site_id: int, key: str) -> bytes | None:
    """By what a reader is known again on a site; None for what is no key."""
    return house.vault.digest("reader", f"{site_id} {key}") if is_key(key) else None


def rule_for(connection: Connection, rules: Rules, reader: Reader | None, *, linked: bool) -> Held | None:
    """Why a comment of this reader waits by these rules, whatever the filter says, or None."""
    published = 0
    if reader and rules.hold is Hold.NEWCOMERS:
        published = count_published(connection, reader.id, rules.newcomer_comments)
    return held_for(rules, published=published, standing=reader.standing if reader else "", linked=linked)


def voter_digest(house: Installation, comment_id: int, key: str) -> bytes:
    """By what a voter is known again under one comment."""
    return house.vault.digest("voter", f"{comment_id} {key}")


def address_digest(house: Installation, use: str, comment_id: int, ip: str) -> bytes | None:
    """By what a household is known again under one comment; None for an address that does not tell people apart."""
    address = read_address(ip)
    if address is None or not tells_apart(address):
        return None
    return house.vault.digest(use, b"%d " % comment_id + together(address))
