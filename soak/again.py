"""Clients send again what was not acknowledged, posts with the idempotency key that they had.

They come from other addresses than before, as phones do, so that nothing but the key tells that it is the same post:
without one, two readers who send the same words from two addresses are two readers.
"""

from __future__ import annotations

import asyncio
import time

from soak.journal import Job, Journal
from soak.served import Served
from soak.wire import address, ask_once

__all__ = ["send_again"]

_AT_ONCE = 50
_LONGEST_S = 60.0  # until one of them is given up
_ELSEWHERE = 20_000  # numbers of addresses that nobody else sends from


async def send_again(served: Served, journal: Journal) -> None:
    """Send each once more, until it is taken."""
    waiting = iter(journal.unanswered())

    async def sender() -> None:
        for job in waiting:
            await _until_taken(served, journal, job)

    await asyncio.gather(*(sender() for _ in range(_AT_ONCE)))


async def _until_taken(served: Served, journal: Journal, job: Job) -> None:
    until = time.monotonic() + _LONGEST_S
    while job.answer is None and time.monotonic() < until:
        answer = await ask_once(served.port, job.sent, address(_ELSEWHERE + job.number % 1_000))
        if not journal.note(job, answer):
            await asyncio.sleep(min(1.0, float(answer.headers.get("retry-after", "1"))))
