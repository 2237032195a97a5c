"""How long a start takes with 100,000 labels: with a snapshot, without one, and beside an empty installation.

    python -m bench.start            100,000 lines
    python -m bench.start 20000      as many

A start ends with the first answer of /healthz. Wall and processor time of the process, in turn for all three.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import urllib.request
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

from rich.progress import track

from bench.filter import made_up
from rejoinder.actions.learning import snapshot
from rejoinder.actions.learning.fold import catch_up
from rejoinder.cli.common import opened
from rejoinder.comment import Label
from rejoinder.store import ledger
from rejoinder.store.ledger import NewLine
from rejoinder.store.sites import add_site

ROUNDS = 7
AT_ONCE = 2_000


def fill(folder: Path, lines: int) -> None:
    """An installation with so many labels, and the snapshot that a server would have left."""
    with opened(folder) as house:
        with house.store.write() as connection:
            site = add_site(connection, "https://site.example", "A site", "log-only", 0)
        texts = list(made_up(lines))
        for start in track(range(0, lines, AT_ONCE), "labels"):
            with house.store.write() as connection:
                for number, (comment, label) in enumerate(texts[start : start + AT_ONCE], start):
                    examples = house.judge.examples(comment)
                    ledger.append(connection, NewLine(site.id, number, Label(label), "", examples), house.clock())
        catch_up(house)
        snapshot.save(house)


def start(folder: Path) -> tuple[float, float]:
    """Seconds of wall and of processor time from the call to the first answer."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    call = [sys.executable, "-u", "-m", "rejoinder", "serve", "--data", str(folder), "--port", "0"]
    with subprocess.Popen(call, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().rpartition("listening on ")[2].rstrip(").\n")
        for _ in count():
            try:
                urllib.request.urlopen(f"{url}/healthz").close()  # noqa: S310 - an address of ours
                break
            except OSError:
                sleep(0.002)
        wall = perf_counter() - began
        process.kill()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(lines: int = 100_000) -> None:
    """Fill, start, print."""
    with TemporaryDirectory() as place:
        empty, full = Path(place, "empty"), Path(place, "full")
        fill(empty, 0)
        fill(full, lines)
        kept = (full / "weights.snapshot").read_bytes()
        found: dict[str, list[tuple[float, float]]] = {"empty": [], "with a snapshot": [], "without": []}
        for _ in range(ROUNDS):
            found["empty"].append(start(empty))
            found["with a snapshot"].append(start(full))
            (full / "weights.snapshot").unlink()
            found["without"].append(start(full))
            (full / "weights.snapshot").write_bytes(kept)
        print(f"{lines} labels, snapshot of {len(kept) / 1e6:.1f} MB, medians of {ROUNDS} starts")
        for name, times in found.items():
            wall, processor = (statistics.median(part) for part in zip(*times, strict=True))
            print(f"{name:16} {wall:6.2f} s wall {processor:6.2f} s processor")


if __name__ == "__main__":
    main(*[int(argument) for argument in sys.argv[1:2]])
