"""The server under load: durable checks a second beside rspamd, on both databases; its thread beside Isso's.

    make bench-server                                   some ten minutes, and docs/experiments/server-latest.md
    make bench-server ARGS="--only sqlite rspamd"       some of the parts, and no record
    make bench-server ARGS="--only isso thread posting border widget"     the thread alone, some four minutes
    make bench-server ARGS="--rows 10000000"            on top of ten million stored checks too (12 GB in .bench/)
    make bench-server ARGS="--checks 1000000"           memory while so many checks are stored

The server has core 0, wrk has core 1. Bodies are those of `bench.bodies`: sixty fields, texts of 300 characters of
which no two are alike, 92 % spam. Each check is stored, synced together with those that arrived with it, before its
answer leaves; each 101st request reports an earlier body as what it is. Read rates beside the peer's and beside
`others` and `stolen`, the shares of the server's core that other programs and other machines took: processor time a
check says more. rspamd gets the same texts as e-mail, learns nothing and stores nothing; it closes each connection, so
that wrk waits for new ones and its processor time says more than its rate.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs

from rich.progress import track
from sqlalchemy import text

from bench import thread, widget
from bench.bodies import Bodies
from bench.driving import Driven, Program, drive, free_port, rejoinder, running
from bench.prepared import FOLDER, LABELS, Load, installation
from rejoinder.cli.common import opened
from rejoinder.store import comments
from tests.postgres import Cluster, find_postgres

REPORT_EVERY = 101
CONNECTIONS = (1, 4, 16, 64, 256)
SLOWER_MS = (0, 5, 20, 60)
LATEST = Path("docs/experiments/server-latest.md")
_RSPAMD = """
.include "$CONFDIR/common.conf"
options {{
    .include "$CONFDIR/options.inc"
    pidfile = "{folder}/pid"; control_socket = "{folder}/control mode=0600"; history_file = "{folder}/history";
    stats_file = "{folder}/stats"; tempdir = "{folder}"; dns {{ nameserver = ["127.0.0.1:1"]; timeout = 0.1s; }}
}}
logging {{ type = "file"; filename = "{folder}/log"; level = "error"; }}
worker "normal" {{ bind_socket = "127.0.0.1:{port}"; count = 1; max_tasks = 0; }}
worker "hs_helper" {{ count = 1; hs_dir = "{folder}"; }}
"""
_ASKING = (
    "fuzzy_check",
    "rbl",
    "spf",
    "dkim",
    "dkim_signing",
    "dmarc",
    "arc",
    "mx_check",
    "asn",
    "once_received",
    "milter_headers",
    "hfilter",
    "phishing",
    "whitelist",
    "emails",
    "multimap",
)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table."""

    what: str
    connections: int
    found: Driven


def _checks_for(key: str) -> Callable[[Path, int], None]:
    def write(path: Path, count: int) -> None:
        bodies, known = Bodies(key, 1), []
        with path.open("wb") as file:
            for number in track(range(count), "bodies"):
                if number % REPORT_EVERY == REPORT_EVERY - 1:
                    body, is_spam = known.pop()
                    verb = b"submit-spam" if is_spam else b"submit-ham"
                else:
                    (body, is_spam), verb = bodies.next(), b"comment-check"
                    known = [(body, is_spam)]
                file.write(b"/1.1/%s %d\n%s" % (verb, len(body), body))

    return write


def _write_mails(path: Path, count: int) -> None:
    bodies = Bodies("", 7)
    with path.open("wb") as file:
        for number in track(range(count), "mails"):
            fields = parse_qs(bodies.next()[0].decode())
            mail = (
                f"From: {fields['comment_author_email'][0]}\r\nTo: desk@paper.example\r\n"
                f"Subject: comment {number}\r\nMessage-ID: <{number}@paper.example>\r\nMIME-Version: 1.0\r\n"
                f"Content-Type: text/plain; charset=utf-8\r\n\r\n{fields['comment_content'][0]}\r\n"
            ).encode()
            file.write(b"/checkv2 %d\n%s" % (len(mail), mail))


