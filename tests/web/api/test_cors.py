"""Whose pages may ask by script: those of the site, and ours. Never with credentials, always with `Vary: Origin`."""

import httpx
import pytest

from rejoinder.actions.owning.sites import add_site
from tests.serving import SITE
from tests.web.thread.readers import THREAD, count

OTHER_SITE = "https://other.example"
STRANGERS = ["https://evil.example", f"{SITE}.evil.example", "ftp://paper.example", f"{SITE}:8443", "null", "", "*"]
COMMENT = {**THREAD, "text": "words"}


@pytest.fixture
def ask(server):
    add_site(server.house, OTHER_SITE)

    def ask(method, path, origin, **more):
        return httpx.request(method, f"{server.url}/api/v1/{path}", headers={"origin": origin}, **more)

    return ask


def allowed(answer):
    assert answer.headers["vary"] == "Origin"
    assert "access-control-allow-credentials" not in answer.headers
    return answer.headers.get("access-control-allow-origin")


@pytest.mark.parametrize("origin", [SITE, SITE.replace("https", "http")])
def test_a_page_of_the_site_may_read_and_write_by_https_and_by_http(ask, origin):
    assert allowed(ask("GET", "thread", origin, params=THREAD)) == origin
    assert allowed(ask("OPTIONS", "comments", origin)) == origin
    answer = ask("POST", "comments", origin, json=COMMENT)
    assert (answer.status_code, allowed(answer)) == (201, origin)


def test_a_page_of_ours_may_read_and_write(ask, server):
    assert allowed(ask("GET", "thread", server.url, params=THREAD)) == server.url
    assert ask("POST", "comments", server.url, json=COMMENT).status_code == 201


@pytest.mark.parametrize("origin", STRANGERS)
def test_a_page_of_nobody_may_neither(ask, server, origin):
    read = ask("GET", "thread", origin, params=THREAD)
    assert (read.status_code, allowed(read)) == (200, None)
    write = ask("POST", "comments", origin, json=COMMENT)
    assert (write.status_code, allowed(write)) == (403, None)
    assert write.json()["error"]["code"] == "other_site"
    assert count(server.house) == 0


def test_a_page_of_another_site_is_told_that_it_may_not(ask, server):
    assert allowed(ask("GET", "thread", OTHER_SITE, params=THREAD)) is None
    write = ask("POST", "comments", OTHER_SITE, json=COMMENT)
    assert (write.status_code, allowed(write)) == (403, OTHER_SITE)
    assert count(server.house) == 0


def test_the_preflight_lets_pages_of_our_sites_send_json(ask):
    for origin in (SITE, OTHER_SITE):
        answer = ask("OPTIONS", "comments", origin)
        assert (answer.status_code, allowed(answer)) == (204, origin)
        assert answer.headers["access-control-allow-methods"] == "POST"
        assert answer.headers["access-control-allow-headers"] == "content-type, idempotency-key"


@pytest.mark.parametrize("origin", STRANGERS)
def test_the_preflight_refuses_everybody_else(ask, origin):
    answer = ask("OPTIONS", "comments", origin)
    assert (answer.status_code, allowed(answer)) == (403, None)
    assert "access-control-allow-methods" not in answer.headers


@pytest.mark.parametrize(
    ("method", "path", "more"),
    [
        ("GET", "thread", {"params": {"site": SITE}}),
        ("GET", "thread", {"params": {"site": "https://unknown.example", "url": "https://unknown.example/"}}),
        ("POST", "comments", {"content": b"{", "headers": None}),
        ("POST", "comments", {"json": {**COMMENT, "text": ""}}),
        ("POST", "comments", {"json": {**COMMENT, "site": "https://unknown.example"}}),
    ],
)
def test_a_page_of_the_site_is_told_what_was_wrong(ask, method, path, more):
    more.pop("headers", None)
    answer = ask(method, path, SITE, **more)
    assert 400 <= answer.status_code < 500
    assert allowed(answer) == SITE


@pytest.mark.parametrize(("method", "path"), [("GET", "nothing"), ("DELETE", "comments"), ("GET", "comments")])
def test_errors_of_addresses_vary_as_well(ask, method, path):
    answer = ask(method, path, SITE)
    assert answer.status_code in (404, 405)
    allowed(answer)


def test_a_program_that_is_no_page_needs_no_origin(server):
    assert httpx.post(f"{server.url}/api/v1/comments", json=COMMENT).status_code == 201
