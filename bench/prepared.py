"""What the parts of `make bench-server` prepare: requests in a file, and installations whose filter has learned."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from rich.progress import track

from bench.bodies import Bodies
from bench.driving import Driven, Program, drive
from bench.grown import grow
from rejoinder.actions.judging.report import report
from rejoinder.actions.owning.sites import add_site
from rejoinder.cli.common import opened
from rejoinder.comment import Label
from rejoinder.web.akismet import parameters
from rejoinder.web.akismet.forms import parse

__all__ = ["FOLDER", "LABELS", "Load", "installation"]

FOLDER = Path(".bench/server")
LABELS = 600


class Load:
    """Requests in a file, of which no run gets those that were answered in an earlier one."""

    def __init__(self, path: Path, write: Callable[[Path, int], None], count: int) -> None:
        self.path, self.count, self.at = path, count, 0
        write(path, count)

    def drive(self, program: Program, seconds: float, connections: int, **where: str) -> Driven:
        """Send requests that nobody has sent yet."""
        found = drive(program, self.path, self.at, seconds, connections, **where)
        self.at += found.requests
        if self.at > self.count:  # wrk begins anew then, and texts that came before are another load
            sys.exit(f"All {self.count:,} requests were sent before the time was over; prepare more with --bodies.")
        return found


@contextmanager
def installation(name: str, database: str = "", rows: int = 0) -> Iterator[tuple[Path, str]]:
    """A data folder whose filter has learned, and its key."""
    data = FOLDER / name
    shutil.rmtree(data, ignore_errors=True)
    with opened(data, database=database, base_url="http://127.0.0.1") as house:
        site, key = add_site(house, "https://paper.example")
        bodies = Bodies(key, 3)
        for number in track(range(LABELS), "labels"):
            is_spam = number % 2 == 0
            form = parse(_encoded(bodies, is_spam=is_spam))
            report(house, site, parameters.comment(form), Label.SPAM if is_spam else Label.HAM)
        if rows:
            grow(house, rows)
    yield data, key
    shutil.rmtree(data, ignore_errors=True)


def _encoded(bodies: Bodies, *, is_spam: bool) -> bytes:
    return urlencode(bodies.fields(is_spam=is_spam)).encode()
