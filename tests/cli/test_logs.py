"""The log: a record is a record, whoever writes to the server; nothing that anybody wrote stands in it."""

from __future__ import annotations

import base64
import io
import json
import logging
import signal
import subprocess
import sys
import threading
from urllib.parse import quote

import httpx
import pytest

from rejoinder.cli.logs import AsJson, AsText
from rejoinder.settings import FILE
from rejoinder.web.border.rules import Rules
from tests.cli.programs import PLAIN
from tests.docs.test_docs import page
from tests.faults.program import furnish
from tests.serving import PAGE, PASSWORD, SITE, running_server

HOSTILE = [
    "\n2026-01-01 INFO login ok user=admin",
    '\r\n{"level": "info", "event": "login ok"}\r\n',
    "\x1b[2J\x1b[1;1H",
    "\a\b\b",
    "%(asctime)s %s %n {0} {self}",
    "\u2028fake line\u2029and another\x85and a third\x0band\x0cmore",
    '{"level":"info"}\n',
    "\u202e}desrever{\u2066",
    "\x00null\x00",
    "\ud800 alone",
    'quote " backslash \\',
    "a" * 100_000,
]


def record(message, *values, **more):
    made = logging.LogRecord("a.logger", logging.WARNING, "/a/file.py", 1, message, values, more.pop("exc_info", None))
    made.__dict__.update(more)
    return made


@pytest.mark.parametrize("payload", HOSTILE)
def test_whatever_is_logged_is_one_object_on_one_line(payload):
    for said in (record("%s", payload), record(payload), record("x", told={"route": payload})):
        line = AsJson().format(said)
        assert line.isascii()
        assert line.isprintable()
        told = json.loads(line)
        assert set(told) >= {"time", "level", "logger", "event"}
        for value in (told["event"], told.get("route", ""), *told.get("more", ())):
            assert len(value) <= 512
            assert value.isprintable()


@pytest.mark.parametrize("payload", HOSTILE)
def test_in_text_nothing_but_a_record_begins_at_the_margin(payload):
    first, *more = AsText().format(record("%s", payload)).splitlines()
    assert " WARNING a.logger: " in first
    assert all(line.startswith("    ") for line in more)
    assert all(line.isprintable() for line in (first, *more))


def fail(*_arguments, **_named):
    words = chr(99) + "anary of a reader"  # the line itself stands in the trace
    raise ValueError(words)


@pytest.mark.parametrize("made", [AsJson(), AsText()])
def test_an_exception_is_told_by_kind_and_place_and_never_in_its_own_words(made):
    try:
        fail()
    except ValueError:
        said = record("went wrong", exc_info=sys.exc_info())
    line = made.format(said)
    assert "canary" not in line.replace('raise ValueError("canary of a reader")', "").replace(
        r"\"canary of a reader\"", ""
    )
    assert "ValueError" in line
    assert "in fail" in line


WORDS = {
    "text": "canaryword in the text",
    "author": "canaryname",
    "email": "canary@mail.example",
    "url": "https://canarysite.example/",
    "title": "canarytitle",
}
MARKS = ("canary", "Canary", PASSWORD, "wrong-horse", "198.51.100", base64.b64encode(b"canary:x").decode())
HEADERS = {
    "User-Agent": "canaryagent\t%(asctime)s {self}",
    "Referer": f"{SITE}/canaryreferrer",
    "X-Forwarded-For": "198.51.100.77",
    "Forwarded": "for=198.51.100.78",
    "Cookie": "session=canarycookie",
    "Authorization": f"Basic {base64.b64encode(b'canary:x').decode()}",
    "Accept-Language": "canarylanguage",
    "Idempotency-Key": "canarykey",
}


def knock(client, key):
    """Somebody marked knocks at every door, well-formed and not. Returns what the server answered."""
    answers = [
        client.post("/api/v1/comments", json={"site": SITE, "url": PAGE, **WORDS}),
        client.post("/api/v1/comments", json={"site": "https://canary.example", "url": PAGE, **WORDS}),
        client.post("/api/v1/comments", content=b'{"text": "canaryword'),
        client.post("/thread", data={"site": SITE, "url": PAGE, **WORDS}),
        client.post("/thread", data={"site": SITE, "url": PAGE, **WORDS, "email": "canary no address"}),
        client.get("/thread", params={"site": SITE, "url": f"{SITE}/canarypage"}),
        client.get("/thread/receipt/canaryreceipt"),
        client.get("/data", params={"site": "canarysite"}),
        client.post("/desk/sign-in", data={"name": "canaryname", "password": "wrong-horse"}),
        client.post("/desk/sign-in", data={"name": "Ada", "password": PASSWORD, "next": "/desk/canary"}),
        client.get("/desk/comments/canary1"),
        client.post("/desk/comments/1/decide", data={"token": "canarytoken", "decision": "canary"}),
        client.get("/metrics", params={"token": "canary"}),
        client.get("/healthz", params={"canary": "canary"}),
        client.get("/canary" + quote("\n{}\n")),
        client.request("PURGE", "/canary"),
        client.get("/" + "canary" * 2_000),
    ]
    for verb in ("comment-check", "submit-spam", "verify-key", "canary-verb"):
        sent = {
            "blog": SITE,
            "user_ip": "198.51.100.9",
            "comment_content": "canaryword",
            "comment_author": "canaryname",
        }
        for with_key in (key, "canarykey0123"):
            answers.append(client.post(f"/1.1/{verb}", data={**sent, "api_key": with_key}))  # noqa: PERF401 - two loops
    answers += [
        client.post("/1.1/comment-check", content=b"\xff=canary&" * 3_000),
        client.post("/1.1/comment-check", data=sent, headers={"Host": "canarykey.rest.example"}),
    ]
    return answers


