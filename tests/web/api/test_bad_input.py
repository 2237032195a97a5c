"""What no honest client sends: refused with a 4xx, a sentence and the one shape of errors; nothing is stored."""

import json
import socket
from urllib.parse import urlencode

import httpx
import pytest

from rejoinder.web.border.limits import COMMENT
from tests.serving import PAGE, SITE, running_server
from tests.web.thread.readers import THREAD, count

FINE = {**THREAD, "text": "words"}
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


def changed(**more):
    return json.dumps({**FINE, **more}).encode()


# What is sent to /api/v1/comments, as what, and which status answers it.
BODIES = {
    "empty": (b"", JSON, 400),
    "half an object": (b"{", JSON, 400),
    "a list": (b"[]", JSON, 400),
    "null": (b"null", JSON, 400),
    "a number": (b"1", JSON, 400),
    "not a number": (b'{"text": NaN}', JSON, 400),
    "infinity": (b'{"text": 1e999}', JSON, 400),
    "more digits than anybody needs": (b'{"parent": ' + b"9" * 5000 + b"}", JSON, 400),
    "deep lists": (b"[" * 30_000, JSON, 400),
    "deep objects": (b'{"text":' * 7_000, JSON, 400),
    "not UTF-8": (b'{"text": "\xff"}', JSON, 400),
    "a byte order mark": (b"\xef\xbb\xbf" + changed(), JSON, 400),
    "UTF-16": (json.dumps(FINE).encode("utf-16"), JSON, 400),
    "a raw surrogate": (b'{"text": "\xed\xa0\x80"}', JSON, 400),
    "a lone surrogate": (changed(text="\ud800"), JSON, 400),
    "NUL in the text": (changed(text="a\x00b"), JSON, 400),
    "NUL in the name": (changed(author="a\x00b"), JSON, 400),
    "NUL in the site": (changed(site=f"{SITE}\x00"), JSON, 400),
    "NUL in the page": (changed(url=f"{PAGE}\x00"), JSON, 400),
    "an escape of terminals": (changed(text="\x1b[2J"), JSON, 400),
    "a field that is not known": (changed(status="published"), JSON, 400),
    "a field with the address of somebody": (changed(ip="192.0.2.1"), JSON, 400),
    "a time of one's own": (changed(time="2020-01-01T00:00:00Z"), JSON, 400),
    "a text that is a list": (changed(text=["a"]), JSON, 400),
    "a text that is null": (changed(text=None), JSON, 400),
    "a parent that is a number": (changed(parent=1), JSON, 400),
    "no text": (json.dumps(THREAD).encode(), JSON, 400),
    "an empty text": (changed(text=""), JSON, 400),
    "a text of blanks": (changed(text=" \n\t\u3000"), JSON, 400),
    "a text over its limit": (changed(text="x" * 10_001), JSON, 413),
    "an emoji over its limit": (changed(text="\U0001f600" * 5_001 + "x" * 5_000), JSON, 413),
    "a name over its limit": (changed(author="x" * 81), JSON, 413),
    "an e-mail address over its limit": (changed(email="x" * 250 + "@x.org"), JSON, 413),
    "an e-mail address that is none": (changed(email="x"), JSON, 400),
    "a website that is a script": (changed(website="javascript:alert(1)"), JSON, 400),
    "a website that is data": (changed(website="data:text/html,x"), JSON, 400),
    "a website with a quotation mark": (changed(website="https://a.example/'onclick='"), JSON, 400),
    "a page that is a file": (changed(url="file:///etc/passwd"), JSON, 400),
    "a page with a password": (changed(url="https://paper.example@evil.example/"), JSON, 400),
    "a page with an impossible port": (changed(url="https://paper.example:99999/"), JSON, 400),
    "a page with half an IPv6 address": (changed(url="https://[::1/"), JSON, 400),
    "a page elsewhere": (changed(url="https://else.example/"), JSON, 400),
    "a site that is not ours": (changed(site="https://else.example"), JSON, 404),
    "an empty site": (changed(site=""), JSON, 404),
    "a parent that is not there": (changed(parent="7"), JSON, 404),
    "an empty parent": (changed(parent=""), JSON, 400),
    "a parent of 5,000 digits": (changed(parent="9" * 5000), JSON, 404),
    "a parent beyond 63 bits": (changed(parent=str(2**63)), JSON, 404),
    "a negative parent": (changed(parent="-1"), JSON, 404),
    "a parent in other digits": (changed(parent="١"), JSON, 404),
    "a parent that is SQL": (changed(parent="1 OR 1=1"), JSON, 404),
    "a body over its limit": (changed(text="x" * COMMENT.body), JSON, 413),
    "plain text": (changed(), "text/plain", 415),
    "no type": (changed(), None, 415),
    "a form": (urlencode(FINE).encode(), FORM, 415),
    "JSON in Latin-1": (changed(), "application/json; charset=latin-1", 415),
    "nearly JSON": (changed(), "application/jsonp", 415),
}

