"""Whether a store with millions of past checks checks and reports as fast as an empty one, and what a check weighs.

    python -m bench.grown                              10,000,000 past checks on SQLite, in .bench/
    python -m bench.grown --rows 100000 --database postgresql://…      an empty database; it is filled

Two installations get the same sites, labels and checks by the verbs themselves. One of them is then grown by a
generator that writes rows directly: copies of those checks with ids in the past, each with a text digest of its own but
for a campaign, one text that came 100,000 times. Then both are asked in turn, in blocks, with new comments and reports;
each block is timed by the wall and by processor time, so that neighbours on the machine disturb both alike. What
PostgreSQL itself spends is in the wall time only. The files are in the page cache as far as they fit; a cold start is
not measured.
"""

from __future__ import annotations

import random
import shutil
import statistics
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter_ns, process_time_ns

from rich.progress import track
from sqlalchemy import Connection, text

from bench.filter import made_up
from rejoinder.actions.installation import Installation
from rejoinder.actions.judging.check import check
from rejoinder.actions.judging.report import report
from rejoinder.actions.owning.sites import add_site
from rejoinder.cli.common import opened
from rejoinder.comment import Comment, Label
from rejoinder.store.ids import first_id
from rejoinder.store.sites import Site, all_sites

FOLDER = Path(".bench")
LABELS, TEMPLATES, CAMPAIGN = 400, 2_000, 100_000
CHUNK = 100_000
BLOCK, BLOCKS = 50, 24
DAYS_MS = 80 * 86_400_000  # the past checks are spread over these days, so that no sweep takes them
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"

_COLUMNS = (
    "site_id, source, client_ref, text, author, email_sealed, url, ip, user_agent, referrer, kind, permalink, context, "
    "lang, history, verdict, probability, score, reasons, received_at"
)
_DIGEST = {"sqlite": "randomblob(16)", "postgresql": "decode(md5(random()::text), 'hex')"}
_NUMBERS = {
    "sqlite": "(WITH RECURSIVE n(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last) SELECT i FROM n)",
    "postgresql": "(SELECT generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) AS i)",
}


def comment(number: int, words: str) -> Comment:
    """A comment with all that a client sends, of about 300 characters."""
    body = f"{words} {words[::-1]} {words.title()} See http://host{number % 400}.example/page{number}."
    return Comment(
        text=body,
        author=f"Writer {number % 5_000}",
        email=f"writer{number % 5_000}@mail.example",
        url=f"https://blog{number % 700}.example/",
        ip=f"198.51.{number % 100}.{number % 250}",
        user_agent=BROWSER,
        referrer="https://paper.example/",
        permalink=f"https://paper.example/article/{number % 300}/",
    )


def furnish(house: Installation) -> Site:
    """A site, labels and checks, by the verbs."""
    with house.store.read() as connection:
        found = all_sites(connection)
    if found:
        return found[0]
    site, _key = add_site(house, "https://paper.example")
    texts = [told.text for told, _label in made_up(LABELS + TEMPLATES)]
    for number in track(range(LABELS), "labels"):
        report(house, site, comment(number, texts[number]), Label.SPAM if number % 2 else Label.HAM)
    for number in track(range(TEMPLATES), "checks"):
        check(house, site, comment(LABELS + number, texts[LABELS + number]))
    return site


def _last_template() -> tuple[int, str]:
    """Number and words of the check whose text becomes the campaign's."""
    return LABELS + TEMPLATES - 1, [told.text for told, _label in made_up(LABELS + TEMPLATES)][-1]


