"""How fast the weights are made anew from the ledger on one core, by the verb that does it, through a real database.

    python -m bench.rebuild                         100,000 lines, texts made up here, as long as YouTube comments
    python -m bench.rebuild 20000                   as many lines
    python -m bench.rebuild 100000 corpus.jsonl.gz  texts of a labelled file, over and over until there are enough

Processor time is counted. Stages are what they are alone, fed by the one before: the lines from the database; their
bytes read as columns; the columns folded into the weights. What is left of the whole is the memory of texts, the
signals and the loop around all of it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from bench.filter import labelled, made_up
from rejoinder.actions.judging.judge import Judge
from rejoinder.actions.learning.fold import rebuild
from rejoinder.comment import Label
from rejoinder.filter import NEWEST, SpamFilter
from rejoinder.filter.batch import read
from rejoinder.filter.bulk import MANY, Folder, Labels
from rejoinder.filter.learner import Learner
from rejoinder.store import ledger
from rejoinder.store.engine import Store
from rejoinder.store.ledger import Line, NewLine
from rejoinder.store.sites import add_site

KEY = b"a key for measuring"
AT_ONCE = 2_000


def examples(count: int, file: str | None) -> Iterator[tuple[bytes, Label]]:
    """As many labels as asked for, as the ledger keeps them."""
    rows = list(made_up(count)) if file is None else labelled(file)
    spam_filter = SpamFilter(KEY)
    for comment, label in islice(cycle(rows), count):
        yield spam_filter.example(comment).to_bytes(), Label(label)


def write_ledger(store: Store, labels: list[tuple[bytes, Label]]) -> None:
    """Write the lines as verbs do, but many in one transaction."""
    with store.write() as connection:
        site = add_site(connection, "https://site.example", "A site", "log-only", 0)
    for start in range(0, len(labels), AT_ONCE):
        with store.write() as connection:
            for number, (example, label) in enumerate(labels[start : start + AT_ONCE], start):
                ledger.append(connection, NewLine(site.id, number, label, "", {NEWEST: example}), 0)


def read_ledger(store: Store) -> list[Line]:
    """All lines."""
    with store.read() as connection:
        return list(ledger.lines(connection, NEWEST, 0, ledger.head(connection).position))


def stages(store: Store) -> dict[str, float]:
    """Seconds of processor time of each stage, alone."""
    began = process_time()
    lines = read_ledger(store)
    spent = {"database": process_time() - began, "columns": 0.0, "weights": 0.0}
    with Folder(Learner()) as folder:
        for start in range(0, len(lines), MANY):
            some = lines[start : start + MANY]
            are_spam = [line.label is Label.SPAM for line in some]
            moments = [process_time()]
            batch, _ = read([line.example or b"" for line in some])
            moments.append(process_time())
            folder.fold(Labels(batch.columns, batch.groups, batch.starts, are_spam))
            moments.append(process_time())
            spent["columns"] += moments[1] - moments[0]
            spent["weights"] += moments[2] - moments[1]
    return spent


def main() -> None:
    """Write a ledger, make the weights from it, and print how long that took."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    labels = list(examples(count, sys.argv[2] if len(sys.argv) > 2 else None))
    size = sum(len(example) for example, _label in labels) / count
    with TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'ledger.db'}")
        write_ledger(store, labels)
        began, clock = process_time(), perf_counter()
        rebuilt = rebuild(store, Judge(KEY))
        spent, passed = process_time() - began, perf_counter() - clock
        assert (rebuilt.filter.learned, rebuilt.unreadable) == (count, 0)
        parts = stages(store)
        store.close()
    print(f"{count:,} lines of {size:.0f} bytes each")
    print(f"rebuilt in {spent:.2f} s of processor time ({passed:.2f} s passed): {count / spent:,.0f} lines a second")
    for name, part in (parts | {"the rest": spent - sum(parts.values())}).items():
        print(f"{name:10} {1e6 * part / count:5.1f} us a line")
    before = process_time()
    dump = rebuilt.filter.dumps()
    packed = process_time()
    assert SpamFilter.loads(dump, KEY).digest() == rebuilt.filter.digest()
    print(f"its dump: {len(dump) / 1e6:.1f} MB, packed in {packed - before:.2f} s")


if __name__ == "__main__":
    main()
