"""What group commit is worth: rows of checks a second, transactions, syncs and processor time, on both databases.

    python -m bench.group_commit            two seconds for each cell
    python -m bench.group_commit 10         ten

"alone" is one transaction a row, "together" is `Store.together`; they take turns in the same run, so that neighbours on
the machine slow both alike. Processor time is that of this process, without that of PostgreSQL. Syncs are counted by
PostgreSQL itself (`pg_stat_wal`); SQLite syncs its log once a transaction and says nothing of it.

The second table is the whole of a client's check (`actions/judging/check.py`), by how many threads are let in at once.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import event, insert, text

from rejoinder.actions.judging.check import check
from rejoinder.actions.owning.sites import add_site
from rejoinder.comment import Comment
from rejoinder.store.checks import INSERT
from rejoinder.store.engine import Store
from rejoinder.store.ids import IdMaker
from rejoinder.store.schema import checks, sites
from tests.postgres import Cluster, find_postgres
from tests.serving import open_house, prepared

_KINDS: dict[type, object] = {int: 1, float: 0.5, bytes: b"x" * 16, str: "some words"}
_WORDS = "words and more words that somebody might have written below an article " * 5


def row(number: int) -> dict[str, object]:
    """A check of ordinary size (some 400 characters of text, 200 of reasons)."""
    values = {column.name: _KINDS[column.type.python_type] for column in checks.c}
    return values | {"id": number, "text": _WORDS, "reasons": '"words:casino",12500,0,6,' * 8}


def measured(work: Callable[[], object], threads: int, seconds: float) -> tuple[int, float, float]:
    """Do `work` over and over in so many threads: how often it was done, in how many seconds, processor seconds."""
    end = time.monotonic() + seconds
    done = [0] * threads

    def repeat(place: int) -> None:
        while time.monotonic() < end:
            work()
            done[place] += 1

    running = [threading.Thread(target=repeat, args=[place]) for place in range(threads)]
    began, used = time.monotonic(), time.process_time()
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return sum(done), time.monotonic() - began, time.process_time() - used


@contextmanager
def databases() -> Iterator[dict[str, str | None]]:
    """URLs: None for SQLite in the data folder; an own PostgreSQL that syncs, where there is one on this machine."""
    if find_postgres() is None:
        yield {"SQLite": None}
        return
    cluster = Cluster(durable=True)
    try:
        cluster.start()
        with cluster.connect() as connection:
            connection.execute("CREATE DATABASE rows")
            connection.execute("CREATE DATABASE checks")
        yield {"SQLite": None, "PostgreSQL": cluster.url("")}
    finally:
        cluster.remove()


def rows_table(name: str, url: str, seconds: float) -> None:
    """Print how fast rows are written alone and together."""
    store, new_id = Store(url), IdMaker()
    with store.write() as connection:
        connection.execute(insert(sites).values(id=1, url="x", name="x", mode="x", created_at=0))

    def alone() -> None:
        with store._append() as connection:  # noqa: SLF001 - what `together` does for many, for one
            connection.execute(INSERT, row(new_id(time.time_ns() // 1_000_000)))

    def together() -> None:
        store.together(INSERT, [row(new_id(time.time_ns() // 1_000_000))])

    commits: list[object] = []
    event.listen(store.engine, "commit", commits.append)
    for threads in (1, 10, 64):
        for work in (alone, together):
            if work is alone and threads > 15 and name == "PostgreSQL":
                continue  # fifteen connections; the rest would be refused after two seconds
            before, syncs = len(commits), synced(store)
            rows, took, used = measured(work, threads, seconds)
            each = f"{(synced(store) - syncs) / rows:.3f}" if name == "PostgreSQL" else "-"
            print(
                f"{name:<11} {threads:>7} {work.__name__:<9} {rows / took:>8,.0f} {used / rows * 1e6:>9,.0f} "
                f"{(len(commits) - before) / rows:>12.3f} {each:>9}",
                flush=True,
            )
    store.close()


def synced(store: Store) -> int:
    """How often PostgreSQL has synced its log; 0 on SQLite."""
    if store.engine.dialect.name != "postgresql":
        return 0
    with store.read() as connection:
        connection.execute(text("SELECT pg_stat_clear_snapshot()"))
        return int(connection.scalar(text("SELECT wal_sync FROM pg_stat_wal")) or 0)


def checks_table(name: str, folder: Path, seconds: float) -> None:
    """Print how fast clients' checks are answered, by how many are let in at once."""
    house = open_house(folder)
    site, _key = add_site(house, "https://paper.example")
    comment = Comment(text=_WORDS[:100], author="Nell", ip="192.0.2.1", permalink="https://paper.example/1")
    for threads in (1, 2, 5, 10, 20, 40):
        done, took, used = measured(lambda: check(house, site, comment), threads, seconds)
        print(f"{name:<11} {threads:>7} {done / took:>8,.0f} {used / done * 1e6:>9,.0f}", flush=True)
    house.store.close()


def main() -> None:
    """Print both tables."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    with tempfile.TemporaryDirectory(prefix="rejoinder-bench-") as name, databases() as found:
        folder = Path(name)
        print(f"{'database':<11} {'threads':>7} {'':<9} {'rows/s':>8} {'CPU us':>9} {'transactions':>12} {'syncs':>9}")
        for database, url in found.items():
            where = f"sqlite:///{folder / 'rows.db'}" if url is None else url.replace("/?", "/rows?")
            rows_table(database, where, seconds)
        print(f"\n{'database':<11} {'threads':>7} {'checks/s':>8} {'CPU us':>9}")
        for database, url in found.items():
            (folder / database).mkdir()
            prepared(folder / database, url and url.replace("/?", "/checks?"))
            checks_table(database, folder / database, seconds)


if __name__ == "__main__":
    main()
