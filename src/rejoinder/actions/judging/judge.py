"""The filter of a running process, with how far it has read the ledger; one lock lets threads share it.

The weights here are a fold over the ledger up to `head` (`actions/learning/fold.py`), and nothing else ever changes
them.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable

from rejoinder.actions.faults import log_fault
from rejoinder.actions.learning.lines import learn_lines
from rejoinder.comment import Comment
from rejoinder.errors import RejoinderError, Unavailable
from rejoinder.filter import SpamFilter, Verdict
from rejoinder.store.ledger import Head, Line

__all__ = ["Judge"]

_log = logging.getLogger(__name__)


class Judge:
    """Judges comments with weights that were folded up to `head`."""

    def __init__(self, key: bytes) -> None:
        self.key = key
        self.head = Head()
        self.unreadable = 0  # lines of the ledger that could not be learned
        self.folding = threading.Lock()  # held by whoever brings the weights forward, never while judging
        self._using = threading.Lock()
        self._digest: str | None = None
        self._filter = SpamFilter(key=key)

    def check(self, comment: Comment) -> Verdict:
        """The verdict on a comment. Raises `Unavailable` when the filter fails, whatever the reason.

        The caller then lets a person judge: a comment is never published or dropped because of an error of ours. The
        reasons, which are stored with every verdict, are made in here, so that a fault in them is the filter's too.
        """
        try:
            with self._using:
                verdict = self._filter.check(comment)
                _ = verdict.reasons
                return verdict
        except RejoinderError:
            raise
        except Exception as error:
            log_fault(_log, error, f"the filter, on a comment of {len(comment.text)} characters")
            raise Unavailable(
                "filter_failed", "The filter failed on this comment.", "A person has to judge it."
            ) from error

    def example(self, comment: Comment) -> bytes:
        """The hashed columns that the ledger keeps of a labelled comment."""
        with self._using:
            return self._filter.example(comment).to_bytes()

    def learn(self, lines: Iterable[Line], head: Head) -> int:
        """Fold the lines that lead from the present head to `head`; returns how many were learned."""
        with self._using:
            learned, unreadable = learn_lines(self._filter, lines)
            self.unreadable += unreadable
            self.head = head
            self._digest = None
        return learned

    def replace(self, spam_filter: SpamFilter, head: Head, unreadable: int = 0) -> None:
        """Take other weights, folded up to `head`."""
        with self._using:
            self._filter, self.head, self.unreadable = spam_filter, head, unreadable
            self._digest = None

    @property
    def learned(self) -> int:
        """How many labels the weights are made of."""
        return self._filter.learned

    def digest(self) -> tuple[str, Head]:
        """What the weights are, bit for bit, and how far they have read. Taken once for each state of the weights."""
        with self._using:
            if self._digest is None:
                self._digest = self._filter.digest()
            return self._digest, self.head

    def dumps(self) -> tuple[bytes, Head]:
        """The weights as bytes, and how far they have read."""
        with self._using:
            return self._filter.dumps(), self.head
