"""Every address of the server, each with whatever may be wrong: a refusal in the form of its face, never a fault.

The cases are made from the lists of routes, of the protocol's calls, and of the OpenAPI description, so that a new
address is tried like all others from its first day.
"""

from __future__ import annotations

import itertools
import re
from urllib.parse import quote

import httpx
import pytest
from starlette.routing import Mount, Route

from rejoinder.web.akismet.addresses import ADDRESSES
from rejoinder.web.api.openapi import DESCRIPTION
from rejoinder.web.app import ROUTES
from rejoinder.web.border.limits import limit_of
from tests.docs.test_errors import listed
from tests.serving import PAGE, PASSWORD, SITE, running_server

STATUS = {row[0].strip("`"): int(row[1]) for row in listed("Over HTTP")}
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
TYPES = [
    "",
    "text/plain",
    "multipart/form-data; boundary=x",
    "application/xml",
    "nonsense",
    "application/json; charset=x",
]
# Numbers that nobody was given, as a path, a form or a query may hold them.
NUMBERS = ["0", "-1", "+1", "1.0", "1e3", "0x1", "007", str(2**31), str(2**63 - 1), str(2**63), "9" * 5000, "١", "１"]
NUMBERS += ["1 ", "1\x00", "null", "1;2", "../1", "%00", "<b>", "1' OR '1'='1", "\u202e1", "x" * 3000]
BROKEN = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"text"',
    b"NaN",
    b'{"text": NaN}',
    b'{"text": Infinity}',
    b'{"text": 1e999}',
    b'{"text": "\xff"}',
    b'{"text": "\xed\xa0\x80"}',
    b'{"text": "\\ud800"}',
    b'{"parent": ' + b"9" * 5000 + b"}",
    b"[" * 100_000,
    b'{"a":' * 20_000,
    b"{" + b'"a":1,' * 20_000 + b'"z":1}',
    b"\x00",
    b" " * 100_000 + b"{}",
]


BELOW = ["/", "/x", "//", "%2f", "%00", ".json", "%ff"]


def flat(routes, above=""):
    for route in routes:
        if isinstance(route, Mount) and route.routes:
            yield from flat(route.routes, above + route.path)
        elif isinstance(route, Route):
            yield above + route.path, route.methods


ALL = {}
for path, methods in flat(ROUTES):
    ALL.setdefault(path, set()).update(methods)
WRITING = [path for path, methods in ALL.items() if "POST" in methods]
NUMBERED = [path for path in ALL if "{" in path]
PROTOCOL = {f"/{path}": set(address.methods) for path, address in ADDRESSES.items()}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture(scope="module")
def client(server):
    """Somebody who has signed in, and has no proper form."""
    with httpx.Client(base_url=server.url, headers={"Origin": server.url}, timeout=60) as made:
        assert made.post("/desk/sign-in", data={"name": "Ada", "password": PASSWORD}).status_code == 303
        yield made


def filled(path, number="1"):
    return re.sub(r"\{\w+\}", quote(number, safe=""), path)


def refused(answer, *statuses):
    """The code of a refusal, which has the form of its face."""
    path = answer.request.url.path
    assert answer.status_code in statuses, (answer.status_code, path, answer.text[:300])
    assert "Traceback" not in answer.text
    if path.startswith(("/1.1/", "/1.2/")):
        assert answer.text not in ("true", "false", "valid", "invalid")
        assert answer.headers["x-akismet-debug-help"]
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        return None
    if path.startswith(("/api/", "/embed/", "/healthz", "/metrics")):
        assert set(answer.json()) == {"error"}
        error = answer.json()["error"]
        assert set(error) == {"code", "sentence", "remedy"}
        assert all(isinstance(value, str) and value for value in error.values())
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["vary"] == "Origin"
        code = error["code"]
    else:
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert "<h1>" in answer.text
        found = re.search(r"(\d{3}) · (\w+)", answer.text)
        code = found[2] if found else None  # else it is the form again, with the sentence in it
    if code is not None:
        assert STATUS[code] == answer.status_code, f"{code} stands in docs/errors.md with its status"
    if answer.status_code in (429, 503):
        assert int(answer.headers["retry-after"]) > 0
    assert answer.headers["x-content-type-options"] == "nosniff"
    return code


def test_the_lists_are_complete():
    assert len(WRITING) >= 6
    assert {path for path in ALL if path.startswith("/api/")} == set(DESCRIPTION["paths"])
    for path, operations in DESCRIPTION["paths"].items():
        assert {method.upper() for method in operations} <= ALL[path]


@pytest.mark.parametrize("path", [*ALL, *PROTOCOL])
def test_a_method_that_an_address_does_not_take_is_405_and_says_which_it_takes(client, path):
    taken = ALL.get(path) or PROTOCOL[path]
    for method in sorted(METHODS - taken - {"HEAD"}):
        answer = client.request(method, filled(path))
        assert refused(answer, 405) in ("wrong_method", None)
        assert set(answer.headers["allow"].split(", ")) <= taken, method


