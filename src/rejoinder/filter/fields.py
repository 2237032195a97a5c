"""The features of what stands beside the text: author, e-mail, author's address, what is commented on, history.

A caller who gives the text alone gets none of them: a missing field says something only where fields are given at all.
"""

from __future__ import annotations

import re
from dataclasses import replace

from rejoinder.comment import NO_HISTORY, Comment, History
from rejoinder.filter.links import domain_of, host_of

__all__ = ["field_names", "has_fields"]

_PRODUCT = re.compile(r"(?<![\w.])[A-Za-z][A-Za-z_.-]{2,30}(?=/)")
_WORD = re.compile(r"\w{3,40}")
# Signs that signals weigh and nobody learns. A learnt weight has no bound: a week of spam from one robot would teach
# that whoever shares its address, or posts by a program, writes spam.
_UNLEARNED = frozenset({"haste", "unstamped", "forged", "stale", "crowd"})
_FREE_MAIL_DIGITS = re.compile(r"\d")


def has_fields(comment: Comment) -> bool:
    """Whether anything about the writer was given beside the text."""
    given = comment.author or comment.email or comment.url or comment.ip or comment.user_agent
    return bool(given) or (comment.history is not NO_HISTORY and _earlier(comment.history) != NO_HISTORY)


def field_names(comment: Comment, tokens: list[str]) -> list[str]:
    """The names of the features that the fields give, each once, in a fixed order."""
    names: list[str] = []
    if has_fields(comment):
        names += _missing(comment) + _author(comment.author) + _address(comment)
        names += _agent(comment.user_agent) + _history(comment)
    if comment.context:
        names.append(f"context-overlap:{_overlap(comment.context[:2_000], tokens)}")
    if comment.lang:
        names.append(f"lang:{comment.lang[:16].lower()}")
    if comment.kind != "comment":
        names.append(f"kind:{comment.kind[:40].lower()}")
    names += [f"behaviour:{sign[:40]}" for sign in comment.behaviour if sign.partition(":")[0] not in _UNLEARNED]
    if comment.history is not NO_HISTORY:
        names += _second_opinion(comment.history)
    return list(dict.fromkeys(names))


def _missing(comment: Comment) -> list[str]:
    given = {
        "author": comment.author,
        "email": comment.email,
        "url": comment.url,
        "user-agent": comment.user_agent,
        "referrer": comment.referrer,
    }
    return [f"no-{name}" for name, value in given.items() if not value] + (["has-url"] if comment.url else [])


def _author(author: str) -> list[str]:
    name = " ".join(author[:120].lower().split())
    if not name:
        return []
    framed = f"^{name[:40]}$"
    grams = [f"author-letters:{framed[i : i + 4]}" for i in range(max(len(framed) - 3, 1))]
    words = [f"author-word:{word}" for word in _WORD.findall(name)[:6]]
    return [f"author:{name}", f"author-length:{min(len(name), 60) // 6}", *words, *grams]


def _address(comment: Comment) -> list[str]:
    names = []
    if comment.email:
        local, _, domain = comment.email[:254].lower().rpartition("@")
        names += [f"email-domain:{domain}", f"email-ending:{domain.rsplit('.', 1)[-1]}"]
        names.append(f"email-digits:{min(len(_FREE_MAIL_DIGITS.findall(local)), 6)}")
    if comment.url:
        host = host_of(comment.url[:2_000])
        names += [f"url-host:{host}", f"url-domain:{domain_of(host)}", f"url-ending:{host.rsplit('.', 1)[-1]}"]
    return names


def _agent(agent: str) -> list[str]:
    """The programs that the browser says it is, without their versions."""
    return [f"agent:{name.lower()}" for name in _PRODUCT.findall(agent[:400])[:6]]


def _earlier(history: History) -> History:
    """What is known of earlier comments, without what another server says of this one."""
    asked = history.second_spam or history.second_ham
    return replace(history, second_spam=0, second_ham=0) if asked else history


def _second_opinion(history: History) -> list[str]:
    if history.second_spam:
        return ["second-opinion:spam"]
    return ["second-opinion:ham"] if history.second_ham else []


def _history(comment: Comment) -> list[str]:
    history = _earlier(comment.history)
    if history == NO_HISTORY:
        return []
    counts = {
        "same-text": history.same_text,
        "address-spam": history.address_spam,
        "address-ham": history.address_ham,
        "author-spam": history.author_spam,  # and not how many were genuine: anybody can type a regular's name
        "host-spam": history.host_spam,
        "host-ham": history.host_ham,
    }
    return [f"history-{name}:{min(max(count, 0), history.CAP).bit_length()}" for name, count in counts.items()]


def _overlap(context: str, tokens: list[str]) -> int:
    """How many tenths of the longer words of the comment occur in what it comments on."""
    known = {word.lower() for word in _WORD.findall(context)}
    words = {token.lower() for token in tokens if len(token) >= 3}
    return 10 * len(words & known) // len(words) if words else -1
