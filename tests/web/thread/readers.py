"""What tests of the thread's faces do again and again: put comments under a page, fix the verdict, host an article."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

from rejoinder.actions.installation import Installation
from rejoinder.actions.reading.submit import Draft, submit
from rejoinder.filter import Verdict, VerdictLabel
from rejoinder.moderation import Status
from rejoinder.store import comments, pages
from tests.serving import PAGE, SITE

THREAD = {"site": SITE, "url": PAGE}


def put(
    house: Installation, text: str, *, status: Status = Status.PUBLISHED, draft: Draft | None = None, **more
) -> int:
    """A comment under the page, with the status that a test needs; returns its number."""
    submitted = submit(house, Draft(**{"site": SITE, "page_url": PAGE, "author": "Ada", **more, "text": text}))
    give_status(house, submitted.comment_id, status)
    return submitted.comment_id


def give_status(house: Installation, number: int, status: Status) -> None:
    """Set a comment's status, whatever the law says. A published one names its page, as it does by law."""
    with house.store.write() as connection:
        comment = comments.by_id(connection, number)
        comments.set_status(connection, comment, status, house.clock())
        if status is Status.PUBLISHED:
            pages.give_title(connection, comment.page_id, comment.title)


def count(house: Installation) -> int:
    """How many comments are stored."""
    with house.store.read() as connection:
        return sum(comments.counts(connection).values())


@contextmanager
def judging(house: Installation, label: VerdictLabel) -> Iterator[None]:
    """Every comment gets this verdict while the block runs."""
    judge = house.judge
    before, judge.weights.filter = judge.weights.filter, _Fixed(label)
    try:
        yield
    finally:
        judge.weights.filter = before


class _Fixed:
    learned = 0

    def __init__(self, label: VerdictLabel) -> None:
        self.label = label

    def check(self, _comment) -> Verdict:
        return Verdict(self.label, 0.5, 0.0, ())

    def check_many(self, comments) -> Iterator[Verdict]:
        return map(self.check, comments)


# What a careful site sends with its articles: nothing inline, nothing but this one other server.
STRICT = (
    "default-src 'none'; script-src {base}; style-src {base}; connect-src {base}; img-src data:; "
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
ARTICLE = """<!doctype html><html lang="{lang}" dir="{dir}"><head><meta charset="utf-8"><title>An article</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<link rel="canonical" href="{site}{path}"><link rel="icon" href="data:,"></head>
<body><h1>An article</h1>{body}</body></html>"""
RTL = ("ar", "fa")
EMBED = '<div id="rejoinder-thread">{inside}</div><script src="{base}/embed.js" data-site="{site}" async></script>'


@contextmanager
def hosting(base: str) -> Iterator[tuple[str, dict[str, str]]]:
    """A site of its own origin: gives its address, and a dict from paths to what stands in the body there.

    In what stands there, `{base}` is our server and `{site}` the site itself. `?lang=ar` gives a page in that language.
    """
    pages: dict[str, str] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            lang = dict(parse_qsl(query)).get("lang", "en")
            values = {"base": base, "site": site, "path": path, "lang": lang, "dir": "rtl" if lang in RTL else "ltr"}
            body = ARTICLE.replace("{body}", pages.get(path, ""))
            for name, value in values.items():
                body = body.replace(f"{{{name}}}", value)
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", STRICT.format(base=base))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_arguments: object) -> None:
            pass

    host = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site = f"http://127.0.0.1:{host.server_port}"
    thread = threading.Thread(target=host.serve_forever, daemon=True)
    thread.start()
    try:
        yield site, pages
    finally:
        host.shutdown()
        host.server_close()
        thread.join(30)
