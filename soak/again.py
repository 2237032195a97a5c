"""Clients send again what was not acknowledged, posts with the idempotency key that they had."""

from __future__ import annotations

import asyncio
import time

from soak.journal import Job, Journal
from soak.served import Served
from soak.wire import ask_once

__all__ = ["send_again"]

_AT_ONCE = 50
_LONGEST_S = 60.0  # until one of them is given up


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
        answer = await ask_once(served.port, job.sent, job.source)
        if not journal.note(job, answer):
            await asyncio.sleep(min(1.0, float(answer.headers.get("retry-after", "1"))))
