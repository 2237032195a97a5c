"""Where the microseconds of one check go: the parts of a check of an Akismet client, in one process.

    make bench NAME=parts

Checks are judged 32 at a time, as a busy server does, and one at a time. Processor time of this thread, median of
blocks; what the server adds around it (HTTP, the event loop, handing over to a thread) is the difference to
`make bench-server`.
Then the whole by the length of the text. Texts are those of `bench.bodies`, no two alike.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import thread_time_ns
from typing import Any

from bench.bodies import Bodies
from rejoinder.actions.installation import Installation
from rejoinder.actions.judging.check import Asked, check_all
from rejoinder.actions.judging.record import record, with_histories
from rejoinder.actions.judging.report import report
from rejoinder.actions.owning.sites import add_site, askers
from rejoinder.cli.common import opened
from rejoinder.comment import Comment, Label
from rejoinder.store import checks, tallies
from rejoinder.store.sites import Site
from rejoinder.web.akismet import parameters
from rejoinder.web.akismet.forms import parse

BLOCKS, LABELS = 12, 600
LENGTHS = (50, 100, 300, 1_000, 3_000)


class Clock:
    """Adds up what parts of the work take."""

    def __init__(self) -> None:
        self.blocks: dict[str, list[float]] = {}

    def __call__(self, part: str, count: int, work: Callable[[], Any]) -> Any:
        """Do some work for `count` checks, and note it under its name."""
        before = thread_time_ns()
        found = work()
        self.blocks.setdefault(part, []).append((thread_time_ns() - before) / count / 1_000)
        return found


def trained(house: Installation, site: Site, key: str) -> None:
    """Let the filter learn, so that it judges by itself and not by what ships with it."""
    bodies = Bodies(key, 3)
    for number in range(LABELS):
        fields = bodies.fields(is_spam=number % 2 == 0)
        comment = Comment(text=fields["comment_content"], author=fields["comment_author"], ip=fields["user_ip"])
        report(house, site, comment, Label.HAM if number % 2 else Label.SPAM)


def one_list(house: Installation, site: Site, key: str, bodies: Sequence[bytes], clock: Clock) -> None:
    """A list of checks, part by part, as `check_all` and the face in front of it do them."""
    count = len(bodies)
    forms = clock("reading the form", count, lambda: [parse(body) for body in bodies])
    found = clock("the fields that are wanted", count, lambda: [parameters.comment(form) for form in forms])
    clock("whose key it is", count, lambda: askers(house, {(key, "https://paper.example")}))
    named = [(replace(comment, site=str(site.id)), "", False) for comment in found]

    def known() -> list[Comment]:
        with house.store.read() as connection:
            return with_histories(house, connection, named)

    comments = clock("what is known of it", count, known)
    spam_filter = house.judge.weights.filter

    def judged() -> list[Any]:
        return list(spam_filter.check_many(comments)) if count > 1 else [spam_filter.check(comments[0])]

    verdicts = clock("the filter", count, judged)
    clock("its reasons", count, lambda: [verdict.reasons for verdict in verdicts])
    now = house.clock()
    pairs = list(zip(comments, verdicts, strict=True))
    rows = clock("the row", count, lambda: [record(house, one, said, source="akismet", now=now) for one, said in pairs])
    values = clock("the row as a mapping", count, lambda: [checks.row_of(row) for row in rows])
    clock("writing it, synced", count, lambda: house.store.together(checks.INSERT, values, tallies.count_checks))


def by_length(house: Installation, site: Site, key: str) -> None:
    """The whole of a check, 32 at a time, by the length of its text."""
    bodies = Bodies(key, 5)
    words = " ".join(bodies.fields(is_spam=number % 12 > 0)["comment_content"] for number in range(3_000))
    print("\n| characters | us a check |\n|---|---|")
    at = 0
    for length in LENGTHS:
        spent = []
        for _ in range(BLOCKS):
            asked = []
            for _ in range(32):
                asked.append(Asked(site, Comment(text=words[at : at + length], ip="198.51.100.7", author="Ada")))
                at = (at + length) % (len(words) - LENGTHS[-1])
            before = thread_time_ns()
            check_all(house, asked)
            spent.append((thread_time_ns() - before) / 32_000)
        print(f"| {length:,} | {median(spent):,.0f} |")


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder), base_url="http://127.0.0.1") as house:
        site, key = add_site(house, "https://paper.example")
        trained(house, site, key)
        bodies = Bodies(key, 1)
        tables = {}
        for size in (32, 1):
            clock = Clock()
            for _ in range(BLOCKS if size > 1 else BLOCKS * 16):
                one_list(house, site, key, [bodies.next()[0] for _ in range(size)], clock)
            tables[size] = {part: median(times[len(times) // 4 :]) for part, times in clock.blocks.items()}
        print("| part | us, 32 at a time | us, alone |\n|---|---|---|")
        for part, alone in tables[1].items():
            print(f"| {part} | {tables[32][part]:,.0f} | {alone:,.0f} |")
        print(f"| together | {sum(tables[32].values()):,.0f} | {sum(tables[1].values()):,.0f} |")
        by_length(house, site, key)


if __name__ == "__main__":
    main()