# The same for the form at /thread.
FORMS = {
    "a byte that is not UTF-8": (urlencode(FINE).encode() + b"\xff", FORM, 400),
    "the same with a percent sign": (urlencode(THREAD).encode() + b"&text=%ff", FORM, 400),
    "a surrogate": (urlencode(THREAD).encode() + b"&text=%ED%A0%80", FORM, 400),
    "nothing": (b"", FORM, 400),
    "a thousand fields": (b"&".join(b"a=1" for _ in range(1000)), FORM, 413),
    "more than fits": (urlencode({**FINE, "text": "x" * COMMENT.body}).encode(), FORM, 413),
    "JSON": (changed(), JSON, 415),
    "parts": (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x", 415),
    "no type": (urlencode(FINE).encode(), None, 415),
}


@pytest.fixture(scope="module")
def server(lasting_folder):
    """One server for the whole table: nothing in it is ever stored, and each case checks that."""
    with running_server(lasting_folder) as running:
        yield running


def send(server, path, body, kind):
    return httpx.post(f"{server.url}{path}", content=body, headers={} if kind is None else {"content-type": kind})


@pytest.mark.parametrize(("body", "kind", "status"), BODIES.values(), ids=list(BODIES))
def test_a_body_that_cannot_be_taken(server, body, kind, status):
    answer = send(server, "/api/v1/comments", body, kind)
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert set(error) == {"code", "sentence", "remedy"}
    assert error["sentence"].endswith((".", "."))
    assert answer.headers["vary"] == "Origin"
    assert count(server.house) == 0


@pytest.mark.parametrize(("body", "kind", "status"), FORMS.values(), ids=list(FORMS))
def test_a_form_that_cannot_be_taken(server, body, kind, status):
    answer = send(server, "/thread", body, kind)
    assert answer.status_code == status, answer.text
    assert "<h1>" in answer.text
    assert count(server.house) == 0


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        (f"site={SITE}", 400),
        (f"site={SITE}&url=%ff", 400),
        (f"site={SITE}&url=%00", 400),
        (f"site={SITE}&url={'x' * 5000}", 413),
        (f"site={'x' * 3000}&url={PAGE}", 413),
        (f"site=https://else.example&url={PAGE}", 404),
        (f"site={SITE}&url=https://else.example/", 400),
        ("&".join(f"a{number}=1" for number in range(60)), 413),
    ],
)
def test_a_question_that_cannot_be_answered(server, query, status):
    answer = httpx.get(f"{server.url}/api/v1/thread?{query}")
    assert answer.status_code == status
    assert set(answer.json()["error"]) == {"code", "sentence", "remedy"}


@pytest.mark.parametrize(("path", "kind"), [("/api/v1/comments", JSON), ("/thread", FORM)])
def test_a_body_without_an_end_is_refused_when_it_is_too_long(server, path, kind):
    host, port = server.url.removeprefix("http://").split(":")
    chunk = b"1000\r\n" + b"x" * 4096 + b"\r\n"
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nTransfer-Encoding: chunked\r\n\r\n"
        connection.sendall(head.encode() + chunk * (COMMENT.body // 4096 + 1))
        assert connection.recv(4096).startswith(b"HTTP/1.1 413 ")
    assert count(server.house) == 0


@pytest.mark.parametrize("stated", ["9999999999999", str(COMMENT.body + 1)])
def test_a_length_over_the_limit_is_refused_before_the_body_is_read(server, stated):
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        head = f"POST /api/v1/comments HTTP/1.1\r\nHost: x\r\nContent-Type: {JSON}\r\nContent-Length: {stated}\r\n\r\n"
        connection.sendall(head.encode())
        assert connection.recv(4096).startswith(b"HTTP/1.1 413 ")
