"""Whether the coloured words are those that made a comment spam: take them out, and others of the same length instead.

In the online protocol each caught spam is judged again without the spans of its reasons for spam, and without spans of
the same lengths at random places. The reasons pass if the first lowers the score more than the second. Comments whose
reasons point nowhere (the manner of writing, the sender) or at the whole text have no test.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from random import Random
from typing import NamedTuple

from rejoinder.comment import Label
from rejoinder.evaluation.labelled import Message
from rejoinder.filter import Reason, SpamFilter, VerdictLabel

__all__ = ["Deletions", "heaviest", "measure", "without"]

Span = tuple[int, int]
_HEAVIEST = 3  # reasons for spam
_DRAWS = 5  # random deletions, whose mean is compared


class Deletions(NamedTuple):
    """How many caught spam comments could be tested, and in how many the reasons weighed more than chance."""

    tested: int
    passed: int


def measure(messages: Iterable[Message], spam_filter: SpamFilter) -> Deletions:
    """Replay labelled messages and test the reasons of each that is caught."""
    tested = passed = 0
    dice = Random(20261126)
    for message in messages:
        comment = message.comment
        verdict = spam_filter.check(comment)
        if message.label is Label.SPAM and verdict.label in (VerdictLabel.SPAM, VerdictLabel.DISCARD):
            spans, length = heaviest(verdict.reasons), len(comment.text)
            if spans and sum(end - start for start, end in spans) < length / 2:
                drawn = [_anywhere(spans, length, dice) for _ in range(_DRAWS)]
                scores = [spam_filter.check(replace(comment, text=without(comment.text, some))).score for some in drawn]
                left = spam_filter.check(replace(comment, text=without(comment.text, spans))).score
                tested += 1
                passed += left < sum(scores) / _DRAWS
        if message.label is not None:
            spam_filter.learn(comment, message.label)
    return Deletions(tested, passed)


def heaviest(reasons: Sequence[Reason]) -> list[Span]:
    """Where the heaviest reasons for spam that point at something stand, without overlaps."""
    pointing = [reason for reason in reasons if reason.spans and reason.weight > 0 and reason.group != "starter"]
    pointing.sort(key=lambda reason: -reason.weight)
    return _united(span for reason in pointing[:_HEAVIEST] for span in reason.spans)


def without(text: str, spans: Sequence[Span]) -> str:
    """The text without some spans."""
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + text[end:]
    return text


def _united(spans: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        elif end > start:
            found.append((start, end))
    return found


def _anywhere(spans: Sequence[Span], length: int, dice: Random) -> list[Span]:
    """Spans of the same lengths at random places, without overlaps; their gaps are drawn."""
    sizes = [end - start for start, end in spans]
    dice.shuffle(sizes)
    free = length - sum(sizes)
    cuts = sorted(dice.randint(0, free) for _ in sizes)
    found, before = [], 0
    for cut, size in zip(cuts, sizes, strict=True):
        found.append((cut + before, cut + before + size))
        before += size
    return found
