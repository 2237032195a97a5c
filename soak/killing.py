"""Round 1: kill -9 while a thousand clients check, post and report.

    python -m soak.killing [--database sqlite] [--rounds 50] [--clients 1000] [--workers 1] [--seed N]

A thousand connections send at once, one request after the other. 0.2 to 3 s after the first acknowledgement the whole
process group of the server gets SIGKILL. Then it is started again, and before anything else is sent, everything that
was ever acknowledged is looked for in the database. Then the clients send again what was not acknowledged, posts with
the key that they had, and the books are compared once more: nothing may be there twice. The data is carried from round
to round.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

from soak.again import send_again
from soak.books import compare, faults_of
from soak.journal import Journal
from soak.live import unequal
from soak.options import options
from soak.places import DATABASES, Place, place
from soak.record import Sheet, spread
from soak.served import Served
from soak.wire import BROKEN, Line, address

__all__ = ["killing"]

_MOMENTS = (0.2, 3.0)  # seconds after the first acknowledgement
_READY_S = 5.0


@dataclass
class _Found:
    """What the rounds of one database have found, each with the number of its round."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    unequal: list[str] = field(default_factory=list)
    unsent: list[str] = field(default_factory=list)
    ready: list[float] = field(default_factory=list)
    done: int = 0
    taken: int = 0  # acknowledged before the server was killed
    again: int = 0


def killing(database: str, rounds: int, clients: int, workers: int, seed: int) -> Sheet:
    """Run the rounds on one database."""
    sheet = Sheet(1, f"killing-{database}-{workers}", f"kill -9 on {_called(database, workers)}", "")
    with place(database) as where:
        journal, found = Journal(where.key, random.Random(seed)), _Found()
        served = Served(where, workers=workers)
        try:
            served.start()
            with suppress(SystemExit):  # who ends it early gets the figures of the rounds that were done
                for number in range(1, rounds + 1):
                    _round(where, served, journal, found, number, clients)
                    print(f"{sheet.name}: round {number} of {rounds}, ready after {found.ready[-1]:.2f} s", flush=True)
        finally:
            served.remove()
        sheet.how = (
            f"{rounds} rounds, {clients:,} connections each, {workers} serving process{'es' if workers > 1 else ''}, "
            f"SIGKILL to the process group {_MOMENTS[0]:g} to {_MOMENTS[1]:g} s after the first acknowledgement; "
            f"seed {seed}."
        )
        _figures(sheet, journal, found, rounds)
        sheet.told("processor time until ready", spread(served.used))
        sheet.none("tracebacks in the log", ["a traceback"] * served.tracebacks())
    return sheet


def _called(database: str, workers: int) -> str:
    name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[database]
    return f"{name}, {workers} processes" if workers > 1 else name


def _round(where: Place, served: Served, journal: Journal, found: _Found, number: int, clients: int) -> None:
    counted = journal.count
    asyncio.run(_load(served, journal, number, clients, journal.dice.uniform(*_MOMENTS)))
    found.taken += journal.count - counted
    found.ready.append(served.start())
    before = compare(where, journal)
    found.again += len(journal.unanswered())
    asyncio.run(send_again(served, journal))
    after = compare(where, journal)
    named = f"round {number}: "
    found.lost += [named + lost for lost in (*before.lost, *after.lost)]
    found.doubled += [named + doubled for doubled in (*before.doubled, *after.doubled)]
    found.faults += [named + fault for fault in faults_of(where)]
    found.unequal += [named + told for told in unequal(where, served)]
    found.unsent += [f"{named}{job.kind} {job.number}" for job in journal.unanswered()]
    found.done += 1


async def _load(served: Served, journal: Journal, round_: int, clients: int, moment: float) -> None:
    """Everybody asks until the server is killed. In each round others come, for one address may only post so often."""
    sources = [address((round_ * clients + number) % 20_000) for number in range(clients)]
    lines = await asyncio.gather(*(Line.open(served.port, source) for source in sources))
    begun = asyncio.Event()
    asking = [asyncio.create_task(_ask_on(line, journal, begun)) for line in lines]
    await asyncio.wait_for(begun.wait(), 60)
    await asyncio.sleep(moment)
    served.kill()
    await asyncio.gather(*asking)


async def _ask_on(line: Line, journal: Journal, begun: asyncio.Event) -> None:
    try:
        while True:
            job = journal.draw()
            if journal.note(job, await line.ask(job.sent)):
                begun.set()
    except BROKEN:
        line.close()


def _figures(sheet: Sheet, journal: Journal, found: _Found, rounds: int) -> None:
    kinds = Counter(job.kind for job in journal.jobs if job.answer is not None)
    sheet.told("acknowledged", ", ".join(f"{kinds[kind]:,} {kind}s" for kind in ("check", "post", "report")))
    sheet.told("of them before a kill", f"{found.taken:,}")
    sheet.told("posts and reports sent again after a restart", f"{found.again:,}")
    sheet.told("refused with 503 or 429 and Retry-After", f"{sum(journal.refused.values()):,} {dict(journal.refused)}")
    sheet.none("acknowledged and lost", found.lost)
    sheet.none("stored twice", found.doubled)
    sheet.none("never acknowledged although sent again", found.unsent)
    sheet.none("answers that are neither", journal.wrong)
    undone = [f"round {number}: not done" for number in range(found.done + 1, rounds + 1)]
    sheet.all("integrity check clean, references whole, ledger without a gap, rounds", rounds, found.faults + undone)
    sheet.all("live weights equal a rebuild, bit for bit, rounds", rounds, found.unequal + undone)
    sheet.under("ready after a restart", _READY_S, found.ready)


def main() -> None:
    """Run from the command line."""
    parser = options(__doc__)
    parser.add_argument("--database", choices=DATABASES, action="append")
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--clients", type=int, default=1_000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    told = parser.parse_args()
    for database in told.database or DATABASES:
        killing(database, told.rounds, told.clients, told.workers, told.seed).finish()


if __name__ == "__main__":
    main()
