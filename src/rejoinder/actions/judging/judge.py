"""The filter of a running process: it judges with weights that are a fold over the ledger, and nothing else.

How weights come about is the matter of `actions/learning`; here they are used, and exchanged in one step for others.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence

from rejoinder.actions.faults import log_fault
from rejoinder.actions.learning.weights import Weights
from rejoinder.comment import Comment
from rejoinder.errors import BadInput, RejoinderError, Unavailable
from rejoinder.filter import NEWEST, SpamFilter, Starter, Verdict
from rejoinder.filter.counterfactual import counterfactual
from rejoinder.store.ledger import Head

__all__ = ["Judge"]

_log = logging.getLogger(__name__)


class Judge:
    """Judges comments with `weights`. `folding` is held by whoever brings them forward, never while judging.

    `newest` is the version of the features that the weights should come to; they may still have an older one. `starter`
    stands in while few labels are known: the one that ships if none is given.
    """

    def __init__(self, key: bytes, newest: int = NEWEST, starter: Starter | None = None) -> None:
        self.key = key
        self.newest = newest
        self.starter = Starter.shipped() if starter is None else starter
        self.weights = Weights(SpamFilter(key=key, version=newest, starter=self.starter))
        self.folding = threading.Lock()
        self.rebuilding = threading.Lock()  # held by whoever makes weights anew, so that only one does
        self.notice = ""  # what went wrong when the weights were last loaded, in plain words
        self._digest: tuple[str, Weights, Head] | None = None
        self._took: Callable[[float, int], object] = _nobody
        self._failed: Callable[[], object] = _nobody

    def check(self, comment: Comment) -> Verdict:
        """The verdict on a comment. Raises `Unavailable` when the filter fails, whatever the reason.

        The caller then lets a person judge: a comment is never published or dropped because of an error of ours. The
        reasons, which are stored with every verdict, are made in here, so that a fault in them is the filter's too.
        """
        weights = self.weights
        try:
            with weights.using:
                began = time.perf_counter()
                verdict = weights.filter.check(comment)
                _ = verdict.reasons
                took = time.perf_counter() - began
        except BadInput:
            raise
        except Exception as error:
            self._failed()
            log_fault(_log, error, f"the filter, on a comment of {len(comment.text)} characters")
            raise Unavailable(
                "filter_failed", "The filter failed on this comment.", "A person has to judge it."
            ) from error
        self._took(took, 1)
        return verdict

    def watched_by(self, took: Callable[[float, int], object], failed: Callable[[], object]) -> None:
        """Tell of verdicts how many seconds they took, without the wait for others, and how many they are; and of each
        failure.
        """
        self._took, self._failed = took, failed

    def check_all(self, comments: Sequence[Comment]) -> list[Verdict | Exception]:
        """The verdict on each, or what `check` would raise. Many at once take half the time of one by one."""
        if len(comments) > 1:
            weights = self.weights
            try:
                with weights.using:
                    began = time.perf_counter()
                    verdicts = list(weights.filter.check_many(comments))
                    for verdict in verdicts:
                        _ = verdict.reasons
                    took = time.perf_counter() - began
            except Exception as error:  # noqa: BLE001 - each is judged by itself then, and a fault is told where it is
                log_fault(_log, error, f"the filter, on one of {len(comments)} comments")
            else:
                self._took(took, len(comments))
                return [*verdicts]
        return [self._check_or_error(comment) for comment in comments]

    def _check_or_error(self, comment: Comment) -> Verdict | Exception:
        try:
            return self.check(comment)
        except RejoinderError as error:
            return error

    def counterfactual(self, comment: Comment) -> tuple[Verdict, str]:
        """The verdict of today's weights, and what would make it milder, in one sentence; empty if it lets it through.

        Raises `Unavailable` as `check` does. Each of some twenty checks takes the lock for itself, so that nobody who
        wants a verdict waits for all of them.
        """
        verdict = self.check(comment)
        return verdict, counterfactual(self.check, comment, verdict)

    def examples(self, comment: Comment) -> dict[int, bytes]:
        """The hashed columns that the ledger keeps of a labelled comment, by version of the features.

        During an upgrade there are two: those that judge now, and those that will.
        """
        weights = self.weights
        with weights.using:
            made = {weights.version: weights.filter.example(comment).to_bytes()}
        if weights.version != self.newest:
            made[self.newest] = SpamFilter(key=self.key, version=self.newest).example(comment).to_bytes()
        return made

    @property
    def head(self) -> Head:
        """How far the weights have read the ledger."""
        return self.weights.head

    @property
    def unreadable(self) -> int:
        """How many of the lines read could not be learned."""
        return self.weights.unreadable

    @property
    def learned(self) -> int:
        """How many labels the weights are made of."""
        return self.weights.filter.learned

    def digest(self) -> tuple[str, Head]:
        """What the weights are, bit for bit, and how far they have read. Taken once for each state of the weights."""
        weights = self.weights
        known = self._digest
        if known is not None and known[1] is weights and known[2] == weights.head:
            return known[0], known[2]
        digest, head = weights.digest()
        self._digest = (digest, weights, head)
        return digest, head


def _nobody(_seconds: float = 0.0, _comments: int = 0) -> None:
    """Nobody wants to know."""
