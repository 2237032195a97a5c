"""A call and who makes it: what every address of the protocol begins with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rejoinder.actions.installation import Installation
from rejoinder.actions.owning.sites import Asker, askers
from rejoinder.web.akismet import parameters, replies
from rejoinder.web.akismet.forms import Form
from rejoinder.web.akismet.replies import Reply

__all__ = ["Call", "askers_of", "asking_blog", "unknown_key"]


@dataclass(frozen=True, slots=True)
class Call:
    """One request: what was sent, and the key with it (empty for none).

    `calls_per_minute` is how often a key may be used, 0 for without a limit.
    """

    house: Installation
    form: Form
    key: str
    calls_per_minute: int = 0


def asking_blog(call: Call) -> Asker | Reply:
    """Who asks, or what is wrong with the call: first the key, then the blog."""
    [found] = askers_of(call.house, [call])
    return found


def askers_of(house: Installation, calls: Sequence[Call]) -> list[Asker | Reply]:
    """The same of several calls, for one question to the database."""
    named = [(call.key, call.form.text("blog")) for call in calls]
    found = askers(house, {one for one in named if one[0]})
    return [_asker(call, blog, found.get((key, blog))) for call, (key, blog) in zip(calls, named, strict=True)]


def _asker(call: Call, blog: str, found: Asker | None) -> Asker | Reply:
    if found is None:
        return unknown_key(call)
    if not blog.strip():
        return replies.missing("blog")
    return found if parameters.is_site_address(blog) else replies.no_address("blog")


def unknown_key(call: Call) -> Reply:
    """There is no such key, or none was sent."""
    return replies.invalid("Unknown key" if call.key else 'Empty "api_key" value')
