"""What would have let a comment through: the smallest change that gives a milder label, tried and not estimated.

Each candidate is judged anew, with the same weights: without a link, without a word or two or three, without what is
given beside the text. It costs some twenty checks at most, so it is asked for when a person wants to know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations

from rejoinder.comment import NO_HISTORY, Comment
from rejoinder.filter.verdict import Reason, Verdict, VerdictLabel

__all__ = ["counterfactual"]

_SEVERITY = {VerdictLabel.HAM: 0, VerdictLabel.UNSURE: 1, VerdictLabel.SPAM: 2, VerdictLabel.DISCARD: 2}
_OUTCOME = {0: "it would have been let through", 1: "it would wait for a person"}
_MOST = 4  # reasons that are tried; in twos and threes too
_NOTHING = "nothing single: the text, its links and the writer weigh together"


def counterfactual(check: Callable[[Comment], Verdict], comment: Comment, verdict: Verdict) -> str:
    """One sentence on what would have let the comment through; empty if it was let through."""
    severity = _SEVERITY[verdict.label]
    if not severity:
        return ""
    for what, changed in _candidates(comment, verdict):
        found = _SEVERITY[check(changed).label]
        if found < severity:
            return f"without {what} {_OUTCOME[found]}"
    return _NOTHING


def _candidates(comment: Comment, verdict: Verdict) -> Iterator[tuple[str, Comment]]:
    pointing = [reason for reason in verdict.reasons if reason.weight > 0 and reason.spans]
    for reason in pointing:
        if reason.group == "links":
            yield f"the link to {_shown(comment, reason)}", _cut(comment, (reason,))
    if comment.url:
        yield "the writer's web address", replace(comment, url="")
    if comment.author:
        yield "the writer's name", replace(comment, author="")
    if comment.email:
        yield "the e-mail address", replace(comment, email="")
    if comment.history != NO_HISTORY:
        yield "what is known of earlier comments", replace(comment, history=NO_HISTORY)
    tried = [reason for reason in pointing if reason.group == "words" and reason.signal != "part:worst"][:_MOST]
    for count in (1, 2, 3):
        for reasons in combinations(tried, count):
            words = list(dict.fromkeys(f"“{_shown(comment, reason)}”" for reason in reasons))
            yield f"{'the words ' if len(words) > 1 else ''}{' and '.join(words)}", _cut(comment, reasons)


def _shown(comment: Comment, reason: Reason) -> str:
    start, end = reason.spans[0]
    return comment.text[start : min(end, start + 40)]


def _cut(comment: Comment, reasons: tuple[Reason, ...]) -> Comment:
    text = comment.text
    gone = {place for reason in reasons for start, end in reason.spans for place in range(start, end)}
    return replace(comment, text="".join([char for place, char in enumerate(text) if place not in gone]))
