"""Posts are looked at: for which site and page each is, whether it may stand there, and what is known of its writer.

Many at once, and one question to the database for all of them. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from sqlalchemy import Connection

from rejoinder.actions.installation import Installation
from rejoinder.actions.judging.record import with_histories
from rejoinder.actions.reading.drafts import Draft, cleaned
from rejoinder.actions.reading.linked import linked
from rejoinder.actions.reading.once import Attempt, Became, First, attempt, earlier, firsts
from rejoinder.actions.reading.rules import refuse_if_closed, rules_among
from rejoinder.actions.reading.site import PageAddress, page_among, refuse_stranger, site_called
from rejoinder.comment import Comment
from rejoinder.errors import BadInput, Conflict, NotFound, RejoinderError
from rejoinder.moderation import Status
from rejoinder.policy.rules import DEFAULTS, Ask, Rules
from rejoinder.store import comments, pages
from rejoinder.store.comments import StoredComment
from rejoinder.store.pages import Page
from rejoinder.store.policies import rules_of_all
from rejoinder.store.sites import Origin, Site, origins_known

__all__ = ["Around", "Known", "Places", "Post", "look_around", "look_at"]

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Post:
    """A draft that was looked at: for which site and page, which attempt to send it this is, and by which rules."""

    site: Site
    address: PageAddress
    draft: Draft
    made: Attempt | None
    rules: Rules = DEFAULTS
    linked: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """A post with the comment that is to be judged, or with what it has become before."""

    post: Post
    comment: Comment | None
    became: Became | None = None


@dataclass(slots=True)
class Around:
    """What there is around some posts: earlier attempts to send them, their pages, and what they reply to."""

    firsts: dict[bytes, First]
    pages: dict[tuple[int, str], Page]
    parents: Mapping[int, StoredComment]

    def page(self, post: Post) -> Page | None:
        """The page, None when nobody has written there yet."""
        return self.pages.get((post.site.id, post.address.key))

    def earlier(self, post: Post) -> Became | None:
        """What an earlier attempt has become. Raises `Conflict` when that one had other words."""
        return earlier(self.firsts, post.made)

    def check_parent(self, post: Post) -> None:
        """Raises `NotFound` or `Conflict` when what is replied to is not there for readers to see, under this page."""
        if post.draft.parent_id is None:
            return
        parent, page = self.parents.get(post.draft.parent_id), self.page(post)
        if parent is None or parent.site_id != post.site.id or parent.status is not Status.PUBLISHED:
            raise NotFound("unknown_parent", "The comment that you reply to is not there.", "Reload the page.")
        if page is None or parent.page_id != page.id:
            raise Conflict(
                "parent_elsewhere", "The comment that you reply to is under another page.", "Reload the page."
            )


@dataclass(frozen=True, slots=True)
class Places:
    """What went wrong with some of a list, by the place that each has in it."""

    errors: dict[int, Exception] = field(default_factory=dict)

    def each(self, some: Mapping[int, T], work: Callable[[T], R]) -> dict[int, R]:
        """What `work` makes of each; an error of ours is that one's own."""
        done = {}
        for place, one in some.items():
            try:
                done[place] = work(one)
            except RejoinderError as error:
                self.errors[place] = error
        return done


def look_at(
    house: Installation, connection: Connection, drafts: Sequence[Draft], now: int, places: Places
) -> dict[int, Known]:
    """What is known of each, as far as nothing is wrong with it."""
    sites = _Sites(connection)
    posts = places.each(dict(enumerate(drafts)), lambda draft: _addressed(house, sites, draft))
    around = look_around(connection, posts.values())
    known = places.each(posts, lambda post: Known(post, None, around.earlier(post)))
    said = rules_of_all(connection, {post.site.id for post in posts.values()})
    new = {place: one.post for place, one in known.items() if one.became is None}
    new = places.each(new, lambda post: _ruled(around, said[post.site.id], post, now))
    asked = [(_comment(post, around.page(post)), "", False) for post in new.values()]
    commented = zip(new.items(), with_histories(house, connection, asked), strict=True)
    sent_before = {place: one for place, one in known.items() if one.became is not None}
    return sent_before | {place: Known(post, comment) for (place, post), comment in commented}


def look_around(connection: Connection, posts: Iterable[Post]) -> Around:
    """What there is around posts, asked once for all of them."""
    posts = list(posts)
    return Around(
        firsts=firsts(connection, [post.made for post in posts]),
        pages=pages.find_pages(connection, {(post.site.id, post.address.key) for post in posts}),
        parents=comments.by_ids(
            connection, {post.draft.parent_id for post in posts if post.draft.parent_id is not None}
        ),
    )


class _Sites:
    """The sites of a list with their origins, by the names under which they are asked for; each is looked up once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[str, tuple[Site, list[Origin]]] = {}

    def called(self, name: str) -> tuple[Site, list[Origin]]:
        """A site and its origins. Raises `NotFound` for one that is not ours."""
        if name not in self._known:
            site = site_called(self._connection, name)
            self._known[name] = site, origins_known(self._connection, site.id)
        return self._known[name]


def _addressed(house: Installation, sites: _Sites, draft: Draft) -> Post:
    site, origins = sites.called(draft.site)
    if draft.origin is not None:
        refuse_stranger(draft.origin, (one.origin for one in origins))
    draft = cleaned(draft)
    address = page_among(origins, draft.page_url)
    # The page's title may have changed since the first attempt.
    written = address.url, draft.parent_id, draft.text, draft.author, draft.email, draft.url
    return Post(site, address, draft, attempt(house.vault, site.id, draft.key, *written))


def _ruled(around: Around, said: Mapping[str, Mapping[str, Any]], post: Post, now: int) -> Post:
    """The post by the rules of its page.

    Raises `Refused` where it is closed, `BadInput` where something is missing, and what `check_parent` raises.
    """
    draft, page = post.draft, around.page(post)
    rules = rules_among(said, post.address, page)
    refuse_if_closed(rules, page, now)
    _refuse_if_missing(rules, draft)
    # What the form does not ask for is left out: nobody is to know what this site asks.
    author, email, url = (
        "" if ask is Ask.NO else value
        for ask, value in ((rules.name, draft.author), (rules.email, draft.email), (rules.website, draft.url))
    )
    if (author, email, url) != (draft.author, draft.email, draft.url):
        draft = replace(draft, author=author, email=email, url=url)
    around.check_parent(post)
    return replace(post, draft=draft, rules=rules, linked=rules.hold_links and linked(draft.text, draft.url))


def _refuse_if_missing(rules: Rules, draft: Draft) -> None:
    if rules.name is Ask.REQUIRED and not draft.author:
        raise BadInput("name_missing", "Your name is missing.", "Give one; any name will do.")
    if rules.email is Ask.REQUIRED and not draft.email:
        raise BadInput("email_missing", "Your e-mail address is missing.", "Give it; it is never published.")
    if rules.website is Ask.REQUIRED and not draft.url:
        raise BadInput("website_missing", "Your website is missing.", "Give its address.")


def _comment(post: Post, page: Page | None) -> Comment:
    draft = post.draft
    return Comment(
        text=draft.text,
        author=draft.author,
        email=draft.email,
        url=draft.url,
        ip=draft.ip,
        user_agent=draft.user_agent,
        referrer=draft.referrer,
        kind="comment" if draft.parent_id is None else "reply",
        permalink=post.address.url,
        context=page.title if page else "",
        lang=draft.lang,
        site=str(post.site.id),
        behaviour=draft.behaviour,
    )
