"""A comment as templates are handed it: what is shown of it, in the reader's language, and the links beside it."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from rejoinder.actions.reading.read import ThreadView
from rejoinder.locale import Speech
from rejoinder.moderation import Status
from rejoinder.store.comments import StoredComment
from rejoinder.store.vault import Vault
from rejoinder.text.markup import render as render_markup
from rejoinder.thread import MAX_DEPTH, Placed
from rejoinder.web.shown import iso_time, link
from rejoinder.web.thread.icons import Icon, icon_of
from rejoinder.web.thread.links import report_url
from rejoinder.web.thread.words import Told

__all__ = ["Look", "Moment", "Shown", "in_words", "moment_of", "shown", "shown_all", "shown_alone"]


@dataclass(frozen=True, slots=True)
class Look:
    """For whom a thread is drawn. `where` is "page" (ours), "part" (HTML for somebody's page) or "embed" (nodes)."""

    where: str
    speech: Speech
    base: str  # what our addresses begin with, see `links`
    vault: Vault


@dataclass(frozen=True, slots=True)
class Moment:
    """A time for programs and in words."""

    iso: str
    told: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A comment as templates see it. `answers` is what it replies to; `flat` says that its place does not show it.

    `note` is for its writer alone: that it waits, and why.
    """

    id: int
    parent: int | None
    depth: int
    removed: bool
    author: str
    website: str
    icon: Icon
    moderator: bool
    created: Moment
    edited: Moment | None
    body: Markup
    ups: int
    downs: int
    permalink: str
    reply_url: str
    report_url: str
    answers: StoredComment | None
    flat: bool
    note: Told | None = None


def shown_all(look: Look, view: ThreadView, here: str) -> list[Shown]:
    """The comments of a part. `here` is its address, with whatever order it is in."""
    depths = {placed.comment.id: placed.depth for placed in view.placed}
    # The first part stands in the article itself, and the script finds any comment there; others have a page of ours.
    in_article = look.where == "embed" or view.begins
    return [shown(look, placed, here, depths, in_article=in_article) for placed in view.placed]


def shown_alone(look: Look, comment: StoredComment, here: str, note: Told | None = None) -> Shown:
    """A comment without its thread, at no depth."""
    return shown(look, Placed(comment, 0, None), here, {}, in_article=True, note=note)


def shown(
    look: Look,
    placed: Placed[StoredComment],
    here: str,
    depths: dict[int, int],
    *,
    in_article: bool,
    note: Told | None = None,
) -> Shown:
    """One comment at its place."""
    comment, parent = placed.comment, placed.parent
    removed = comment.status is Status.REMOVED
    mark = f"#comment-{comment.id}"
    return Shown(
        id=comment.id,
        parent=parent.id if parent else None,
        depth=placed.depth,
        removed=removed,
        author=comment.author,
        website=link(comment.url),
        icon=icon_of(look.vault, comment),
        moderator=comment.moderator_id is not None,
        created=moment_of(look.speech, comment.created_at),
        edited=moment_of(look.speech, comment.edited_at) if comment.edited_at is not None else None,
        body=Markup("") if removed else in_words(comment.text),
        ups=comment.ups,
        downs=comment.downs,
        permalink=f"{link(comment.page_url)}{mark}" if in_article else f"{here}&at={comment.id}{mark}",
        reply_url=f"{here}&at={comment.id}&reply={comment.id}#reply-form",
        report_url=report_url(look.base, comment.id, look.speech.code),
        answers=parent,
        flat=parent is not None and depths.get(parent.id) == MAX_DEPTH,
        note=note,
    )


def in_words(text: str) -> Markup:
    """What somebody wrote, as HTML that `text/markup.py` has cleaned to an allowlist of tags."""
    return Markup(render_markup(text))  # noqa: S704 - see the docstring


def moment_of(speech: Speech, milliseconds: int) -> Moment:
    """A time of ours."""
    return Moment(iso_time(milliseconds), speech.moment(milliseconds))
