"""The online protocol of the TREC spam track: in order, the filter scores each message, then is told its label.

Cormack 2008, "Email spam filtering: a systematic review", section 5. There is no training set: a filter starts empty,
as on a new site, and every message is judged before its label is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from time import thread_time_ns

from rejoinder.comment import Label
from rejoinder.evaluation.labelled import Message
from rejoinder.filter import SpamFilter

__all__ = ["Step", "replay"]


@dataclass(frozen=True, slots=True)
class Step:
    """One message replayed: what the filter said before it knew, and the processor time of both halves.

    Processor time of this thread: what others on the machine do is not counted, though it slows a shared cache or core.
    A check's reasons are not read here, so the time that it takes to make them is not in it.
    """

    message: Message
    is_spam: bool
    score: float
    probability: float
    check_ns: int
    learn_ns: int


def replay(messages: Iterable[Message], spam_filter: SpamFilter) -> Iterator[Step]:
    """Replay labelled messages through a filter, which learns from them."""
    for message in messages:
        if message.label is None:
            raise ValueError("only labelled messages can be replayed")
        before = thread_time_ns()
        verdict = spam_filter.check(message.comment)
        between = thread_time_ns()
        spam_filter.learn(message.comment, message.label)
        after = thread_time_ns()
        is_spam = message.label is Label.SPAM
        yield Step(message, is_spam, verdict.score, verdict.probability, between - before, after - between)
