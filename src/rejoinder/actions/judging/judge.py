"""The filter of a running process, with how far it has read the ledger; one lock lets threads share it.

The weights here are a fold over the ledger up to `head` (`actions/learning/fold.py`), and nothing else ever changes
them.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable

from rejoinder.comment import Comment
from rejoinder.errors import RejoinderError, Unavailable
from rejoinder.filter import Example, SpamFilter, Verdict
from rejoinder.store.ledger import Head, Line

__all__ = ["Judge", "learn_lines"]

_log = logging.getLogger(__name__)


def learn_lines(spam_filter: SpamFilter, lines: Iterable[Line]) -> int:
    """Fold lines into a filter; returns how many. Raises `Damaged` when a stored example is not what was written."""
    count = 0
    for line in lines:
        spam_filter.learn_example(Example.from_bytes(line.example), line.label)
        count += 1
    return count


class Judge:
    """Judges comments with weights that were folded up to `head`."""

    def __init__(self, key: bytes) -> None:
        self.key = key
        self.head = Head()
        self.folding = threading.Lock()  # held by whoever brings the weights forward, never while judging
        self._using = threading.Lock()
        self._filter = SpamFilter(key=key)

    def check(self, comment: Comment) -> Verdict:
        """The verdict on a comment. Raises `Unavailable` when the filter fails, whatever the reason.

        The caller then lets a person judge: a comment is never published or dropped because of an error of ours.
        """
        try:
            with self._using:
                return self._filter.check(comment)
        except RejoinderError:
            raise
        except Exception as error:
            # The text of the comment stays out of the log: it belongs to a reader.
            _log.exception("the filter failed on a comment of %d characters", len(comment.text))
            raise Unavailable(
                "filter_failed", "The filter failed on this comment.", "A person has to judge it."
            ) from error

    def example(self, comment: Comment) -> bytes:
        """The hashed columns that the ledger keeps of a labelled comment."""
        with self._using:
            return self._filter.example(comment).to_bytes()

    def learn(self, lines: Iterable[Line], head: Head) -> int:
        """Fold the lines that lead from the present head to `head`; returns how many."""
        with self._using:
            count = learn_lines(self._filter, lines)
            self.head = head
        return count

    def replace(self, spam_filter: SpamFilter, head: Head) -> None:
        """Take other weights, folded up to `head`."""
        with self._using:
            self._filter, self.head = spam_filter, head

    @property
    def learned(self) -> int:
        """How many labels the weights are made of."""
        return self._filter.learned

    def digest(self) -> tuple[str, Head]:
        """What the weights are, bit for bit, and how far they have read."""
        with self._using:
            return self._filter.digest(), self.head

    def dumps(self) -> tuple[bytes, Head]:
        """The weights as bytes, and how far they have read."""
        with self._using:
            return self._filter.dumps(), self.head
