"""Round 2: PostgreSQL is restarted under load, again and again, and the server is not.

    python -m soak.restarting [--restarts 10] [--rate 50] [--seed N]

Some fifty writes a second, each on a connection of its own and sent when its time has come, whatever became of those
before it. PostgreSQL is stopped as `pg_ctl stop -m immediate` does it (SIGQUIT: every session ends at once, and the
next start recovers from the log), stays away for up to two seconds, and is started again. Nobody may get any other
answer than an acknowledgement or 503, and Akismet clients none that could be taken for a verdict.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import psycopg

from soak.again import send_again
from soak.books import compare, faults_of
from soak.journal import Journal
from soak.live import unequal
from soak.options import options
from soak.places import Place, place
from soak.record import Sheet
from soak.served import Served
from soak.wire import BROKEN, address, ask_once
from tests.postgres import Cluster

__all__ = ["restarting"]

_BACK_S = 3.0
_BETWEEN = 60  # acknowledgements from one restart to the next
_AWAY_S = (0.0, 2.0)


@dataclass
class _Heard:
    """When what kind of answer came, and what came instead of one."""

    journal: Journal
    taken: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


@dataclass
class _Times:
    """In seconds after PostgreSQL lets somebody in: the first acknowledgement, the last refusal."""

    first: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)
    unnoticed: list[str] = field(default_factory=list)  # restarts during which nobody was refused


def restarting(restarts: int, rate: float, seed: int) -> Sheet:
    """Run the round."""
    sheet = Sheet(2, "restarting", "PostgreSQL restarted under load", "")
    with place("postgresql") as where:
        heard, served = _Heard(Journal(where.key, random.Random(seed))), Served(where)
        try:
            served.start()
            times = asyncio.run(_restart_often(where, served, heard, restarts, rate))
            before = compare(where, heard.journal)
            asyncio.run(send_again(served, heard.journal))
            after = compare(where, heard.journal)
            _figures(sheet, heard, times, restarts)
            sheet.none("acknowledged and lost", before.lost + after.lost)
            sheet.none("stored twice", before.doubled + after.doubled)
            sheet.none("faults of the database", faults_of(where))
            sheet.none("weights unlike a rebuild", unequal(where, served))
            sheet.none("restarts of the server", [] if served.runs() else ["it has ended"])
            sheet.none("tracebacks in the log", ["a traceback"] * served.tracebacks())
        finally:
            served.remove()
    sheet.how = (
        f"{restarts} times SIGQUIT to PostgreSQL, {_AWAY_S[0]:g} to {_AWAY_S[1]:g} s away, under {rate:g} writes a "
        f"second; seed {seed}."
    )
    return sheet


async def _restart_often(where: Place, served: Served, heard: _Heard, restarts: int, rate: float) -> _Times:
    assert where.cluster is not None
    times = _Times()
    async with _asking(served, heard, rate):
        for number in range(restarts):
            await _taken(heard, len(heard.taken) + _BETWEEN)
            refused = len(heard.refused)
            await asyncio.to_thread(where.cluster.stop, signal.SIGQUIT)
            await asyncio.sleep(heard.journal.dice.uniform(*_AWAY_S))
            starting = asyncio.create_task(asyncio.to_thread(where.cluster.start))
            up = await asyncio.to_thread(_let_in, where.cluster)
            await starting
            await _taken(heard, len(heard.taken) + _BETWEEN)
            times.unnoticed += [f"restart {number + 1}"] if len(heard.refused) == refused else []
            times.first.append(max(0.0, next(moment for moment in heard.taken if moment >= up) - up))
            times.last.append(max(0.0, max(heard.refused, default=up) - up))
            print(f"restarting: {number + 1} of {restarts}, served again after {times.first[-1]:.2f} s", flush=True)
    return times


@asynccontextmanager
async def _asking(served: Served, heard: _Heard, rate: float) -> AsyncIterator[None]:
    """Clients who ask at their own pace for as long as the block runs; then all answers are waited for."""
    ended = asyncio.Event()
    asking = asyncio.create_task(_ask_at(served, heard, rate, ended))
    try:
        yield
    finally:
        ended.set()
        await asking


async def _ask_at(served: Served, heard: _Heard, rate: float, ended: asyncio.Event) -> None:
    began = time.monotonic()
    async with asyncio.TaskGroup() as group:
        for number in itertools.count():
            group.create_task(_ask(served, heard, number))
            wait = began + (number + 1) / rate - time.monotonic()
            try:
                await asyncio.wait_for(ended.wait(), max(0.0, wait))
            except TimeoutError:
                continue
            return


async def _ask(served: Served, heard: _Heard, number: int) -> None:
    job = heard.journal.draw()
    try:
        answer = await ask_once(served.port, job.sent, address(number % 1_000))
    except BROKEN as error:
        heard.broken.append(f"{job.kind}: {type(error).__name__}")
        return
    taken = heard.journal.note(job, answer)
    (heard.taken if taken else heard.refused).append(time.monotonic())


async def _taken(heard: _Heard, count: int) -> None:
    """Wait until so many have been acknowledged."""
    async with asyncio.timeout(120):
        while len(heard.taken) < count:  # noqa: ASYNC110 - many places add to the list, and none knows of this one
            await asyncio.sleep(0.01)


def _let_in(cluster: Cluster) -> float:
    """The moment when PostgreSQL lets somebody in."""
    while True:
        try:
            cluster.connect("soak").close()
        except psycopg.OperationalError:
            time.sleep(0.005)
        else:
            return time.monotonic()


def _figures(sheet: Sheet, heard: _Heard, times: _Times, restarts: int) -> None:
    sheet.told("acknowledged", f"{len(heard.taken):,}")
    sheet.told("refused with 503 and Retry-After while it was away", f"{len(heard.refused):,}")
    sheet.all("restarts that anybody noticed", restarts, times.unnoticed)
    sheet.none("other answers, or bodies like a verdict", heard.journal.wrong)
    sheet.none("no answer", heard.broken)
    sheet.under(f"from PostgreSQL's first session to our first acknowledgement, {restarts} times", _BACK_S, times.first)
    sheet.under("from PostgreSQL's first session to our last refusal", _BACK_S, times.last)


def main() -> None:
    """Run from the command line."""
    parser = options(__doc__)
    parser.add_argument("--restarts", type=int, default=10)
    parser.add_argument("--rate", type=float, default=50.0)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    told = parser.parse_args()
    restarting(told.restarts, told.rate, told.seed).finish()


if __name__ == "__main__":
    main()
