"""The widget beside Isso's in a real browser, on a phone that a slow network serves. A part of `make bench-server`.

A page of another origin holds an article, the thread, and a footer under it. The browser loads it without a cache, four
times slowed down, with 150 ms to the server and back and 1.6 Mbit/s, as Lighthouse takes a phone to be. Noted are the
requests to the server of the thread and what they weigh, when the first comment is painted, when nothing more changes
in the thread and the page answers again, how many comments it shows then, and how far what was there has been pushed
(`layout-shift`, https://wicg.github.io/layout-instability/). Each load is made several times; the medians count.

Isso is given something in front that compresses (`bench.compressed`); we compress by ourselves. The sizes of its script
and style are those of the files in its source package on PyPI, as that builds them.
"""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from statistics import median
from typing import Any

from playwright.sync_api import Browser, CDPSession, sync_playwright

from bench import thread
from tests.conftest import BROWSER_ARGUMENTS, find_browser

__all__ = ["Load", "Widget", "measure", "middle", "table"]

LENGTHS = (50, 1_000)
ROUNDS = 5
_SLOW = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
_CPU = 4
_PHONE = {"viewport": {"width": 412, "height": 823}, "device_scale_factor": 1.75, "is_mobile": True, "has_touch": True}
_PATIENCE_MS = 180_000
_QUIET_MS = 1_500  # without a change in the thread: it has settled
_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>An article</title>
<link rel="icon" href="data:,"></head><body><main><h1>An article</h1>
<p>The council has counted the street lights of the old town again, and found three columns that nobody had lit.</p>
</main>%s<footer><p>What stands under the thread, and is pushed by it.</p></footer></body></html>"""

# Notes when comments are first painted and when the thread last changed; two frames later what was drawn is seen.
_WATCH = """(() => {
  const seen = window.seen = { first: 0, last: 0, shift: 0, blocked: 0 };
  const painted = (then) => requestAnimationFrame(() => setTimeout(() => then(performance.now())));
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) seen.shift += one.value;
  }).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) seen.blocked += Math.max(0, one.duration - 50);
  }).observe({ type: "longtask", buffered: true });
  new MutationObserver(() => {
    const shown = document.querySelector(COMMENT) && document.querySelector(FORM);
    painted((now) => {
      if (shown && !seen.first) seen.first = now;
      seen.last = Math.max(seen.last, now);
    });
  }).observe(document, { childList: true, subtree: true, characterData: true, attributes: true });
})();"""


@dataclass(frozen=True, slots=True)
class Widget:
    """A thread in a page: what the page says, and what a comment and the field for a new one are found by."""

    name: str
    body: str
    comment: str
    form: str


OURS = Widget(
    "Rejoinder",
    '<div id="rejoinder-thread"></div><script src="{base}/embed.js" data-site="{site}" async></script>',
    ".rejoinder-comment",
    ".rejoinder textarea",
)
ISSO = Widget(
    "Isso",
    '<section id="isso-thread"></section><script src="{base}/js/embed.min.js" data-isso="{base}/" async></script>',
    "#isso-root .isso-comment",
    ".isso-textarea",
)


@dataclass(frozen=True, slots=True)
class Load:
    """What one load of a page took. Bytes are of script and style, of all answers, as they came over the network."""

    files: int
    everything: int
    requests: int
    first_ms: float
    settled_ms: float
    blocked_ms: float
    shift: float
    shown: int


def middle(loads: Sequence[Load]) -> Load:
    """The median of each figure."""
    return Load(*(median(getattr(one, name) for one in loads) for name in Load.__slots__))  # type: ignore[arg-type]


def table(rows: Sequence[tuple[str, int, Load]]) -> list[str]:
    """The loads as Markdown, by name and length of the thread."""
    head = (
        "| widget | comments | shown | script and style, bytes | all bytes | requests | first comment ms | settled ms "
        "| blocked ms | layout shift |\n|---|---|---|---|---|---|---|---|---|---|"
    )
    return [
        head,
        *(
            f"| {name} | {length:,} | {one.shown:,.0f} | {one.files:,.0f} | {one.everything:,.0f} | {one.requests:.0f} "
            f"| {one.first_ms:,.0f} | {one.settled_ms:,.0f} | {one.blocked_ms:,.0f} | {one.shift:.3f} |"
            for name, length, one in rows
        ),
    ]


def measure() -> list[str]:
    """Both widgets, with short and long threads; the lines of a table."""
    program = find_browser()
    if program is None:
        return ["No Chromium was found for the widgets."]
    rows: list[tuple[str, int, Load]] = []
    pages: dict[str, str] = {}
    threads = {f"/{length}/": length for length in LENGTHS}
    with ExitStack() as stack:
        site = stack.enter_context(_hosting(pages))
        chromium = stack.enter_context(sync_playwright()).chromium
        browser = chromium.launch(executable_path=program, args=list(BROWSER_ARGUMENTS))
        with thread.ours("widget", threads, site) as (server, _):
            rows += _both_lengths(browser, OURS, f"http://127.0.0.1:{server.port}", site, pages)
        if thread.isso_is_there():
            with thread.isso(threads, site, "bench.compressed") as server:
                rows += _both_lengths(browser, ISSO, f"http://127.0.0.1:{server.port}", site, pages)
        browser.close()
    return table(rows)


def _both_lengths(
    browser: Browser, widget: Widget, base: str, site: str, pages: dict[str, str]
) -> Iterator[tuple[str, int, Load]]:
    for length in LENGTHS:
        pages[f"/{length}/"] = _PAGE % widget.body.format(base=base, site=site)
        loads = [_load(browser, widget, base, f"{site}/{length}/") for _ in range(ROUNDS)]
        yield widget.name, length, middle(loads)


def _load(browser: Browser, widget: Widget, base: str, address: str) -> Load:
    """One load by a phone that was never there."""
    context = browser.new_context(**_PHONE)  # type: ignore[arg-type]
    try:
        page = context.new_page()
        page.set_default_timeout(_PATIENCE_MS)
        page.add_init_script(_WATCH.replace("COMMENT", repr(widget.comment)).replace("FORM", repr(widget.form)))
        session = context.new_cdp_session(page)
        sent = _Sent(session, base)
        session.send("Network.emulateNetworkConditions", _SLOW)
        session.send("Emulation.setCPUThrottlingRate", {"rate": _CPU})
        page.goto(address)
        page.wait_for_function(f"seen.first && performance.now() - seen.last > {_QUIET_MS}", polling=200)
        seen: Mapping[str, float] = page.evaluate("seen")
        shown = page.locator(widget.comment).count()
    finally:
        context.close()
    return Load(
        sent.bytes("Script", "Stylesheet"),
        sent.bytes(),
        len(sent.kinds),
        seen["first"],
        seen["last"],
        seen["blocked"],
        seen["shift"],
        shown,
    )


class _Sent:
    """The requests of a page to one server, with their kinds and what their bodies weigh on the way."""

    def __init__(self, session: CDPSession, base: str) -> None:
        self.kinds: dict[str, str] = {}
        self._weights: dict[str, int] = {}
        self._base = base
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.dataReceived", self._came)
        session.send("Network.enable")

    def bytes(self, *kinds: str) -> int:
        """What all requests of these kinds, or all, weigh without their headers."""
        return sum(self._weights.get(one, 0) for one, kind in self.kinds.items() if not kinds or kind in kinds)

    def _asked(self, told: dict[str, Any]) -> None:
        if told["request"]["url"].startswith(self._base):
            self.kinds[told["requestId"]] = told.get("type", "Preflight")

    def _came(self, told: dict[str, Any]) -> None:
        name = told["requestId"]
        self._weights[name] = self._weights.get(name, 0) + told["encodedDataLength"]


@contextmanager
def _hosting(pages: Mapping[str, str]) -> Iterator[str]:
    """The site whose pages these are; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = gzip.compress(pages.get(self.path, "").encode())
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            pass

    host = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running = threading.Thread(target=host.serve_forever, daemon=True)
    running.start()
    try:
        yield f"http://127.0.0.1:{host.server_port}"
    finally:
        host.shutdown()
        host.server_close()
        running.join(30)