class Bench:
    """The parts, each of which adds its lines to the table."""

    def __init__(self, told: Namespace) -> None:
        self.seconds, self.most = told.seconds, told.bodies
        self.rows, self.checks = told.rows, told.checks
        self.table: list[Row] = []
        self.notes: list[str] = []
        self.tables: list[list[str]] = []  # of other columns

    def _add(self, what: str, connections: int, found: Driven) -> None:
        self.table.append(Row(what, connections, found))
        print(line_of(self.table[-1]), flush=True)

    def _both(self, what: str, load: Load, program: Program) -> None:
        load.drive(program, 4, 64)  # to fill caches
        self._add(what, 64, load.drive(program, self.seconds, 64))
        self._add(what, 1, load.drive(program, self.seconds / 2, 1))

    def sqlite(self) -> None:
        """SQLite, on an empty store."""
        with installation("sqlite") as (data, key):
            load = Load(FOLDER / "requests", _checks_for(key), self.most)
            port = free_port()
            with running(rejoinder(data, port), "0", port, "/healthz") as program:
                self._both("Rejoinder, SQLite", load, program)
            self._weigh(data, load.at)

    def grown(self) -> None:
        """SQLite, on top of many stored checks."""
        with installation("grown", rows=self.rows) as (data, key):
            load = Load(FOLDER / "requests", _checks_for(key), self.most)
            port = free_port()
            with running(rejoinder(data, port), "0", port, "/healthz") as program:
                self._both(f"Rejoinder, SQLite, {self.rows:,} checks stored before", load, program)

    def connections(self) -> None:
        """How it goes with fewer and with more connections."""
        with installation("connections") as (data, key):
            load, port = Load(FOLDER / "requests", _checks_for(key), self.most), free_port()
            with running(rejoinder(data, port), "0", port, "/healthz") as program:
                load.drive(program, 4, 64)
                for count in CONNECTIONS:
                    self._add("Rejoinder, SQLite", count, load.drive(program, self.seconds / 2, count))

    def disk(self) -> None:
        """How it goes where each commit takes longer."""
        for delay in SLOWER_MS:
            with installation("disk") as (data, key):
                load, port = Load(FOLDER / "requests", _checks_for(key), self.most), free_port()
                call = rejoinder(data, port)
                slow = [call[0], "-m", "bench.slow_disk", str(delay), *call[3:]]
                with running(slow, "0", port, "/healthz") as program:
                    load.drive(program, 4, 64)
                    found = load.drive(program, self.seconds / 2, 64)
                self._add(f"Rejoinder, SQLite, each commit {delay} ms longer", 64, found)

    def rspamd(self) -> None:
        """The peer."""
        if not shutil.which("rspamd"):
            self.notes.append("rspamd is not installed (Debian: apt-get install rspamd).")
            return
        folder, port = Path(tempfile.mkdtemp(prefix="rejoinder-rspamd-")), free_port()
        shutil.chown(folder, "_rspamd")
        # Without what asks other servers, none of which can be reached from here.
        off = "".join(f"{module} {{ enabled = false; }}\n" for module in _ASKING)
        (folder / "rspamd.conf").write_text(_RSPAMD.format(folder=folder, port=port) + off)
        call = ["rspamd", "-f", "-u", "_rspamd", "-g", "_rspamd", "-c", str(folder / "rspamd.conf")]
        call += [f"--var={name}={folder}" for name in ("DBDIR", "RUNDIR", "LOGDIR")]
        load = Load(FOLDER / "mails", _write_mails, self.most)
        with running(call, "0", port, "/ping") as program:
            for _ in range(3):  # its patterns are compiled meanwhile
                load.drive(program, 8, 64)
            self._both("rspamd /checkv2, nothing stored", load, program)
        shutil.rmtree(folder)

    def postgresql(self) -> None:
        """PostgreSQL on the server's core."""
        with _cluster("0") as (url, pids), installation("postgresql", url) as (data, key):
            load = Load(FOLDER / "requests", _checks_for(key), self.most)
            port = free_port()
            with running(rejoinder(data, port, url), "0", port, "/healthz", pids) as program:
                self._both("Rejoinder and PostgreSQL on one core", load, program)

    def three(self) -> None:
        """Three servers on two cores, one PostgreSQL, and the load shared among them."""
        with ExitStack() as stack:
            url, pids = stack.enter_context(_cluster("0,1"))
            data, key = stack.enter_context(installation("three", url))
            port = free_port()
            call = [*rejoinder(data, port, url), "--workers", "3"]
            program = stack.enter_context(running(call, "0,1", port, "/healthz", pids))
            load = Load(FOLDER / "requests", _checks_for(key), self.most)
            load.drive(program, 4, 64, cores="0,1", own="0,1")
            found = load.drive(program, self.seconds, 64, cores="0,1", own="0,1")
            self._add("three processes, one PostgreSQL and wrk on two cores", 64, found)

    def memory(self) -> None:
        """Memory while many checks are stored."""
        with installation("memory") as (data, key):
            load, port, done = Load(FOLDER / "requests", _checks_for(key), self.most), free_port(), 0
            with running(rejoinder(data, port), "0", port, "/healthz") as program:
                while done < self.checks:
                    found = load.drive(program, 20, 64)
                    done += found.requests
                    self.notes.append(f"Memory after {done:,} requests: {found.memory_mb:.0f} MB")
                    print(self.notes[-1], flush=True)

    def isso(self) -> None:
        """Isso's thread: reading and posting."""
        if not thread.isso_is_there():
            self.notes.append("Isso could not be installed; it needs a C compiler.")
            return
        with thread.isso() as program:
            self._read("Isso", thread.ISSO, program)
            self._post("Isso", thread.ISSO, program)
            stored = thread.isso_count()
        self.notes.append(f"Isso: SQLite's synchronous is {thread.isso_syncs()}; {stored:,} comments stored.")

    def thread(self) -> None:
        """Reading a thread of ours."""
        with thread.ours("thread") as (program, _):
            self._read("Rejoinder", thread.OURS, program)

    def posting(self) -> None:
        """Posting to threads of ours."""
        with thread.ours("posting", {}) as (program, data):
            sent = self._post("Rejoinder", thread.OURS, program)
            with opened(data, base_url="http://127.0.0.1") as house, house.store.read() as connection:
                stored = sum(comments.counts(connection).values())
        assert stored >= sent, f"{sent} comments were answered, {stored} are stored"
        self.notes.append(f"Rejoinder: {sent:,} comments were answered, {stored:,} are stored.")

    def border(self) -> None:
        """What the border alone costs."""
        for kind, told in (("bare", "uvicorn, 8 kB"), ("watched", "the same behind Doorway and Watch")):
            port, path = free_port(), FOLDER / "asked"
            thread.write_readings(thread.OURS)(path, 20)
            call = [sys.executable, "-m", "bench.border", str(port), kind]
            with running(call, "0", port, "/", environment={"PYTHONPATH": os.pathsep.join(sys.path)}) as program:
                drive(program, path, 0, 2, 64)
                self._add(told, 64, drive(program, path, 0, self.seconds / 2, 64))

    def widget(self) -> None:
        """Both widgets in a browser."""
        lines = widget.measure()
        self.tables.append(lines)
        print("\n".join(lines), flush=True)

    def _read(self, who: str, asked: thread.Asked, program: Program) -> None:
        path, what = FOLDER / "asked", f"{who}, reading {thread.COMMENTS} comments"
        size = thread.see_thread(program, asked)
        thread.write_readings(asked)(path, thread.PAGES)
        self.notes.append(f"{who}: a thread of {thread.COMMENTS} comments is {size:,} bytes on the way.")
        drive(program, path, 0, 3, 4)  # to fill caches
        self._add(what, 1, drive(program, path, 0, self.seconds / 2, 1))
        self._add(what, 64, drive(program, path, 0, self.seconds, 64))
        thread.see_thread(program, asked)  # what wrk has left unanswered is answered before the next begins

    def _post(self, who: str, asked: thread.Asked, program: Program) -> int:
        load = Load(FOLDER / "posts", thread.write_posts(asked), self.most)
        load.drive(program, 3, 4)
        what = f"{who}, posting comments"
        self._add(what, 1, load.drive(program, self.seconds / 2, 1))
        self._add(what, 64, load.drive(program, self.seconds, 64))
        return load.at

    def _weigh(self, data: Path, answered: int) -> None:
        """Note what is in the store, of requests that were answered."""
        with opened(data, base_url="http://127.0.0.1") as house, house.store.read() as connection:
            rows = connection.scalar(text("SELECT count(*) FROM checks")) or 0
            size = connection.scalar(text("SELECT sum(pgsize) FROM dbstat WHERE name LIKE '%checks%'")) or 0
        asked = answered - answered // REPORT_EVERY
        assert rows >= LABELS + asked, f"{asked} checks were answered, {rows - LABELS} are stored"
        self.notes.append(f"{asked:,} checks answered, all of them stored, {size / rows:,.0f} bytes each with indices.")


