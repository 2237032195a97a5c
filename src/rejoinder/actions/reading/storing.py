"""Posts that were judged are stored, in the order in which they came, all in one transaction that is alone.

What is there already was read before this transaction began, and is looked at once more in it: somebody may have been
faster. Each post is settled before the next is looked at, also against those of its own list, so that the same form
sent twice is one comment however close together the two arrive. Rows are written at the end, each table's at once.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection

from rejoinder.actions.installation import Installation
from rejoinder.actions.judging.known import text_digest
from rejoinder.actions.judging.record import UNJUDGED, event_of, record
from rejoinder.actions.reading import once
from rejoinder.actions.reading.once import Attempt, Became, First
from rejoinder.actions.reading.posts import Around, Post, look_around
from rejoinder.actions.reading.reader import reader_digest, rule_for
from rejoinder.comment import Comment
from rejoinder.filter import Verdict
from rejoinder.moderation import Status
from rejoinder.policy.waiting import Stand, stand
from rejoinder.store import checks, comments, pages, readers
from rejoinder.store.checks import StoredCheck
from rejoinder.store.comments import Alike, NewComment, Twin
from rejoinder.store.pages import Page
from rejoinder.store.readers import Reader

__all__ = ["Judged", "Storing", "Taken"]

_TWICE_MS = 10 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Judged:
    """A post, the comment that was judged, and what came out."""

    post: Post
    comment: Comment
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Taken:
    """What a post has become, and whether that is a comment of its own."""

    post: Post
    became: Became
    new: Judged | None = None


@dataclass(frozen=True, slots=True)
class _Same:
    """Posts that agree in all of this are one form that was sent twice."""

    alike: Alike
    parent_id: int | None
    email: str


@dataclass(frozen=True, slots=True)
class _New:
    """A comment that is to be written."""

    became: Became
    page: Page
    check: StoredCheck
    comment: NewComment


class Storing:
    """Takes the posts of a list, in one transaction. Nothing but new pages and readers is written before `write`."""

    def __init__(self, house: Installation, connection: Connection, posts: Collection[Judged], now: int) -> None:
        self._house, self._connection, self._now = house, connection, now
        self._around = look_around(connection, (one.post for one in posts))
        self._twins = _twins(house, connection, self._around, posts, now)
        self._readers = readers.find_readers(connection, set(filter(None, map(self._reader_key, posts))))
        self._noted: list[tuple[Attempt | None, Became]] = []
        self._new: list[_New] = []

    def take(self, one: Judged) -> Taken:
        """What a post becomes: a comment of its own, or the one that it was when it was sent before.

        Raises `Conflict` or `NotFound`, and then nothing is written of it.
        """
        post = one.post
        first = self._around.earlier(post)
        if first is not None:
            return Taken(post, first)
        self._around.check_parent(post)
        page = self._around.page(post) or self._new_page(post)
        same = _same(self._house, one, page)
        became = self._twins.get(same)
        if became is not None:
            self._note(post, became)
            return Taken(post, became)
        became = self._twins[same] = self._add(one, page)
        self._note(post, became)
        return Taken(post, became, new=one)

    def write(self) -> None:
        """Write what was taken. Every `Became` of it has its number then."""
        checks.insert_checks(self._connection, [one.check for one in self._new])
        numbers = comments.insert_comments(self._connection, [one.comment for one in self._new])
        for one, number in zip(self._new, numbers, strict=True):
            one.became.number = number
        once.note(self._connection, [(made, became.number) for made, became in self._noted], self._now)
        came = {one.comment.reader_id for one in self._new if one.comment.reader_id is not None}
        readers.seen(self._connection, came, self._now)
        self._give_titles()

    def _add(self, one: Judged, page: Page) -> Became:
        post = one.post
        reader = self._arrived(one)
        # Nobody becomes known by a comment of the same list: it is not published until the list is.
        rule = rule_for(self._connection, post.rules, reader, linked=post.linked)
        stands = stand(None, event_of(one.verdict), rule, failed=one.verdict is UNJUDGED)
        check = record(self._house, one.comment, one.verdict, source="thread", now=self._now)
        became = Became(stands)
        comment = NewComment(
            page_id=page.id,
            parent_id=post.draft.parent_id,
            check_id=check.id,
            status=stands.status,
            author=post.draft.author,
            email_sealed=check.email_sealed,
            url=post.draft.url,
            text=post.draft.text,
            title=post.draft.title,
            created_at=self._now,
            reader_id=reader.id if reader else None,
            held_for=stands.held_for,
        )
        self._new.append(_New(became, page, check, comment))
        return became

    def _note(self, post: Post, became: Became) -> None:
        self._noted.append((post.made, became))
        if post.made is not None:
            self._around.firsts[post.made.key] = First(post.made.body, became)

    def _new_page(self, post: Post) -> Page:
        address = post.address
        page = pages.add_page(self._connection, post.site.id, address.url, address.key, self._now)
        self._around.pages[post.site.id, address.key] = page
        return page

    def _reader_key(self, one: Judged) -> tuple[int, bytes] | None:
        digest = reader_digest(self._house, one.post.site.id, one.post.draft.reader_key)
        return (one.post.site.id, digest) if digest else None

    def _arrived(self, one: Judged) -> Reader | None:
        """The reader, made if it is their first comment; None without a key."""
        key = self._reader_key(one)
        if key is None:
            return None
        if key not in self._readers:
            self._readers[key] = readers.add_reader(self._connection, *key, self._now)
        return self._readers[key]

    def _give_titles(self) -> None:
        """Only a comment that readers see can call a page anything."""
        called = {one.page.id for one in self._new if one.page.title}
        for one in self._new:
            if one.comment.status is Status.PUBLISHED and one.comment.title and one.page.id not in called:
                called.add(one.page.id)
                pages.give_title(self._connection, one.page.id, one.comment.title)


def _twins(
    house: Installation, connection: Connection, around: Around, posts: Collection[Judged], now: int
) -> dict[_Same, Became]:
    """What was stored lately and may be the first one of a form that was sent twice."""
    pages_of = [(one, page) for one in posts if (page := around.page(one.post))]
    alike = [_same(house, one, page).alike for one, page in pages_of]
    found: dict[_Same, Became] = {}
    for twin in comments.twins(connection, alike, now - _TWICE_MS):
        if twin.status is not Status.REMOVED:
            found.setdefault(_same_as(house, twin), Became(Stand(twin.status, twin.held_for), twin.id))
    return found


def _same(house: Installation, one: Judged, page: Page) -> _Same:
    draft, comment = one.post.draft, one.comment
    digest = text_digest(house.vault, comment.text)
    alike = Alike(one.post.site.id, page.id, draft.author, draft.url, digest, draft.ip, draft.user_agent)
    return _Same(alike, draft.parent_id, draft.email)


def _same_as(house: Installation, twin: Twin) -> _Same:
    return _Same(twin.alike, twin.parent_id, house.vault.unseal(twin.email_sealed))
