"""A reader leaves a comment: checked at the door, judged, stored, and told what became of it.

The filter's failure is not the reader's: a comment that cannot be judged waits for a person. The same comment with the
same name, addresses and browser under the same page within ten minutes is a form that was sent twice, and is answered
with the first one. Whoever differs in any of them is another reader, whose comment counts and who gets a receipt of
their own. A sender with a key may send again as often as it likes (`once`).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from rejoinder.actions.installation import Installation
from rejoinder.actions.judging.known import text_digest
from rejoinder.actions.judging.record import UNJUDGED, event_of, record, with_history
from rejoinder.actions.judging.second import judged_or_waiting
from rejoinder.actions.reading import once
from rejoinder.actions.reading.linked import linked
from rejoinder.actions.reading.once import Attempt, attempt
from rejoinder.actions.reading.reader import arrived, rule_for
from rejoinder.actions.reading.receipt import make_receipt
from rejoinder.actions.reading.rules import refuse_if_closed, rules_for
from rejoinder.actions.reading.site import PageAddress, page_of_site, site_called
from rejoinder.comment import Comment
from rejoinder.errors import BadInput, Conflict, NotFound
from rejoinder.filter import Verdict
from rejoinder.moderation import Status
from rejoinder.policy.rules import DEFAULTS, Ask, Rules
from rejoinder.policy.waiting import Stand, stand
from rejoinder.store import comments, pages
from rejoinder.store.checks import StoredCheck, insert_check
from rejoinder.store.comments import NewComment, StoredComment
from rejoinder.store.pages import Page
from rejoinder.store.readers import Reader
from rejoinder.store.sites import Site
from rejoinder.text.clean import LIMITS, clean, repair
from rejoinder.text.urls import website

__all__ = ["Draft", "Submitted", "submit"]

_TWICE_MS = 10 * 60 * 1000
# Headers are noted up to here: they are not what anybody wrote, and nothing is refused for a long one. The same holds
# for the page's title, which the page sends along.
_NOTED = 500


@dataclass(frozen=True, slots=True)
class Draft:
    """What a reader sends, and what is known of the request. Nothing in it has been checked yet."""

    site: str
    page_url: str
    text: str
    author: str = ""
    email: str = ""
    url: str = ""
    title: str = ""
    parent_id: int | None = None
    ip: str = ""
    user_agent: str = ""
    referrer: str = ""
    lang: str = ""
    key: str = ""  # the same for every attempt to send this comment
    reader_key: str = ""  # the reader's own, made by their browser; what is not of that form is as none
    behaviour: tuple[str, ...] = ()  # signs of how it was sent; the door that took it has looked


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of a comment. `receipt` lets its author ask again later."""

    comment_id: int
    status: Status
    receipt: str
    page_url: str
    held_for: str = ""  # why it waits (`policy/rules.Held`), if it does


@dataclass(frozen=True, slots=True)
class _Post:
    """A draft that was looked at: for which site and page, which attempt to send it this is, and by which rules."""

    site: Site
    address: PageAddress
    draft: Draft
    made: Attempt | None
    rules: Rules = DEFAULTS
    linked: bool = False


@dataclass(frozen=True, slots=True)
class _Taken:
    """The number of a comment, where it stands, and whether it was stored just now."""

    comment_id: int
    stand: Stand
    new: bool = False

    @classmethod
    def before(cls, first: StoredComment) -> _Taken:
        return cls(first.id, Stand(first.status, first.held_for))


def submit(house: Installation, draft: Draft) -> Submitted:
    """Take a comment. Returns when it is on disk.

    Raises `BadInput` or `NotFound` with a sentence for the reader, `Refused` where comments are closed, and
    `Unavailable` when nothing could be stored.
    """
    draft = _cleaned(draft)
    now = house.clock()
    with house.store.read() as connection:
        post = _looked_at(house, connection, draft)
        first = once.earlier(connection, post.made)
        if first is not None:
            return _submitted(house, _Taken.before(first), post)
        page = pages.find_page(connection, post.site.id, post.address.key)
        post = _ruled(post, rules_for(connection, post.site, post.address, page), page, now)
        _check_parent(connection, post, page)
        comment = with_history(house, connection, _comment(post.site, post.draft, page.title if page else ""))
    comment, verdict = judged_or_waiting(house, post.site, comment)
    with house.store.write() as connection:
        taken = _take(house, connection, post, comment, verdict, now)
    if taken.new:
        house.metrics.judged("thread", "", verdict.label)
        house.metrics.arrived(taken.stand.status)
    return _submitted(house, taken, post)


def _looked_at(house: Installation, connection: Connection, draft: Draft) -> _Post:
    site = site_called(connection, draft.site)
    address = page_of_site(connection, site, draft.page_url)
    draft = replace(draft, page_url=address.url)
    return _Post(site, address, draft, _attempt(house, site, draft))


def _ruled(post: _Post, rules: Rules, page: Page | None, now: int) -> _Post:
    """The post by the rules of its page. Raises `Refused` where it is closed, `BadInput` where something is missing."""
    refuse_if_closed(rules, page, now)
    draft = post.draft
    no_name = BadInput("name_missing", "Your name is missing.", "Give one; any name will do.")
    no_email = BadInput("email_missing", "Your e-mail address is missing.", "Give it; it is never published.")
    no_website = BadInput("website_missing", "Your website is missing.", "Give its address.")
    draft = replace(
        draft,
        author=_as_asked(rules.name, draft.author, no_name),
        email=_as_asked(rules.email, draft.email, no_email),
        url=_as_asked(rules.website, draft.url, no_website),
    )
    return replace(post, draft=draft, rules=rules, linked=rules.hold_links and linked(draft.text, draft.url))


