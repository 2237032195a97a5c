"""Which rules hold for a page, and whether it still takes comments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from rejoinder.actions.reading.site import PageAddress
from rejoinder.errors import Refused
from rejoinder.policy.rules import Rules, page_scope, resolve
from rejoinder.privacy.retention import DAY_MS
from rejoinder.store.comments import StoredComment
from rejoinder.store.pages import Page, page_by_id
from rejoinder.store.policies import rules_of
from rejoinder.store.sites import Site
from rejoinder.text.urls import page_key

__all__ = ["is_closed", "refuse_if_closed", "rules_among", "rules_for", "rules_of_comment", "scopes_for"]


def rules_for(connection: Connection, site: Site, address: PageAddress, page: Page | None) -> Rules:
    """The rules of a page: those of its site, of each section that it lies in, the longest path last, and its own."""
    return rules_among(rules_of(connection, site.id), address, page)


def rules_among(said: Mapping[str, Mapping[str, Any]], address: PageAddress, page: Page | None) -> Rules:
    """The same, where it is known what was said for each scope of the site."""
    return resolve(said[scope] for scope in scopes_for(said, address.key, page) if scope in said)


def scopes_for(said: Iterable[str], key: str, page: Page | None) -> list[str]:
    """The scopes in which a page lies, the widest first; `key` is that of its address, `said` where rules are said.

    Where a page is known it lies where it is linked to, so that no other address of it leads past a section's rules;
    and it is looked at as keys are spelled, so that no other spelling does.
    """
    key = page_key(page.url) if page else key
    path = key.partition("/")[2].partition("?")[0]
    sections = sorted((scope for scope in said if scope.startswith("/") and f"/{path}/".startswith(scope)), key=len)
    return ["", *sections, *([page_scope(page.id)] if page else [])]


def rules_of_comment(connection: Connection, site: Site, comment: StoredComment) -> Rules:
    """The rules of the page that a comment stands under."""
    page = page_by_id(connection, comment.page_id)
    return rules_for(connection, site, PageAddress(comment.page_url, ""), page)


def is_closed(rules: Rules, page: Page | None, now: int) -> bool:
    """Whether no more comments are taken under a page: its owner has closed it, or it is too old."""
    old = bool(rules.close_after_days) and page is not None
    return rules.closed or (old and page is not None and now - page.created_at > rules.close_after_days * DAY_MS)


def refuse_if_closed(rules: Rules, page: Page | None, now: int) -> None:
    """Raises `Refused` where no more comments are taken."""
    if is_closed(rules, page, now):
        raise Refused("comments_closed", "Comments are closed here.", "What you wrote was not stored; keep a copy.")