def checked(lines, key):
    """Every line is an object, and none repeats anybody."""
    found = []
    for line in lines:
        found.append(json.loads(line))
        assert isinstance(found[-1], dict), line
        for mark in (*MARKS, key):
            assert mark not in line, line
    return found


def test_nothing_that_anybody_wrote_comes_into_the_log_whatever_door_they_knock_at(tmp_path):
    key = furnish(tmp_path)
    (tmp_path / FILE).write_text('log_format = "json"\naccess_log = true\nmetrics_token = "canarytoken-of-an-owner"\n')
    with _serving(tmp_path) as (url, lines), httpx.Client(base_url=url, timeout=60) as client:
        statuses = [answer.status_code for answer in knock(client, key)]
        for name, value in HEADERS.items():
            statuses += [answer.status_code for answer in knock(_with(client, name, value), key)]
        for payload in HOSTILE:
            for name in ("User-Agent", "Referer"):
                sent = "".join(char for char in payload if char.isprintable()).strip()[:7_000].encode()
                statuses.append(client.get("/healthz", headers={name.encode(): sent}).status_code)
            statuses.append(client.get(f"/{quote(payload[:500], errors='replace')}").status_code)
    assert max(statuses) < 500
    found = checked(lines, key)
    requests = [line for line in found if line["logger"] == "rejoinder.access"]
    # The longest address is refused before it is a whole request.
    assert len(requests) == len([status for status in statuses if status != 414])
    assert {"/api/v1/comments", "/thread/receipt/{receipt}", "/desk/comments/{comment}", "/1.1/comment-check", ""} <= {
        line["route"] for line in requests
    }
    assert {line["method"] for line in requests} <= {"GET", "POST", "other"}
    assert len({line["request"] for line in requests}) == len(requests)
    assert all(0 <= line["ms"] < 60_000 for line in requests)


def _with(client, name, value):
    client.headers = httpx.Headers({**httpx.Headers(), name: value})
    return client


class _serving:  # noqa: N801 - used as a function
    """`rejoinder serve`, whose standard error are the lines; its address is read from the first of them."""

    def __init__(self, folder):
        call = [sys.executable, "-u", "-m", "rejoinder", "serve", "--data", str(folder), "--port", "0"]
        self._process = subprocess.Popen(call, stderr=subprocess.PIPE, stdout=subprocess.PIPE, env=PLAIN, text=True)
        self._lines = []

    def __enter__(self):
        first = self._process.stderr.readline()
        self._lines.append(first)
        url = json.loads(first)["event"].rpartition("listening on ")[2].rstrip(").")
        self._reader = threading.Thread(target=lambda: self._lines.extend(self._process.stderr))
        self._reader.start()
        return url, self._lines

    def __exit__(self, *_):
        self._process.send_signal(signal.SIGTERM)
        said, _none = self._process.stdout.read(), self._reader.join(60)
        self._process.stdout.close()
        assert self._process.wait(60) == 0
        self._process.stderr.close()
        assert said == "", "nothing is said but by the log"


@pytest.fixture
def log():
    """What is logged, as it would be written."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(AsJson())
    handler.addFilter(lambda record: not record.name.startswith(("httpx", "httpcore")))  # they are the client's
    logging.getLogger().addHandler(handler)
    yield lambda: checked(written.getvalue().splitlines(), "no key")
    logging.getLogger().removeHandler(handler)


def test_faults_of_ours_repeat_nobody_and_name_the_request(folder, monkeypatch, log, caplog):
    for verb in (
        "web.thread.posting.submit_all",
        "web.akismet.calls.check_all",
        "web.desk.routes.words",
    ):
        monkeypatch.setattr(f"rejoinder.{verb}", fail)
    caplog.set_level(logging.INFO)
    with running_server(folder, Rules(access_log=True)) as server, httpx.Client(base_url=server.url) as client:
        statuses = {answer.status_code for answer in knock(client, server.key)}
    assert 500 in statuses
    found = log()
    faults = [line for line in found if "ValueError" in line["event"]]
    assert len(faults) >= 3
    assert {line["event"] for line in faults} >= {
        "ValueError at POST /api/v1/comments",
        "ValueError at an Akismet client's call",
    }
    requests = {line["request"]: line for line in found if line["logger"] == "rejoinder.access"}
    for fault in faults:
        assert requests[fault["request"]]["status"] in (500, 503)
        assert any("in fail" in more for more in fault["more"])


def test_what_uvicorn_says_goes_the_same_way(folder, log):
    with running_server(folder):
        try:
            fail()
        except ValueError:
            logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
    (line,) = [line for line in log() if line["logger"] == "uvicorn.error"]
    assert line["event"] == "Exception in ASGI application"
    assert line["more"][0] == "ValueError at"


def test_without_the_setting_there_is_no_line_for_a_request(tmp_path):
    furnish(tmp_path)
    (tmp_path / FILE).write_text('log_format = "json"\n')
    with _serving(tmp_path) as (url, lines):
        assert httpx.get(f"{url}/healthz").status_code == 200
    assert [json.loads(line)["logger"] for line in lines] == ["rejoinder.serve"]


def test_the_names_on_a_line_stand_in_the_docs():
    text = page("docs/monitoring.md").partition("## The log")[2]
    for name in ("time", "level", "logger", "event", "more", "request", "method", "route", "status", "ms"):
        assert f"`{name}`" in text
