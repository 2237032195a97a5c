"""The receipt of a comment: a signed string with which its author, and only its author, asks what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeSerializer

from rejoinder.actions.installation import Installation
from rejoinder.errors import NotFound
from rejoinder.moderation import Status
from rejoinder.store import comments, sites

__all__ = ["Fate", "comment_of_receipt", "look_up", "make_receipt"]

_VERSION = 1  # a receipt says what it is, so that a later kind of signed string cannot be taken for one


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a comment: the words as they were sent, and where it stands now."""

    comment_id: int
    status: Status
    author: str
    text: str
    page_url: str
    page_title: str
    site_url: str
    origins: frozenset[str]  # whose pages may show this


def make_receipt(house: Installation, comment_id: int) -> str:
    """A receipt for a comment."""
    return _signer(house).dumps({"v": _VERSION, "c": comment_id})


def look_up(house: Installation, receipt: str) -> Fate:
    """What became of the comment. Raises `NotFound` for a receipt that is not ours, or whose comment was deleted."""
    comment_id = _number_in(house, receipt)
    with house.store.read() as connection:
        found = comments.by_id(connection, comment_id) if comment_id is not None else None
        site = sites.site_by_id(connection, found.site_id) if found else None
        home = sites.origins(connection, site.id) if site else frozenset[str]()
    if found is None or site is None or found.status is Status.REMOVED:
        raise _unknown()
    return Fate(
        comment_id=found.id,
        status=found.status,
        author=found.author,
        text=found.text,
        page_url=found.page_url,
        page_title=found.page_title,
        site_url=site.url,
        origins=home,
    )


def comment_of_receipt(house: Installation, receipt: str) -> int:
    """The number of the comment that a receipt was made for. Raises `NotFound` for a receipt that is not ours."""
    comment_id = _number_in(house, receipt)
    if comment_id is None:
        raise _unknown()
    return comment_id


def _unknown() -> NotFound:
    return NotFound("unknown_receipt", "There is no comment for this receipt.", "It may have been deleted meanwhile.")


def _number_in(house: Installation, receipt: str) -> int | None:
    try:
        signed = _signer(house).loads(receipt)
    except BadSignature:
        return None
    return signed["c"] if isinstance(signed, dict) and signed.get("v") == _VERSION else None


def _signer(house: Installation) -> URLSafeSerializer:
    return URLSafeSerializer(house.vault.subkey("receipt"), salt="receipt")
