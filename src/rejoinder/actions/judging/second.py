"""A second opinion: another Akismet-compatible server is asked about a comment, where the owner of its site wants that.

It is asked between reading what is known and writing the check, while no transaction is open. What it says is one more
thing that is known when the comment is judged, and no more than that: it is kept with the check, so that the weights
can be made anew, and the filter learns how much it is worth here. A server that does not answer in time is as one that
was never asked.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

from rejoinder.actions.faults import log_fault
from rejoinder.actions.installation import Installation
from rejoinder.actions.judging.record import UNJUDGED
from rejoinder.comment import Comment
from rejoinder.errors import Damaged, Unavailable
from rejoinder.filter import Verdict
from rejoinder.policy.second import is_asked
from rejoinder.store.sites import Second, Site

__all__ = ["MARK", "SENT", "judged", "judged_or_waiting", "judged_or_waiting_all"]

MARK = "second_opinion"  # a field that says why we ask: whoever is asked so asks nobody in turn

# What is sent, under the names of the protocol, and what it is called on the data page.
SENT = {
    "comment_content": ("text", "what you write"),
    "comment_author": ("author", "your name"),
    "comment_author_email": ("email", "your e-mail address"),
    "comment_author_url": ("url", "your website"),
    "user_ip": ("ip", "your IP address"),
    "user_agent": ("user_agent", "your browser"),
    "referrer": ("referrer", "the page that you came from"),
    "permalink": ("permalink", "the page you write under"),
    "comment_type": ("kind", "what it is (a comment, a reply, a contact form)"),
    "blog_lang": ("lang", "the language of the site"),
}

_DRAWS = 1_000_000

Judged: TypeAlias = tuple[Comment, Verdict]

_log = logging.getLogger(__name__)


def judged(house: Installation, asked: Sequence[tuple[Site, Comment]]) -> list[Judged | Exception]:
    """The verdicts on comments, each with the comment and all that was known for it, or why there is none."""
    comments = [comment for _, comment in asked]
    verdicts = house.judge.check_all(comments)
    questions = {place: question for place, question in enumerate(_questions(house, asked, verdicts)) if question}
    if questions and house.second_opinion is not None:
        told = dict(zip(questions, house.second_opinion(list(questions.values())), strict=True))
        heard = {place: says_spam for place, says_spam in told.items() if says_spam is not None}
        for place, says_spam in heard.items():
            known = replace(comments[place].history, second_spam=int(says_spam), second_ham=int(not says_spam))
            comments[place] = replace(comments[place], history=known)
        again = house.judge.check_all([comments[place] for place in heard])
        for place, verdict in zip(heard, again, strict=True):
            verdicts[place] = verdict
    pairs = zip(comments, verdicts, strict=True)
    return [verdict if isinstance(verdict, Exception) else (comment, verdict) for comment, verdict in pairs]


def judged_or_waiting(house: Installation, site: Site, comment: Comment) -> Judged:
    """The same for a reader's comment: one that the filter fails on waits for a person."""
    [found] = judged_or_waiting_all(house, [(site, comment)])
    if isinstance(found, Exception):
        raise found
    return found


def judged_or_waiting_all(house: Installation, asked: Sequence[tuple[Site, Comment]]) -> list[Judged | Exception]:
    """The same for many at once; for each what it came to, or what `judged_or_waiting` would raise."""
    pairs = zip(asked, judged(house, asked), strict=True)
    return [(comment, UNJUDGED) if isinstance(found, Unavailable) else found for (_, comment), found in pairs]


def _questions(
    house: Installation, asked: Sequence[tuple[Site, Comment]], verdicts: Sequence[Verdict | Exception]
) -> list[tuple[str, dict[str, str]] | None]:
    """For each comment the server that is to be asked and what it is sent, None where nobody is."""
    found: list[tuple[str, dict[str, str]] | None] = []
    for (site, comment), verdict in zip(asked, verdicts, strict=True):
        second, fields = site.second, {}
        if second is not None and not isinstance(verdict, Exception):
            draw = secrets.randbelow(_DRAWS) / _DRAWS
            fields = _fields(house, site, second, comment) if is_asked(second.share, verdict.label, draw) else {}
        found.append((second.url, fields) if second is not None and fields else None)
    return found


def _fields(house: Installation, site: Site, second: Second, comment: Comment) -> dict[str, str]:
    """What is sent; nothing when our key for that server cannot be opened."""
    try:
        key = house.vault.unseal(second.key)
    except Damaged as error:  # a comment is judged without it
        log_fault(_log, error, f"opening the key for the second opinion of site {site.id}")
        return {}
    about = {name: str(getattr(comment, field)) for name, (field, _) in SENT.items()}
    return {"api_key": key, "blog": site.url, MARK: "1", **about}
