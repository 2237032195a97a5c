"""How often each sender has asked, for any number of senders in a fixed amount of memory, shared by all processes.

A sender is a slot of 16 bytes: a keyed fingerprint, and the time at which all that it has taken will be paid back (the
"theoretical arrival time" of GCRA, ITU-T I.371, Annex A). `SLOTS` of them are 16 MiB, however many senders there are.
A fingerprint belongs to one set of eight slots. When those are full, the one whose time comes first is forgotten, and
who has been idle longest comes first: a sender who is forgotten gains what it had still to pay back, and a busy one
owes more than all others and stays, unless eight who are as busy meet in its set. Nobody can choose whose set that is,
since the fingerprint is made with the installation's secret.

The table lies in a file that every process reads and writes with `pread` and `pwrite`. Mapped into memory it would be
two microseconds faster, and a full disk would end the process (SIGBUS) where it is an error now; the process goes on by
itself then, in memory of its own, and comes back to the file when that can be written again. A lock on the set makes a
step exact between processes. It is tried a few times and never waited for, because its holder may have been stopped: in
that case a step of the other process may be lost, which is one request more than allowed.

A fingerprint of an address is of use for an hour. Once an hour, with the first step after that, each process goes
through the table and deletes those that owe nothing any more.

Times are those of a clock that runs alike in all processes of a machine and that nobody sets. It starts anew with the
machine; a time that no sender can have reached is one of an earlier start, and its slot counts as empty.
"""

from __future__ import annotations

import fcntl
import logging
import mmap
import os
import struct
import threading
import time
from collections.abc import Callable
from functools import partial
from hashlib import blake2b
from pathlib import Path

__all__ = ["LONGEST", "SLOTS", "Table", "microseconds"]

SLOTS = 1 << 20
LONGEST = 3_600_000_000  # microseconds; nobody may owe more than an hour

_WAYS = 8
_SLOT = 16
_SET = struct.Struct("<16Q")  # fingerprint, time, fingerprint, time …
_PAIR = struct.Struct("<2Q")
_MARK = b"rejoinder rates 1\n".ljust(_SET.size, b"\0")
_TRIES = 5
_PAGE = 4096  # sets are gone through by pages; of a table that few have used most are empty
_NOTHING = bytes(_PAGE)
_CLOCK: int = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
_log = logging.getLogger(__name__)


def microseconds() -> int:
    """The time on the machine's own clock."""
    return time.clock_gettime_ns(_CLOCK) // 1000


class _Memory:
    """Slots in the memory of this process; what is never touched is never there."""

    def __init__(self, size: int) -> None:
        self._bytes = mmap.mmap(-1, size)

    def read(self, place: int, size: int = _SET.size) -> bytes:
        return self._bytes[place : place + size]

    def write(self, place: int, slot: bytes) -> None:
        self._bytes[place : place + _SLOT] = slot


class _File:
    """Slots in a file that all processes share. Everything here raises `OSError` when the file fails."""

    def __init__(self, path: Path, size: int) -> None:
        self._number = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(self._number, fcntl.LOCK_EX)
            if os.fstat(self._number).st_size != size or os.pread(self._number, len(_MARK), 0) != _MARK:
                # New, or of another version: whoever was slowed down by it starts afresh.
                os.ftruncate(self._number, 0)
                os.ftruncate(self._number, size)
                os.pwrite(self._number, _MARK, 0)
            fcntl.flock(self._number, fcntl.LOCK_UN)
        except OSError:
            self.close()
            raise

    def read(self, place: int, size: int = _SET.size) -> bytes:
        return os.pread(self._number, size, place).ljust(size, b"\0")

    def write(self, place: int, slot: bytes) -> None:
        os.pwrite(self._number, slot, place)

    def lock(self, place: int) -> bool:
        """Keep other processes from this set, if that can be had without waiting."""
        for _ in range(_TRIES):
            try:
                fcntl.lockf(self._number, fcntl.LOCK_EX | fcntl.LOCK_NB, _SET.size, place)
            except (BlockingIOError, PermissionError):
                continue
            return True
        return False

    def unlock(self, place: int) -> None:
        fcntl.lockf(self._number, fcntl.LOCK_UN, _SET.size, place)

    def close(self) -> None:
        os.close(self._number)


