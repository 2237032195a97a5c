"""One set of weights: a filter, how far it has read the ledger, and its last steps, which can be taken back.

An online learner cannot subtract a label, because each step was taken from where the earlier ones had led. But it can
go back the way it came: the last steps are kept with what stood in the table before each, so that a label which is
voided soon after it was given (nearly all that are) costs a few microseconds. An older one needs new weights, made
beside these (`actions/learning/fold.py`).

One lock lets threads share the filter; who folds holds it for a few lines at a time, so that nobody who wants a verdict
waits for more than that.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice

from rejoinder.comment import Label
from rejoinder.errors import Damaged
from rejoinder.filter import Example, SpamFilter, Step
from rejoinder.privacy.retention import DAY_MS
from rejoinder.store.ledger import Head, Line

__all__ = ["Weights"]

_log = logging.getLogger(__name__)

_STEPS_SIZE = 4 << 20  # bytes of steps that can be taken back: some 400 of ordinary comments
_AT_ONCE = 64  # lines under one hold of the lock: about 4 ms
_WITH_STEPS = 1_000  # lines at the end of a whole ledger for which steps are made; more than there will be room for


class Weights:
    """A filter that was folded up to `head`; `unreadable` of the lines up to there could not be learned."""

    def __init__(self, spam_filter: SpamFilter, head: Head | None = None, unreadable: int = 0) -> None:
        self.using = threading.Lock()
        self.filter = spam_filter
        self.head = head or Head()
        self.unreadable = unreadable
        self.spoilt = False  # whether a step was broken off, so that these are no fold of anything
        self._steps: deque[tuple[int, Step | None]] = deque()
        self._size = 0
        self._floor = self.head.position  # lines after this one are in `_steps`, as far as they were read

    @property
    def version(self) -> int:
        """The version of the features that the filter has learned."""
        return self.filter.version

    def learn(self, lines: Iterable[Line], head: Head) -> int:
        """Fold the lines that lead to `head`; returns how many were read.

        Stops before the first line whose columns are still to be made; `self.head` then says how far it came.
        """
        stream = iter(lines)
        count = 0
        if self.head.position == 0:
            stream, count = self._fold_all_but_the_last(stream)
        while batch := list(islice(stream, _AT_ONCE)):
            ready = list(_ready(batch))
            with self.using:
                for line in ready:
                    self._step(line)
                    self.head = Head(line.position, self.head.voids)
            count += len(ready)
            if len(ready) < len(batch):
                return count
        with self.using:
            self.head = head
        return count

    def go_back(self, position: int, voids: int) -> bool:
        """Take back the lines from `position` on. False, and nothing has happened, when that is too long ago."""
        with self.using:
            if position <= self._floor:
                return False
            while self._steps and self._steps[-1][0] >= position:
                _position, step = self._steps.pop()
                if step is None:
                    self.unreadable -= 1
                else:
                    self.filter.take_back(step)
                    self._size -= step.size
            self.head = Head(position - 1, voids)
        return True

    def digest(self) -> tuple[str, Head]:
        """What the weights are, bit for bit, and how far they have read."""
        copied, head = self._copy()
        return copied.digest(), head

    def dumps(self) -> tuple[bytes, Head]:
        """The weights as bytes, and how far they have read. Raises `Damaged` when a step of theirs was broken off."""
        if self.spoilt:
            raise Damaged("weights_spoilt", "Learning a label was broken off.", "The weights are made anew.")
        copied, head = self._copy()
        return copied.dumps(), head

    def _copy(self) -> tuple[SpamFilter, Head]:
        """A copy is made in a hundredth of the time that packing takes, which nobody then waits for."""
        with self.using:
            return self.filter.copy(), self.head

    def _fold_all_but_the_last(self, lines: Iterator[Line]) -> tuple[Iterator[Line], int]:
        """Fold a ledger into an empty filter, four times as fast as with steps; returns the last lines, for steps."""
        last: deque[Line] = deque()
        positions: list[int] = []

        def older() -> Iterator[tuple[bytes, Label, int]]:
            for line in lines:
                last.append(line)
                if line.example is None:
                    return
                if len(last) > _WITH_STEPS:
                    first = last.popleft()
                    positions.append(first.position)
                    yield first.example or b"", first.label, _day_of(first)

        with self.using:
            self.spoilt = True  # unless it comes to its end
            folded = self.filter.learn_many(older())
            self.spoilt = False
            for place, error in folded.left_out.items():
                _warn(positions[place], error)
            self.unreadable += len(folded.left_out)
            if positions:
                self._floor = positions[-1]
                self.head = Head(self._floor, self.head.voids)
        return iter(last), len(positions)

    def _step(self, line: Line) -> None:
        """Learn a line. One that cannot be read is left out and counted.

        One bad line must neither stop an installation nor be learned twice. The same line is left out by every process
        and by every rebuild, so the weights stay a fold over the ledger. Any other fault may leave half a step behind:
        these weights learn nothing more then, and have to be made anew.
        """
        step = None
        try:
            step = self.filter.learn_example(Example.from_bytes(line.example or b""), line.label, _day_of(line))
        except Damaged as error:
            self.unreadable += 1
            _warn(line.position, error)
        except Exception:
            self.spoilt = True
            raise
        self._steps.append((line.position, step))
        self._size += step.size if step else 0
        while self._size > _STEPS_SIZE:
            self._floor, oldest = self._steps.popleft()
            self._size -= oldest.size if oldest else 0


def _day_of(line: Line) -> int:
    """The day of a label, UTC, for the filter, which has no clock."""
    return line.made_at // DAY_MS


def _warn(position: int, error: Damaged) -> None:
    _log.warning("line %d of the ledger is left out: %s", position, error)


def _ready(lines: Iterable[Line]) -> Iterator[Line]:
    for line in lines:
        if line.example is None:
            return
        yield line
