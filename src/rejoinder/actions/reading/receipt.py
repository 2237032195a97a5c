"""The receipt of a comment: a signed string with which its author, and only its author, asks what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from itsdangerous import BadSignature, Signer, URLSafeSerializer
from itsdangerous.encoding import base64_encode

from rejoinder.actions.installation import Installation
from rejoinder.actions.reading.read import Outline, outlines
from rejoinder.actions.reading.window import open_until
from rejoinder.errors import NotFound
from rejoinder.moderation import Status
from rejoinder.store import comments
from rejoinder.store.comments import StoredComment

__all__ = ["Fate", "comment_of_receipt", "fate_of", "look_up", "make_receipt", "number_in", "unknown_receipt"]

_VERSION = 1  # a receipt says what it is, so that a later kind of signed string cannot be taken for one


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a comment: the words as they stand, where it stands now, and why.

    `held_for` is why it waits (`policy/waiting.WAITING`), `decided_for` the reason that a moderator gave
    (`policy/refusals.REFUSALS`); either may be empty. `open_until` is until when it can be edited, in milliseconds;
    None: it cannot.
    """

    comment_id: int
    status: Status
    author: str
    text: str
    page_url: str
    page_title: str
    site_url: str
    origins: frozenset[str]  # whose pages may show this
    held_for: str = ""
    decided_for: str = ""
    open_until: int | None = None
    edited: bool = False
    created_at: int = 0


def make_receipt(house: Installation, comment_id: int) -> str:
    """A receipt for a comment."""
    # As `_signer` writes it. That tries to compress each, which takes twenty times as long.
    said = base64_encode(b'{"v":%d,"c":%d}' % (_VERSION, comment_id))
    return _stamp(house.vault.subkey("receipt")).sign(said).decode("ascii")


def look_up(house: Installation, receipt: str) -> Fate:
    """What became of the comment. Raises `NotFound` for a receipt that is not ours, or whose comment was deleted."""
    with house.store.read() as connection:
        found = comments.by_id(connection, comment_of_receipt(house, receipt))
        if found is None or found.status is Status.REMOVED:
            raise unknown_receipt()
        return fate_of(found, outlines(house, connection, [found])[found.page_id], house.clock())


def fate_of(comment: StoredComment, thread: Outline, now: int) -> Fate:
    """What became of a comment that stands in this thread."""
    return Fate(
        comment_id=comment.id,
        status=comment.status,
        author=comment.author,
        text=comment.text,
        page_url=comment.page_url,
        page_title=comment.page_title,
        site_url=thread.site.url,
        origins=thread.origins,
        held_for=comment.held_for if comment.status is Status.PENDING else "",
        decided_for=comment.decided_for if comment.status is Status.REJECTED else "",
        open_until=open_until(thread.rules, comment, now),
        edited=comment.edited_at is not None,
        created_at=comment.created_at,
    )


def comment_of_receipt(house: Installation, receipt: str) -> int:
    """The number of the comment that a receipt was made for. Raises `NotFound` for a receipt that is not ours."""
    comment_id = number_in(house, receipt)
    if comment_id is None:
        raise unknown_receipt()
    return comment_id


def number_in(house: Installation, receipt: str) -> int | None:
    """The same, None for a receipt that is not ours."""
    try:
        signed = _signer(house).loads(receipt)
    except BadSignature:
        return None
    return signed["c"] if isinstance(signed, dict) and signed.get("v") == _VERSION else None


def unknown_receipt() -> NotFound:
    """What is told of a comment that is not there any more."""
    return NotFound("unknown_receipt", "There is no comment for this receipt.", "It may have been deleted meanwhile.")


def _signer(house: Installation) -> URLSafeSerializer:
    return URLSafeSerializer(house.vault.subkey("receipt"), salt="receipt")


@lru_cache(maxsize=4)
def _stamp(key: bytes) -> Signer:
    return Signer(key, salt="receipt")
