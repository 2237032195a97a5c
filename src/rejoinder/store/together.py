"""Group commit: rows that arrive together share one transaction and one sync of the disk.

For rows that depend on nothing: no reader needs them to be there before another row, and nothing is looked up before
they are written. A call returns only after its rows are on disk, as it would alone.

There is no thread for it. Who finds nobody at work commits what waits, its own rows with it; who comes meanwhile waits,
and when the batch is on disk its leader wakes all whose rows were in it, and appoints the first of those who wait to
lead the next. (A lock that each takes in turn lost: threads whose rows were written long ago stand in the same line, so
that a batch had two rows however many threads there were; docs/experiments/2026-11-23-group-commit.md.)

One bad row never spoils the others: when a batch fails for what is in it, its halves are tried, and so on. When it
fails because the database does, all are told so, and nothing is tried again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Insert

from rejoinder.errors import Unavailable
from rejoinder.store.failures import is_about_a_row, unavailable, uncertain

__all__ = ["Then", "Together"]

Then = Callable[[Connection, Sequence[Mapping[str, object]]], None]

_MOST = 500  # rows of a batch, so that no transaction grows without bound
_WAIT_S = 15.0  # a leader gives up after 12 s on PostgreSQL; a disk that hangs is waited for no longer than this


class _Row:
    """A row on its way, and in the end what went wrong with it."""

    __slots__ = ("error", "statement", "then", "values")

    def __init__(self, statement: Insert, values: Mapping[str, object], then: Then | None) -> None:
        self.statement, self.values, self.then = statement, values, then
        self.error: Exception | None = None


class _Load:
    """The rows of one call. `wake` is released when they have ended, or when the call is to lead."""

    __slots__ = ("ended", "leads", "rows", "wake")

    def __init__(self, rows: list[_Row]) -> None:
        self.rows = rows
        self.ended = self.leads = False
        self.wake = threading.Lock()
        self.wake.acquire()


class Together:
    """Writes rows; to be shared by all threads of a process. `append` begins a transaction of its own."""

    def __init__(self, append: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._append = append
        self._gate = threading.Lock()  # held for moments, never while anything is written
        self._waiting: list[_Load] = []
        self._led = False
        self.written: Callable[[int, float], object] = _nobody  # is told of each commit: rows, seconds

    def write(
        self, statement: Insert, many: Sequence[Mapping[str, object]], then: Then | None = None
    ) -> list[Exception | None]:
        """Write rows; for each what writing it alone would raise. Raises it itself if nobody knows what became of them.

        `then` is done in the same transaction, once for all rows of a statement that go into it.
        """
        load = _Load([_Row(statement, values, then) for values in many])
        with self._gate:
            self._waiting.append(load)
            load.leads, self._led = not self._led, True
        if not load.leads:
            self._wait(load)
        if load.leads and not load.ended:
            self._lead(load)
        return [row.error for row in load.rows]

    def _wait(self, load: _Load) -> None:
        if load.wake.acquire(timeout=_WAIT_S):
            return
        with self._gate:
            if load.ended or load.leads:
                return
            if load in self._waiting:
                self._waiting.remove(load)
                raise unavailable()
        raise uncertain()

    def _lead(self, leader: _Load) -> None:
        with self._gate:
            batch = self._take()
        try:
            self._write([row for load in batch for row in load.rows])
        finally:
            with self._gate:
                for load in batch:
                    load.ended = True
                heir = self._waiting[0] if self._waiting else None
                self._led = heir is not None
                if heir is not None:
                    heir.leads = True
            if heir is not None:
                heir.wake.release()
            for load in batch:
                if load is not leader:
                    load.wake.release()

    def _take(self) -> list[_Load]:
        """The loads that come next, the leader's among them: it is the first of those that wait."""
        batch = [self._waiting.pop(0)]
        rows = len(batch[0].rows)
        while self._waiting and rows + len(self._waiting[0].rows) <= _MOST:
            batch.append(self._waiting.pop(0))
            rows += len(batch[-1].rows)
        return batch

    def _write(self, batch: list[_Row]) -> None:
        """Write a batch, and note with each row what became of it."""
        for row in batch:
            row.error = uncertain()  # for the others, should the leader be interrupted
        try:
            self._commit(batch)
        except Exception as error:  # noqa: BLE001 - each caller is told of it by its own row
            if len(batch) > 1 and is_about_a_row(error):
                self._write(batch[: len(batch) // 2])
                self._write(batch[len(batch) // 2 :])
            else:
                for row in batch:
                    row.error = _copy(error)
        else:
            for row in batch:
                row.error = None

    def _commit(self, batch: list[_Row]) -> None:
        began = time.perf_counter()
        with self._append() as connection:
            for _, rows in groupby(sorted(batch, key=_which), key=_which):
                same = list(rows)
                values = [row.values for row in same]
                connection.execute(same[0].statement, values)
                if same[0].then is not None:
                    same[0].then(connection, values)
        self.written(len(batch), time.perf_counter() - began)


def _nobody(_rows: int, _seconds: float) -> None:
    """Nobody wants to know."""


def _which(row: _Row) -> int:
    return id(row.statement)


def _copy(error: Exception) -> Any:
    """The same error for one of several threads: raised in two at once, its traceback would be that of both."""
    if not isinstance(error, Unavailable):
        return error
    copied = Unavailable(error.code, error.sentence, error.remedy)
    copied.__cause__ = error.__cause__
    return copied
