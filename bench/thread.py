"""The thread beside Isso's: what is asked of both, how either is started and filled. Parts of `make bench-server`.

Reading: twenty pages of fifty comments each, every third a reply, asked for in turn with `Accept-Encoding: gzip`, as
the scripts of both do when a page is opened. Posting: JSON as the scripts send it, each text another one, under 300
pages.

Isso runs as its documentation says, behind gunicorn, with one worker that does one request at a time: of what is named
there that was the fastest, both for reading and for posting. It does not moderate, limits nobody, tells nobody, and is
told of no proxy, so that it takes all readers for one, which spares it a slow hash for each. We are told of one and
meet another address with each comment, judge it with a filter that has learned, and store the reasons. Both sync each
commit: Isso's SQLite has a rollback journal and `synchronous=FULL`, ours a WAL and the same.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

from rich.progress import track

from bench.bodies import Bodies
from bench.driving import Program, free_port, rejoinder, running
from bench.prepared import FOLDER, installation
from rejoinder.actions.installation import Installation
from rejoinder.actions.owning.sites import add_site
from rejoinder.actions.reading.submit import Draft, submit
from rejoinder.cli.common import opened
from rejoinder.moderation import Status
from rejoinder.store import comments

__all__ = [
    "COMMENTS",
    "ISSO",
    "OURS",
    "Asked",
    "PAGES",
    "Post",
    "isso",
    "isso_count",
    "isso_is_there",
    "isso_syncs",
    "ours",
    "posts",
    "see_thread",
    "write_posts",
    "write_readings",
]

SITE = "https://paper.example"
PAGES, COMMENTS = 20, 50  # that are read
POSTED_PAGES = 300
SPAM_SHARE = 0.2  # of what is posted; nobody knows what it is elsewhere
VENV = Path(".venv-isso/bin")
_GUNICORN = ("-w", "1", "--preload", "--no-control-socket", "--log-level", "error")
_CONF = """
[general]
dbpath = {folder}/comments.db
host = {site}
notify =
[guard]
enabled = false
[server]
public-endpoint = http://127.0.0.1:{port}
"""


@dataclass(frozen=True, slots=True)
class Post:
    """A comment as a reader sends it. `parent` is the place of the one that it answers, among those of its page."""

    page: str
    author: str
    text: str
    parent: int | None = None

    @property
    def title(self) -> str:
        """What the page is called."""
        return f"Article {self.page.strip('/')}"


@dataclass(frozen=True, slots=True)
class Asked:
    """How a thread is asked: `reading` gives the path for a page, `posting` the path and the body for a comment."""

    reading: Callable[[str], str]
    posting: Callable[[Post], tuple[str, dict[str, object]]]


# What our script asks when a page is opened, and where it posts to: in this place alone.
READING = "/embed/thread"
POSTING = "/api/v1/comments"


def _our_reading(page: str) -> str:
    return f"{READING}?{urlencode({'site': SITE, 'url': SITE + page, 'lang': 'en'})}"


def _our_posting(post: Post) -> tuple[str, dict[str, object]]:
    told = {"site": SITE, "url": SITE + post.page, "title": post.title, "author": post.author, "text": post.text}
    return POSTING, {**told, "email": "", "website": ""}


def _isso_posting(post: Post) -> tuple[str, dict[str, object]]:
    told = {"author": post.author or None, "email": None, "website": None, "text": post.text, "parent": None}
    return f"/new?uri={quote(post.page, safe='')}", {**told, "title": post.title, "notification": 0}


OURS = Asked(_our_reading, _our_posting)
ISSO = Asked(
    lambda page: f"/?uri={quote(page, safe='')}&sort=oldest&offset=0&nested_limit=5",
    _isso_posting,
)


def posts(count: int, seed: int = 11) -> Iterator[Post]:
    """Comments to post, no two alike, of 200 to 400 characters, under many pages."""
    bodies, dice = Bodies("", seed), random.Random(seed)
    for number in range(count):
        is_spam = dice.random() < SPAM_SHARE
        text = bodies.text(f"host-{number}.example", is_spam=is_spam, length=dice.randrange(170, 250))
        yield Post(
            f"/2026/{dice.randrange(POSTED_PAGES)}/", f"{_NAMES[number % len(_NAMES)]} {number % 997}", text[:400]
        )


_NAMES = ("Ada", "Bela", "Cem", "Dora", "Emil", "Farid", "Greta", "Hana", "Ivo", "Jana", "Kofi", "Lena", "Mina", "Nils")


def thread(page: str, count: int, seed: int) -> Iterator[Post]:
    """The comments of a thread that is read: every third answers the one before it."""
    for place, post in enumerate(posts(count, seed)):
        yield Post(page, post.author, post.text, place - 1 if place % 3 == 2 else None)


def write_readings(asked: Asked) -> Callable[[Path, int], None]:
    """Writes requests for the pages that are read, in turn."""

    def write(path: Path, count: int) -> None:
        with path.open("wb") as file:
            for number in range(count):
                line = f"{asked.reading(_page(number % PAGES))} 0 Accept-Encoding:gzip Origin:{SITE}\n"
                file.write(line.encode())

    return write


def write_posts(asked: Asked) -> Callable[[Path, int], None]:
    """Writes posts, as the script of a page sends them."""

    def write(path: Path, count: int) -> None:
        with path.open("wb") as file:
            for number, post in enumerate(track(posts(count), "comments", total=count)):
                where, told = asked.posting(post)
                body = json.dumps(told).encode()
                headers = {
                    "Content-Type": "application/json",
                    "Accept-Encoding": "gzip",
                    "Origin": SITE,
                    "Referer": SITE + post.page,
                    "User-Agent": f"Mozilla/5.0-(X11;Linux-x86_64)-Firefox/{110 + number % 30}.0",
                    "X-Forwarded-For": f"198.{18 + number % 2}.{number // 2 % 256}.{number // 512 % 256}",
                    "Idempotency-Key": f"{number:032x}",
                }
                rest = "".join(f" {name}:{value}" for name, value in headers.items())
                file.write(f"{where} {len(body)}{rest}\n".encode() + body)

    return write


def _page(number: int) -> str:
    return f"/read/{number}/"


def see_thread(program: Program, asked: Asked) -> int:
    """How many bytes a thread takes when it is asked for; ends the program when they do not hold all of it."""
    call = Request(f"http://127.0.0.1:{program.port}{asked.reading(_page(0))}", headers={"Accept-Encoding": "gzip"})
    with urlopen(call) as answer:  # noqa: S310 - a server of this measurement
        sent = answer.read()
    plain = gzip.decompress(sent) if sent.startswith(b"\x1f\x8b") else sent
    missing = [post.author for post in thread(_page(0), COMMENTS, 0) if post.author.encode() not in plain]
    assert not missing, f"the thread lacks comments: {missing}"
    return len(sent)


@contextmanager
def ours(name: str, threads: Mapping[str, int] | None = None, site: str = SITE) -> Iterator[tuple[Program, Path]]:
    """Our server and its data folder, on SQLite, with these threads and with a filter that has learned."""
    with installation(name) as (data, _):
        with opened(data, base_url="http://127.0.0.1") as house:
            if site != SITE:
                add_site(house, site)
            for seed, (page, count) in enumerate((_threads() if threads is None else threads).items()):
                _fill(house, site, thread(page, count, seed), count)
        port = free_port()
        told = {"REJOINDER_TRUSTED_PROXIES": "127.0.0.1", "REJOINDER_POSTS_PER_HOUR": "0"}
        with running(rejoinder(data, port), "0", port, "/healthz", environment=told) as program:
            yield program, data


def _threads() -> dict[str, int]:
    return {_page(number): COMMENTS for number in range(PAGES)}


def _fill(house: Installation, site: str, made: Iterator[Post], count: int) -> None:
    numbers: list[int] = []
    for post in track(made, "thread", total=count, disable=count < 200):
        parent = None if post.parent is None else numbers[post.parent]
        draft = Draft(site, site + post.page, post.text, post.author, title=post.title, parent_id=parent)
        numbers.append(submit(house, draft).comment_id)
        with house.store.write() as connection:  # it is to be read, whatever the filter says of it
            found = comments.by_id(connection, numbers[-1])
            assert found is not None
            comments.set_status(connection, found, Status.PUBLISHED, house.clock())


def isso_is_there() -> bool:
    """Whether .venv-isso is filled; it is filled now, if it can be."""
    told = {**os.environ, "PYTHON": sys.executable}
    return subprocess.run([Path("scripts/peers").resolve(), "isso"], check=False, env=told).returncode == 0


@contextmanager
def isso(
    threads: Mapping[str, int] | None = None, site: str = SITE, application: str = "isso.run"
) -> Iterator[Program]:
    """Isso, with these threads."""
    folder, port = FOLDER / "isso", free_port()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    conf = folder / "isso.cfg"
    conf.write_text(_CONF.format(folder=folder.resolve(), port=port, site=site))
    call = [str(VENV / "gunicorn"), "-b", f"127.0.0.1:{port}", *_GUNICORN, application]
    told = {"ISSO_SETTINGS": str(conf.resolve()), "PYTHONPATH": str(Path.cwd())}
    with running(call, "0", port, "/config", environment=told) as program:
        for seed, (page, count) in enumerate((_threads() if threads is None else threads).items()):
            _send(port, thread(page, count, seed), count)
        yield program
    shutil.rmtree(folder)


def _send(port: int, made: Iterator[Post], count: int) -> None:
    numbers: list[int] = []
    for post in track(made, "thread", total=count, disable=count < 200):
        where, told = ISSO.posting(post)
        told["parent"] = None if post.parent is None else numbers[post.parent]
        body, headers = json.dumps(told).encode(), {"Content-Type": "application/json"}
        with urlopen(Request(f"http://127.0.0.1:{port}{where}", body, headers)) as answer:
            numbers.append(json.load(answer)["id"])


def isso_count() -> int:
    """How many comments Isso has stored."""
    with closing(sqlite3.connect(FOLDER / "isso" / "comments.db")) as connection:
        return int(connection.execute("SELECT count(*) FROM comments").fetchone()[0])


def isso_syncs() -> str:
    """How durable Isso's SQLite is: it sets nothing, so this is what its Python's SQLite does by itself."""
    code = "import sqlite3; c = sqlite3.connect(':memory:'); print(*c.execute('PRAGMA synchronous').fetchone())"
    found = subprocess.run([VENV / "python", "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    return {"0": "OFF", "1": "NORMAL", "2": "FULL"}.get(found, found)
