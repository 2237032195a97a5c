"""Round 3: the disk of the data folder is full, and later it is not.

    python -m soak.disk [--megabytes 8] [--times 3] [--seed N]

The data folder lies on a small disk of its own, beside a file of somebody else's (the ballast). Clients check, post and
report until nothing can be stored any more. Then writes have to be refused with 503, Retry-After and a sentence, and
what only reads has to go on. Space is then made in the two ways that owners have, a file is deleted or the disk made
bigger, and writes have to resume by themselves.

The file is deleted by us and not by the program: SQLite cannot even delete rows on a full disk, for it writes to its
log first. Mounting needs root. Only SQLite is tried: PostgreSQL has its data on a disk of its own, and says 53100.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from rejoinder.actions.owning.people import add_moderator
from soak.again import send_again
from soak.books import compare, faults_of
from soak.journal import PAGE, SITE, Journal
from soak.live import unequal
from soak.options import options
from soak.places import place
from soak.record import Sheet
from soak.served import Served
from soak.wire import Answer, Line, address, ask_once, request
from tests.disks import resize, small_disk
from tests.serving import PASSWORD, open_house

__all__ = ["disk"]

_CLIENTS = 16
_WORDS = 1_000  # of a text: some 6,000 characters
_FULL = 60  # refusals in a row
_BALLAST = 2 << 20
_RESUME_S = 3.0
_READS = (
    f"/api/v1/thread?{urlencode({'site': SITE, 'url': f'{PAGE}/1'})}",
    f"/thread?{urlencode({'site': SITE, 'url': f'{PAGE}/1'})}",
    "/data",
    "/healthz",
    "/embed.js",
)


@dataclass
class _Found:
    """What the clients saw."""

    unplain: list[str] = field(default_factory=list)  # refusals without a sentence
    reads: int = 0
    failed: list[str] = field(default_factory=list)  # reads that did not go on
    signing: set[str] = field(default_factory=set)
    resumed: list[float] = field(default_factory=list)


def disk(megabytes: int, times: int, seed: int) -> Sheet:
    """Fill the disk and make room again, `times` times in turn by deleting a file and by a bigger disk."""
    sheet, found = Sheet(3, "disk", f"a disk of {megabytes} MB, filled and freed", ""), _Found()
    with small_disk(megabytes) as root, place("sqlite", root / "data") as where:
        house = open_house(where.folder)
        add_moderator(house, "Ada", PASSWORD)
        house.store.close()
        journal, served = Journal(where.key, random.Random(seed), _WORDS), Served(where)
        try:
            served.start()
            asyncio.run(_rounds(root, megabytes, served, journal, found, times))
            before = compare(where, journal)
            asyncio.run(send_again(served, journal))
            after = compare(where, journal)
            _figures(sheet, journal, found)
            sheet.none("acknowledged and lost", before.lost + after.lost)
            sheet.none("stored twice", before.doubled + after.doubled)
            sheet.none("faults of the database", faults_of(where))
            sheet.none("weights unlike a rebuild", unequal(where, served))
            sheet.none("restarts of the server", [] if served.runs() else ["it has ended"])
        finally:
            served.remove()
    sheet.how = f"Filled {times} times by {_CLIENTS} clients with texts of some 6,000 characters; seed {seed}."
    return sheet


def _figures(sheet: Sheet, journal: Journal, found: _Found) -> None:
    refused = sorted(journal.refused.items())
    sheet.told("acknowledged", f"{journal.count:,}")
    sheet.told("refused while it was full", ", ".join(f"{kind} {count:,} times" for kind, count in refused))
    sheet.none("other answers than 503 with Retry-After, or bodies like a verdict", journal.wrong)
    sheet.none("refused posts without a sentence", found.unplain)
    sheet.all("threads, data page, health, embed script and desk of a moderator go on", found.reads, found.failed)
    sheet.told("signing in meanwhile is answered", ", ".join(sorted(found.signing)))
    sheet.under("from room to the first acknowledgement, without a restart", _RESUME_S, found.resumed)


async def _rounds(root: Path, megabytes: int, served: Served, journal: Journal, found: _Found, times: int) -> None:
    cookie = _cookie_of(await _sign_in(served))
    ballast = root / "ballast"
    for number in range(times):
        _put(ballast)
        await _fill(served, journal, found)
        await _look(served, cookie, found)
        if number % 2 == 0:
            ballast.unlink()
        else:
            megabytes += 4
            resize(root, megabytes)
        found.resumed.append(await _resume(served, journal))
        print(f"disk: {number + 1} of {times}, writes resumed after {found.resumed[-1]:.2f} s", flush=True)
    resize(root, 8 * megabytes)  # room for all that is sent again


def _put(ballast: Path) -> None:
    """As much of the file as there is room for."""
    with suppress(OSError), ballast.open("ab") as file:
        file.write(bytes(_BALLAST - file.tell()))


async def _fill(served: Served, journal: Journal, found: _Found) -> None:
    """Until so many requests in a row were refused for want of room, and not because somebody asks too often (429)."""
    in_a_row, first = 0, len(journal.jobs)  # other addresses each time: one may post 120 times an hour

    async def client(number: int) -> None:
        nonlocal in_a_row
        line = await Line.open(served.port, address((first + number) % 20_000))
        while in_a_row < _FULL:
            job = journal.draw()
            answer = await line.ask(job.sent)
            journal.note(job, answer)
            in_a_row = in_a_row + 1 if answer.status == 503 else 0
            if job.kind == "post" and job.answer is None and not _sentence(answer):
                found.unplain.append(f"{answer.status} {answer.body[:80]!r}")
        line.close()

    await asyncio.gather(*map(client, range(_CLIENTS)))


def _sentence(answer: Answer) -> str:
    try:
        return str(json.loads(answer.body)["error"]["sentence"])
    except (ValueError, KeyError, TypeError):
        return ""


async def _look(served: Served, cookie: str, found: _Found) -> None:
    """Do what readers, monitors and a moderator do who is signed in; then another wants to sign in."""
    for path in (*_READS, "/desk/"):
        answer = await ask_once(served.port, request("GET", path, Cookie=cookie if path == "/desk/" else ""))
        found.reads += 1
        found.failed += [] if answer.status == 200 and answer.body else [f"{path} {answer.status}"]
    signing = await _sign_in(served)
    found.signing.add(f"{signing.status}{' with Retry-After' if 'retry-after' in signing.headers else ''}")
    found.failed += [f"signing in {signing.status}"] if signing.status not in (303, 503) else []


async def _sign_in(served: Served) -> Answer:
    form = urlencode({"name": "Ada", "password": PASSWORD, "next": "/desk/"}).encode()
    headers = {"Content_Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{served.port}"}
    return await ask_once(served.port, request("POST", "/desk/sign-in", form, **headers))


def _cookie_of(answer: Answer) -> str:
    """What a browser sends from then on."""
    ((name, morsel),) = SimpleCookie(answer.headers["set-cookie"]).items()
    return f"{name}={morsel.value}"


async def _resume(served: Served, journal: Journal) -> float:
    """The seconds until something is acknowledged again."""
    began = time.monotonic()
    while True:
        job = journal.draw()
        if journal.note(job, await ask_once(served.port, job.sent)):
            return time.monotonic() - began
        await asyncio.sleep(0.02)


def main() -> None:
    """Run from the command line."""
    parser = options(__doc__)
    parser.add_argument("--megabytes", type=int, default=8)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    told = parser.parse_args()
    disk(told.megabytes, told.times, told.seed).finish()


if __name__ == "__main__":
    main()