def grow(house: Installation, rows: int) -> None:
    """Write past checks directly until there are `rows`."""
    with house.store.read() as connection:
        have = int(connection.scalar(text("SELECT count(*) FROM checks")) or 0)
    if have >= rows:
        return
    with house.store.write() as connection:
        _templates(connection)
    end = house.clock() - 86_400_000
    first, step = first_id(end - DAYS_MS), max(1, (first_id(end) - first_id(end - DAYS_MS)) // rows)
    for at in track(range(have, rows, CHUNK), "past checks"):
        with house.store.write() as connection:
            _copy(connection, rows, at, min(at + CHUNK, rows), first, step)
    with house.store.write() as connection:
        connection.execute(text("DROP TABLE bench_templates"))
    with house.store.engine.connect() as plain:
        plain.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("ANALYZE")


def _templates(connection: Connection) -> None:
    connection.execute(text("DROP TABLE IF EXISTS bench_templates"))
    connection.execute(
        text(
            f"CREATE TABLE bench_templates AS SELECT row_number() OVER (ORDER BY id) - 1 AS place, {_COLUMNS} "
            "FROM checks ORDER BY id DESC LIMIT 2000"
        )
    )
    connection.execute(text("UPDATE bench_templates SET place = place - (SELECT min(place) FROM bench_templates)"))
    connection.execute(text("CREATE INDEX bench_places ON bench_templates (place)"))


def _copy(connection: Connection, rows: int, first: int, last: int, base: int, step: int) -> None:
    dialect = connection.dialect.name
    if dialect == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SET LOCAL synchronous_commit = off"))
    campaign = "(SELECT text_digest FROM checks ORDER BY id DESC LIMIT 1)"  # of the last template: ids grow with time
    connection.execute(
        text(
            f"INSERT INTO checks (id, text_digest, {_COLUMNS}) "
            f"SELECT :base + n.i * :step, CASE WHEN n.i % :every = 0 THEN {campaign} ELSE {_DIGEST[dialect]} END, "
            f"{_COLUMNS} FROM {_NUMBERS[dialect]} AS n JOIN bench_templates ON place = n.i % 2000"
        ),
        {"first": first, "last": last - 1, "base": base, "step": step, "every": max(2, rows // CAMPAIGN)},
    )


def weight(house: Installation) -> float:
    """Bytes of the store per check, its indices included."""
    question = {
        "sqlite": "SELECT page_count * page_size * 1.0 FROM pragma_page_count(), pragma_page_size()",
        "postgresql": "SELECT pg_total_relation_size('checks') * 1.0",
    }[house.store.engine.dialect.name]
    with house.store.read() as connection:
        size = float(connection.scalar(text(question)) or 0)
        return size / float(connection.scalar(text("SELECT count(*) FROM checks")) or 1)


def timed(act: Callable[[int], object], start: int) -> tuple[float, float]:
    """Microseconds of wall and of processor time for one act, as the mean of a block."""
    wall, processor = perf_counter_ns(), process_time_ns()
    for number in range(start, start + BLOCK):
        act(number)
    return (perf_counter_ns() - wall) / BLOCK / 1e3, (process_time_ns() - processor) / BLOCK / 1e3


def measure(houses: dict[str, tuple[Installation, Site]]) -> None:
    """Ask all in turn, and print the medians."""
    texts = [told.text for told, _label in made_up(BLOCK * BLOCKS * 2)]
    dice = random.Random(1)
    for kind in ("check", "report", "check of the campaign's text"):
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in houses}
        for block in range(BLOCKS):
            names = list(houses)
            dice.shuffle(names)
            for name in names:
                found[name].append(timed(_act(kind, *houses[name], texts), 1_000_000 + block * BLOCK))
        for name, times in found.items():
            wall, processor = (statistics.median(part) for part in zip(*times, strict=True))
            ratio = wall / statistics.median([one for one, _ in found["empty"]])
            print(f"{kind:30} {name:6} {wall:9.0f} us wall {processor:9.0f} us processor   ratio {ratio:.2f}")


def _act(kind: str, house: Installation, site: Site, texts: list[str]) -> Callable[[int], object]:
    if kind == "report":
        return lambda n: report(house, site, comment(n, texts[n % len(texts)] + " r"), Label.SPAM)
    if kind == "check":
        return lambda n: check(house, site, comment(n, texts[n % len(texts)] + str(n)))
    same = comment(*_last_template()).text
    return lambda n: check(house, site, Comment(text=same, author=f"Bot {n}"))


def main() -> None:
    """Fill, measure, print."""
    parser = ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--database", default="", help="an empty PostgreSQL database for the grown store")
    parser.add_argument("--beside", default="", help="another empty one for the store that stays empty")
    told = parser.parse_args()
    with ExitStack() as stack:
        houses = {}
        for name, url in (("empty", told.beside), ("grown", told.database)):
            folder = FOLDER / f"{name}-{'postgresql' if url else 'sqlite'}"
            if name == "empty" and folder.exists():
                shutil.rmtree(folder)
            house = stack.enter_context(opened(folder, database=url))
            houses[name] = (house, furnish(house))
        grow(houses["grown"][0], told.rows)
        for name, (house, _site) in houses.items():
            print(f"{name}: {weight(house):.0f} bytes a check")
        measure(houses)


if __name__ == "__main__":
    sys.exit(main())
