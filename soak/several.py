"""Round 5: three servers with data folders of their own on one PostgreSQL; one of them is killed, again and again.

    python -m soak.several [--kills 10] [--clients 60] [--seed N]

All three are asked all the time. One of them at random gets SIGKILL, while the others go on, and is started again; what
its clients were not told is sent to another one, posts with the key that they had. When all is quiet, the weights of
all three have to be the same, bit for bit, and those of a rebuild.

Last comes work that has to be done once. A process takes the lease `upgrade` and is killed with it in its hands, while
a line of the ledger lacks its columns, as in the middle of an upgrade. One of the three has to take the lease over when
it has stood still for 15 seconds, and all have to come to the end of the ledger.
"""

from __future__ import annotations

import asyncio
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from soak.again import send_again
from soak.books import compare, faults_of
from soak.journal import Journal
from soak.live import unequal
from soak.options import options
from soak.places import PLAIN, Place, place
from soak.record import Sheet
from soak.served import Served
from soak.wire import BROKEN, Line, address

__all__ = ["several"]

_SERVERS = 3
_BETWEEN_S = (0.5, 2.0)
_TAKEN_OVER_S = 30.0  # a lease has to stand still for 15, and the work is looked for every two
_HOLDER = """
import sys
from rejoinder.store.engine import Store
from rejoinder.workers.leased import Leased
with Leased(Store(sys.argv[1]), "upgrade").held() as held:
    print("held" if held else "not free", flush=True)
    sys.stdin.read()
"""


@dataclass
class _Found:
    """What was not as it should be."""

    ready: list[float] = field(default_factory=list)
    taken_over: list[float] = field(default_factory=list)
    late: list[str] = field(default_factory=list)


def several(kills: int, clients: int, seed: int, *, lease: bool = True) -> Sheet:
    """Run the round; without `lease` only its first part."""
    sheet, found = Sheet(5, "several", "three servers on one PostgreSQL", ""), _Found()
    with place("postgresql") as where, _servers(where) as servers:
        journal = Journal(where.key, random.Random(seed))
        asyncio.run(_kill_often(servers, journal, found, kills, clients))
        before = compare(where, journal)
        asyncio.run(send_again(journal.dice.choice(servers), journal))
        after = compare(where, journal)
        _figures(sheet, journal, found)
        sheet.none("acknowledged and lost", before.lost + after.lost)
        sheet.none("stored twice", before.doubled + after.doubled)
        sheet.none("faults of the database", faults_of(where))
        sheet.none("weights of any server unlike a rebuild", unequal(where, *servers))
        if lease:
            _lose_a_lease(where, servers, found)
            sheet.under("a killed process's lease taken over, and its work done", _TAKEN_OVER_S, found.taken_over)
            sheet.none("then weights of any server unlike a rebuild", found.late + unequal(where, *servers))
        sheet.none("tracebacks in the logs", ["a traceback"] * sum(served.tracebacks() for served in servers))
    sheet.how = f"{kills} times SIGKILL to one of {_SERVERS}, {clients} connections to each; seed {seed}."
    return sheet


@contextmanager
def _servers(where: Place) -> Iterator[list[Served]]:
    """As many, each with a folder of its own that holds the common secret."""
    servers = [Served(where, folder=_folder(where, number)) for number in range(_SERVERS)]
    try:
        for served in servers:
            served.start()
        yield servers
    finally:
        for served in servers:
            served.remove()


def _folder(where: Place, number: int) -> Path:
    made = where.around / f"server-{number + 1}"
    made.mkdir(mode=0o700)
    shutil.copy2(where.folder / "secret.key", made)
    return made


async def _kill_often(servers: list[Served], journal: Journal, found: _Found, kills: int, clients: int) -> None:
    ended = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for place_, served in enumerate(servers):
            for number in range(clients):
                group.create_task(_ask_on(served, journal, ended, address(place_ * clients + number)))
        for number in range(kills):
            await asyncio.sleep(journal.dice.uniform(*_BETWEEN_S))
            victim = journal.dice.choice(servers)
            victim.kill()
            found.ready.append(await asyncio.to_thread(victim.start))
            print(f"several: {number + 1} of {kills}, ready after {found.ready[-1]:.2f} s", flush=True)
        ended.set()


async def _ask_on(served: Served, journal: Journal, ended: asyncio.Event, source: str) -> None:
    """Ask one server for as long as it takes; when it dies, come back as soon as it listens again."""
    while not ended.is_set():
        try:
            line = await Line.open(served.port, source)
        except OSError:
            await asyncio.sleep(0.1)
            continue
        try:
            while not ended.is_set():
                job = journal.draw()
                journal.note(job, await line.ask(job.sent))
        except BROKEN:
            pass
        finally:
            line.close()


def _lose_a_lease(where: Place, servers: list[Served], found: _Found) -> None:
    """Take a line's columns away and the lease with them into the grave."""
    for served in servers:
        served.stop()
    _run(where, "DELETE FROM ledger_columns WHERE position = (SELECT position FROM ledger_head)")
    _die_with_lease(where)
    died = time.monotonic()
    for served in servers:
        (served.folder / "weights.snapshot").unlink()
        served.start()
    head = str(where.rows("SELECT position FROM ledger_head")[0][0])
    while any(served.health()[1]["ledger"] != head for served in servers):
        if time.monotonic() - died > 2 * _TAKEN_OVER_S:
            found.late.append("the end of the ledger was not reached")
            break
        time.sleep(0.05)
    found.taken_over.append(time.monotonic() - died)


def _run(where: Place, sql: str) -> None:
    assert where.cluster is not None
    with where.cluster.connect("soak") as connection:
        connection.execute(sql.encode())


def _die_with_lease(where: Place) -> None:
    call = [sys.executable, "-c", _HOLDER, where.url]
    with subprocess.Popen(call, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=PLAIN) as holder:
        assert holder.stdout is not None
        told = holder.stdout.readline()
        holder.kill()
    if told != b"held\n":
        raise RuntimeError(f"the lease could not be taken: {told!r}")


def _figures(sheet: Sheet, journal: Journal, found: _Found) -> None:
    sheet.told("acknowledged", f"{journal.count:,}")
    sheet.told("refused with 503 or 429 and Retry-After", f"{sum(journal.refused.values()):,}")
    sheet.none("answers that are neither", journal.wrong)
    sheet.under("ready after a restart, the others under load", 5.0, found.ready)


def main() -> None:
    """Run from the command line."""
    parser = options(__doc__)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--clients", type=int, default=60)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    told = parser.parse_args()
    several(told.kills, told.clients, told.seed).finish()


if __name__ == "__main__":
    main()