def _as_asked(ask: Ask, value: str, missing: BadInput) -> str:
    """What is kept of a field. What the form does not ask for is left out: nobody is to know what this site asks."""
    if ask is Ask.REQUIRED and not value:
        raise missing
    return "" if ask is Ask.NO else value


def _take(
    house: Installation, connection: Connection, post: _Post, comment: Comment, verdict: Verdict, now: int
) -> _Taken:
    """Store the comment, or find the one that it was when it was sent before; alone, so that it is stored once."""
    first = once.earlier(connection, post.made)
    if first is not None:
        return _Taken.before(first)
    page = pages.ensure_page(connection, post.site.id, post.address.url, post.address.key, now)
    _check_parent(connection, post, page)
    twin = _twin(house, connection, page, comment, post.draft, now)
    if twin is not None:
        once.note(connection, post.made, twin.id, now)
        return _Taken.before(twin)
    check = record(house, comment, verdict, source="thread", now=now)
    insert_check(connection, check)
    reader = arrived(house, connection, post.site.id, post.draft.reader_key, now)
    rule = rule_for(connection, post.rules, reader, linked=post.linked)
    stands = stand(None, event_of(verdict), rule, failed=verdict is UNJUDGED)
    comment_id = comments.insert_comment(connection, _new(page, check, stands, post.draft, reader, now))
    once.note(connection, post.made, comment_id, now)
    if stands.status is Status.PUBLISHED:
        pages.give_title(connection, page.id, post.draft.title)
    return _Taken(comment_id, stands, new=True)


def _attempt(house: Installation, site: Site, draft: Draft) -> Attempt | None:
    """What the reader wrote, where. The page's title may have changed since the first attempt."""
    written = draft.page_url, draft.parent_id, draft.text, draft.author, draft.email, draft.url
    return attempt(house.vault, site.id, draft.key, *written)


def _twin(
    house: Installation, connection: Connection, page: Page, comment: Comment, draft: Draft, now: int
) -> StoredComment | None:
    """The first one of a form that was sent twice."""
    digest = text_digest(house.vault, comment.text)
    for found, email_sealed in comments.twins(connection, page.id, comment, digest, now - _TWICE_MS):
        same_parent = found.parent_id == draft.parent_id and found.status is not Status.REMOVED
        if same_parent and house.vault.unseal(email_sealed) == draft.email:
            return found
    return None


def _new(page: Page, check: StoredCheck, stands: Stand, draft: Draft, reader: Reader | None, now: int) -> NewComment:
    return NewComment(
        page_id=page.id,
        parent_id=draft.parent_id,
        check_id=check.id,
        status=stands.status,
        author=draft.author,
        email_sealed=check.email_sealed,
        url=draft.url,
        text=draft.text,
        title=draft.title,
        created_at=now,
        reader_id=reader.id if reader else None,
        held_for=stands.held_for,
    )


def _cleaned(draft: Draft) -> Draft:
    text = clean("text", draft.text)
    if not text:
        raise BadInput("text_missing", "There is nothing in the comment.", "Write something and send it again.")
    email = clean("email", draft.email)
    # One @ with something on both sides: whether an address exists only a mail can show, and none is sent.
    if email and (email.count("@") != 1 or not all(email.split("@")) or " " in email):
        raise BadInput("bad_email", "That is not an e-mail address.", "Correct it, or leave the field empty.")
    return replace(
        draft,
        text=text,
        author=_name(draft.author),
        email=email,
        url=clean("url", website(clean("url", draft.url))),
        title=repair(" ".join(draft.title.split()))[: LIMITS["title"].length],
        user_agent=draft.user_agent[:_NOTED],
        referrer=draft.referrer[:_NOTED],
        lang=draft.lang[:20],
    )


def _name(typed: str) -> str:
    """The name as typed, or none: a name of blanks and invisible characters would be a hole in the page."""
    name = clean("author", typed)
    return name if any(unicodedata.category(character)[0] not in "ZCM" for character in name) else ""


def _check_parent(connection: Connection, post: _Post, page: Page | None) -> None:
    if post.draft.parent_id is None:
        return
    parent: StoredComment | None = comments.by_id(connection, post.draft.parent_id)
    if parent is None or parent.site_id != post.site.id or parent.status is not Status.PUBLISHED:
        raise NotFound("unknown_parent", "The comment that you reply to is not there.", "Reload the page.")
    if page is None or parent.page_id != page.id:
        raise Conflict("parent_elsewhere", "The comment that you reply to is under another page.", "Reload the page.")


def _comment(site: Site, draft: Draft, title: str) -> Comment:
    return Comment(
        text=draft.text,
        author=draft.author,
        email=draft.email,
        url=draft.url,
        ip=draft.ip,
        user_agent=draft.user_agent,
        referrer=draft.referrer,
        kind="comment" if draft.parent_id is None else "reply",
        permalink=draft.page_url,
        context=title,
        lang=draft.lang,
        site=str(site.id),
        behaviour=draft.behaviour,
    )


def _submitted(house: Installation, taken: _Taken, post: _Post) -> Submitted:
    receipt = make_receipt(house, taken.comment_id)
    return Submitted(taken.comment_id, taken.stand.status, receipt, post.address.url, taken.stand.held_for)