@pytest.mark.parametrize("path", [*WRITING, *PROTOCOL])
@pytest.mark.parametrize("kind", TYPES)
def test_a_type_that_an_address_does_not_take_is_415(client, path, kind):
    if path in PROTOCOL and not kind.startswith(("multipart/", "application/")):
        return  # clients of the protocol name no type, or any
    answer = client.post(filled(path), content=b"a=b", headers={"Content-Type": kind} if kind else {})
    # JSON and parts the protocol takes, but these are none.
    assert refused(answer, 415, *([400] if path in PROTOCOL else [])) in ("wrong_type", None)


@pytest.mark.parametrize("path", [*WRITING, *PROTOCOL])
def test_a_body_that_is_too_long_is_413(client, path):
    kind = JSON if path.startswith("/api/") else FORM
    answer = client.post(filled(path), content=b"x" * (limit_of(path).body + 1), headers={"Content-Type": kind})
    assert refused(answer, 413) in ("body_too_large", None)


@pytest.mark.parametrize("path", [path for path in WRITING if path.startswith("/api/")])
@pytest.mark.parametrize("body", BROKEN, ids=lambda body: repr(body[:20]))
def test_json_that_is_none_is_400(client, path, body):
    answer = client.post(path, content=body, headers={"Content-Type": JSON})
    assert refused(answer, 400) == "bad_json"


def test_of_a_field_that_is_there_twice_the_last_counts(client):
    body = f'{{"site":"{SITE}","url":"{PAGE}","text":"","text":"words","author":"a","author":"b"}}'
    assert client.post("/api/v1/comments", content=body, headers={"Content-Type": JSON}).status_code == 201


@pytest.mark.parametrize("path", [path for path in WRITING if not path.startswith("/api/")])
@pytest.mark.parametrize("body", [b"", b"%ff=1", b"a=%ED%A0%80", b"\xff", b"a=1&" * 60, b"=", b"&&&", b"a\x00=b"])
def test_a_form_that_is_none_is_refused(client, path, body):
    answer = client.post(filled(path), content=body, headers={"Content-Type": FORM})
    if path == "/desk/sign-out" or (path == "/desk/sign-in" and answer.status_code == 401):
        return  # a form without a token leaves the session as it is, and an empty sign-in is a wrong one
    refused(answer, 400, 401, 403, 413)


@pytest.mark.parametrize("path", NUMBERED)
@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_that_nobody_was_given_is_404(client, path, number):
    for method in ALL[path] - {"HEAD"}:
        answer = client.request(method, filled(path, number), headers={"Content-Type": FORM})
        # What writes looks at the form first, and there is none.
        refused(answer, *([403] if method == "POST" else [404]), *([404] if "/" in number else []))


@pytest.mark.parametrize("number", NUMBERS)
def test_so_it_is_in_a_query_and_in_a_body(client, number):
    thread = {"site": SITE, "url": PAGE, "text": "words"}
    asked = client.get("/thread", params={**thread, "reply": number})
    if asked.status_code == 200:
        assert "is not there any more" in asked.text, "one that might have been given"
    else:
        refused(asked, 404)
    assert client.get("/desk/", params={"done": number}).status_code == 200, "a message that is not shown"
    refused(client.post("/api/v1/comments", json={**thread, "parent": number}), 404)
    refused(client.post("/thread", data={**thread, "parent": number}), 404)


@pytest.mark.parametrize("path", [path for path, methods in ALL.items() if "GET" in methods])
@pytest.mark.parametrize("query", ["a=%ff", "&".join(f"a{n}=1" for n in range(60)), "=", "&&&", "%00", "a=%00", "<b>"])
def test_any_query_is_answered_or_refused(client, path, query):
    answer = client.get(f"{filled(path)}?{query}")
    assert answer.status_code < 500
    if answer.status_code >= 400:
        refused(answer, 400, 404, 413)


@pytest.mark.parametrize(("path", "extra"), list(itertools.product(ALL, BELOW)))
def test_what_stands_below_an_address_is_another_address(client, path, extra):
    answer = client.get(filled(path) + extra)
    assert answer.status_code in (200, 303, 404), answer.status_code
    assert not answer.headers.get("location", "").startswith(("http", "//")), "that would be from the Host header"
    if answer.status_code == 404:
        refused(answer, 404)


@pytest.mark.parametrize("path", [path for path, methods in ALL.items() if "GET" in methods])
def test_head_is_get_without_a_body(client, path):
    asked = client.head(filled(path))
    assert asked.status_code == client.get(filled(path)).status_code
    assert asked.content == b""
