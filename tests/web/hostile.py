"""The hostile strings that every place for readers' words is tried with: one list for all tests of the faces.

It is our own, `tests/data/attacks.jsonl`, or the file that the variable REJOINDER_ATTACKS names (`soak/attacks.py` says
of what form). What readers may type is tried by the doors; what may lie in the tables, past all of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, select, update

from rejoinder.actions.reading.drafts import Draft
from rejoinder.actions.reading.submit import submit_all
from rejoinder.moderation import Status
from rejoinder.store import schema
from rejoinder.text.clean import LIMITS, repair
from soak.attacks import load_texts
from tests.serving import Server

__all__ = ["ON_ONE_PAGE", "PAYLOADS", "SENT", "TURNING", "batches", "put", "put_all"]

# As they come through the most lenient door, that of the Akismet face: without NUL, which no database text can hold.
SENT = [repair(text) for text in load_texts()]
# As long as a text in the tables can be: no door has ever taken more.
PAYLOADS = [*dict.fromkeys(text[: LIMITS["text"].length] for text in SENT)]
ON_ONE_PAGE = 50  # what a thread and the desk show at once
# Marks that open, close or override a direction (UAX #9), and those that only have one.
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
_AT_ONCE = 50
_LINE = LIMITS["url"].length  # the longest that a field of one line can be


def batches(some: Sequence[str], size: int = ON_ONE_PAGE) -> list[list[str]]:
    """So many on one page."""
    return [list(some[start : start + size]) for start in range(0, len(some), size)]


def put(server: Server, payload: str, page_url: str, site: str) -> int:
    """One comment with the payload in every column that a reader fills; returns its number."""
    return put_all(server, [payload], page_url, site)[0]


def put_all(server: Server, payloads: Sequence[str], page_url: str, site: str) -> list[int]:
    """A published comment for each, with the payload in every column that a reader fills; returns their numbers.

    They are written straight into the tables, as a careless import would.
    """
    numbers: list[int] = []
    for batch in batches(payloads, _AT_ONCE):
        drafts = [Draft(site=site, page_url=page_url, text=f"to be replaced {place}") for place, _ in enumerate(batch)]
        made = submit_all(server.house, drafts)
        written = [one.comment_id for one in made if not isinstance(one, Exception)]
        assert len(written) == len(batch)
        with server.house.store.write() as connection:
            _replace(connection, server, written, batch)
        numbers += written
    return numbers


def _replace(connection: Connection, server: Server, numbers: Sequence[int], payloads: Sequence[str]) -> None:
    comments, checks = schema.comments, schema.checks
    found = dict(connection.execute(select(comments.c.id, comments.c.check_id).where(comments.c.id.in_(numbers))).all())
    rows = [
        {
            "number": number,
            "check": found[number],
            "words": payload,
            "line": payload[:_LINE],
            "sealed": server.house.vault.seal(payload[:_LINE]),
        }
        for number, payload in zip(numbers, payloads, strict=True)
    ]
    line, words = bindparam("line"), bindparam("words")
    told = {"text": words, "author": line, "url": line, "title": line, "status": Status.PUBLISHED.value}
    connection.execute(update(comments).where(comments.c.id == bindparam("number")).values(told), rows)
    told = {"text": words, "email_sealed": bindparam("sealed")}
    told |= dict.fromkeys(("author", "url", "user_agent", "referrer", "permalink", "ip"), line)
    connection.execute(update(checks).where(checks.c.id == bindparam("check")).values(told), rows)
    connection.execute(update(schema.pages).values(title=payloads[-1][:_LINE]))