@contextmanager
def _cluster(cores: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """A PostgreSQL that syncs, on these cores; its address, and its process."""
    cluster = Cluster(durable=True)
    cluster.start()
    try:
        server = Program(0, (cluster.pid,))
        for pid in server.tree():
            os.sched_setaffinity(pid, {int(core) for core in cores.split(",")})
        with cluster.connect() as connection:
            connection.execute("CREATE DATABASE bench")
        yield cluster.url("bench"), server.pids
    finally:
        cluster.remove()


PARTS = (
    *("rspamd", "sqlite", "connections", "disk", "postgresql", "three", "grown", "memory"),
    *("isso", "thread", "posting", "border", "widget"),
)
HEAD = (
    "| what | connections | requests/s | p50 ms | p99 ms | CPU us | memory MB | wrong | others | stolen |\n"
    "|---|---|---|---|---|---|---|---|---|---|"
)


def line_of(row: Row) -> str:
    """A line of the table as Markdown."""
    found = row.found
    return (
        f"| {row.what} | {row.connections} | {found.rate:,.0f} | {found.p50_ms:.1f} | {found.p99_ms:.1f} "
        f"| {found.cpu_us:,.0f} | {found.memory_mb:.0f} | {found.wrong} | {found.others:.0%} | {found.stolen:.0%} |"
    )


def beside(table: Sequence[Row]) -> list[str]:
    """How many times Isso's each of our figures is, where both were measured: rates, and processor time a request."""
    found = {(row.what, row.connections): row.found for row in table}
    lines = []
    for (what, connections), ours in found.items():
        who, _, did = what.partition(", ")
        theirs = found.get((f"Isso, {did}", connections))
        if who == "Rejoinder" and theirs is not None:
            rate, time = ours.rate / max(theirs.rate, 0.01), theirs.cpu_us / max(ours.cpu_us, 0.01)
            lines.append(
                f"{did}, {connections} connections: {rate:.1f} times Isso's rate, {time:.1f} by processor time."
            )
    return lines


def main() -> None:
    """Measure, print, and write the record."""
    parser = ArgumentParser(prog="make bench-server", description=__doc__.split("\n\n")[0])
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="parts; all by default")
    parser.add_argument("--seconds", type=float, default=10, help="of each run with 64 connections")
    parser.add_argument("--bodies", type=int, default=40_000, help="requests that are prepared for a server")
    parser.add_argument("--rows", type=int, default=0, help="checks stored before, for the part `grown`")
    parser.add_argument("--checks", type=int, default=0, help="checks to store, for the part `memory`")
    told = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("wrk is needed. Debian: apt-get install wrk")
    FOLDER.mkdir(parents=True, exist_ok=True)
    bench = Bench(told)
    print(HEAD)
    for part in told.only:
        if (part == "grown" and not told.rows) or (part == "memory" and not told.checks):
            continue
        if part in ("postgresql", "three") and not find_postgres():
            bench.notes.append("PostgreSQL is not installed.")
            continue
        getattr(bench, part)()
    bench.notes += beside(bench.table)
    print("\n".join(bench.notes))
    if told.only == PARTS:  # some parts alone are no record
        _write(bench)


def _write(bench: Bench) -> None:
    lines = [HEAD, *map(line_of, bench.table)]
    for other in bench.tables:
        lines += ["", *other]
    lines += ["", *(f"- {note}" for note in bench.notes)]
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    record = [
        f"# The server under load, {datetime.now(UTC):%d %B %Y, %H:%M} UTC",
        "",
        f"`{' '.join(['python -m bench.server', *sys.argv[1:]])}`, {machine}.",
        "",
    ]
    LATEST.write_text("\n".join([*record, *lines, ""]))


if __name__ == "__main__":
    main()
