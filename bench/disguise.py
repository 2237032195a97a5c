"""How much caught spam slips through when it is rewritten, and how many genuine comments are blocked for it.

    python -m bench.disguise corpus.jsonl.gz…               each file from an empty filter, text alone
    python -m bench.disguise --most 4000 corpus.jsonl.gz    … the first 4,000 messages

The rewrites and what is counted: `rejoinder.evaluation.disguise`.
"""

from __future__ import annotations

import argparse
from itertools import islice
from pathlib import Path

from rejoinder.evaluation.disguise import REWRITES, Tally, measure
from rejoinder.evaluation.labelled import read_file
from rejoinder.filter import SpamFilter


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--most", type=int)
    parser.add_argument("--only", nargs="*", default=list(REWRITES))
    given = parser.parse_args()
    for file in given.files:
        print(f"{file.name.partition('.')[0]:32}   caught    slip      %  even odds      ham  alarms   early")
        for name, tally in measure(islice(read_file(file, ("text",)), given.most), SpamFilter(), given.only).items():
            print(line(name, tally), flush=True)


def line(name: str, tally: Tally) -> str:
    """One row of the table."""
    halved = 100 * tally.halved / max(tally.spam, 1)
    return (
        f"{name:32} {tally.spam:8} {tally.slipped:7} {100 * tally.share():6.1f} {halved:10.1f} "
        f"{tally.ham:8} {tally.alarms:7} {tally.early:7}"
    )


if __name__ == "__main__":
    main()