class Table:
    """The senders and what they owe. `path` is None for a process that is alone."""

    def __init__(
        self, path: Path | None, secret: bytes, slots: int = SLOTS, clock: Callable[[], int] = microseconds
    ) -> None:
        self._secret = secret
        self._sets = slots // _WAYS
        self._clock = clock
        self._own = _Memory(_SET.size + slots * _SLOT)
        self._file: _File | None = None
        self._threads = threading.Lock()
        self._cleaned = -LONGEST
        self._told = False
        if path is not None:
            try:
                self._file = _File(path, _SET.size + slots * _SLOT)
            except OSError as error:
                self._tell(error)

    def take(self, sender: bytes, interval: int, at_once: int) -> int:
        """Let a sender ask once, or say in how many microseconds it may.

        It may ask `at_once` times without a pause, and again each `interval` microseconds. `interval * at_once` is at
        most `LONGEST`.
        """
        return self._step(sender, interval, interval * at_once)

    def count(self, sender: bytes, interval: int, at_most: int) -> int:
        """Let a sender ask in any case; returns what it owes by then, in microseconds.

        Each time costs `interval`; nobody comes to owe more than `at_most` times that, which is at most `LONGEST`.
        """
        return self._with(sender, partial(self._raise, interval=interval, most=interval * at_most))

    def give_back(self, sender: bytes, interval: int) -> None:
        """Undo a `take`."""
        self._step(sender, -interval, LONGEST)

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()

    def _step(self, sender: bytes, interval: int, most: int) -> int:
        return self._with(sender, partial(self._change, interval=interval, most=most))

    def _with(self, sender: bytes, change: Callable[..., int]) -> int:
        if self._clock() - self._cleaned >= LONGEST:
            self.clean()
        found, mark = _PAIR.unpack(blake2b(sender, key=self._secret, digest_size=16).digest())
        return self._alone(_SET.size * (1 + found % self._sets), partial(change, mark))

    def clean(self) -> None:
        """Delete the fingerprints of all who owe nothing any more."""
        self._cleaned = self._clock()
        for start in range(_SET.size, _SET.size * (1 + self._sets), _PAGE):
            if self._alone(start, lambda slots, place: slots.read(place, _PAGE) != _NOTHING):
                for place in range(start, start + _PAGE, _SET.size):
                    self._alone(place, self._forget)

    def _alone(self, place: int, act: Callable[[_File | _Memory, int], int]) -> int:
        """Do something with a set, in the file if that can be done, and with nobody else about it."""
        with self._threads:
            if self._file is not None:
                try:
                    return self._shared(self._file, place, act)
                except OSError as error:
                    self._tell(error)
            return act(self._own, place)

    def _shared(self, file: _File, place: int, act: Callable[[_File | _Memory, int], int]) -> int:
        held = file.lock(place)
        try:
            return act(file, place)
        finally:
            if held:
                file.unlock(place)

    def _change(self, mark: int, slots: _File | _Memory, place: int, *, interval: int, most: int) -> int:
        way, owed = self._find(slots.read(place), mark)
        owed = max(0, owed + interval)
        if owed > most:
            return owed - most
        slots.write(place + way * _SLOT, _PAIR.pack(mark, self._clock() + owed))
        return 0

    def _raise(self, mark: int, slots: _File | _Memory, place: int, *, interval: int, most: int) -> int:
        way, owed = self._find(slots.read(place), mark)
        owed = min(owed + interval, most)
        slots.write(place + way * _SLOT, _PAIR.pack(mark, self._clock() + owed))
        return owed

    def _forget(self, slots: _File | _Memory, place: int) -> int:
        fields, now = _SET.unpack(slots.read(place)), self._clock()
        for way, (mark, due) in enumerate(zip(fields[::2], fields[1::2], strict=True)):
            if mark and not _owed(due, now):
                slots.write(place + way * _SLOT, bytes(_SLOT))
        return 0

    def _find(self, data: bytes, mark: int) -> tuple[int, int]:
        """In which slot of its set a sender is, or may be put, and what it owes."""
        fields, now = _SET.unpack(data), self._clock()
        marks = fields[::2]
        if mark in marks:
            way = marks.index(mark)
            return way, _owed(fields[2 * way + 1], now)
        debts = [_owed(due, now) for due in fields[1::2]]
        return debts.index(min(debts)), 0

    def _tell(self, error: OSError) -> None:
        if not self._told:
            self._told = True
            _log.warning("limits on senders are kept by this process alone, since their file fails: %s", error)


def _owed(due: int, now: int) -> int:
    """What is still to be paid back; nothing if the time is of an earlier start of the machine."""
    return due - now if now < due <= now + LONGEST else 0
