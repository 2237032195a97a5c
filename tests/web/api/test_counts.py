"""Counts for lists of articles: one request for many pages, and one wrong link spoils nothing."""

from __future__ import annotations

import httpx
import pytest
from sqlalchemy import event

from rejoinder.actions.owning.origins import allow
from rejoinder.actions.owning.pages import add_alias
from rejoinder.actions.reading.counts import MOST, count
from rejoinder.errors import TooLarge
from rejoinder.moderation import Status
from rejoinder.web.api.openapi import DESCRIPTION
from tests.serving import PAGE, SITE
from tests.web.api.schemas import faults
from tests.web.thread.readers import put

ROUTES = ["/embed/counts", "/api/v1/counts"]


@pytest.fixture(params=ROUTES)
def ask(server, request):
    def ask(*urls, headers=None, **more):
        return httpx.get(server.url + request.param, params={"site": SITE, "url": urls, **more}, headers=headers)

    return ask


def counts(answer):
    assert answer.status_code == 200, answer.text
    return [one["count"] for one in answer.json()["counts"]]


def test_many_pages_are_counted_in_the_order_in_which_they_were_asked_for(server, ask):
    put(server.house, "one")
    put(server.house, "two")
    put(server.house, "waits", status=Status.PENDING)
    put(server.house, "spam", status=Status.SPAM)
    put(server.house, "other", page_url=f"{SITE}/other")
    add_alias(server.house, PAGE, f"{SITE}/short")
    asked = [f"{SITE}/other/", PAGE, f"{PAGE}?utm_source=x#top", f"{SITE}/new", f"{SITE}/short", PAGE]
    answer = ask(*asked)
    assert counts(answer) == [1, 2, 2, 0, 2, 2]
    assert [one["url"] for one in answer.json()["counts"]] == asked
    assert [one["words"] for one in answer.json()["counts"]][:4] == [
        "1 comment",
        "2 comments",
        "2 comments",
        "No comments yet",
    ]
    german = ask(PAGE, lang="de").json()["counts"][0]["words"]
    assert german == "2 Kommentare"
    schema = DESCRIPTION["paths"]["/api/v1/counts"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert faults(answer.json(), schema, DESCRIPTION) == []


def test_a_page_that_is_not_of_the_site_has_none_and_spoils_nothing(server, ask):
    put(server.house, "one")
    strange = [
        "https://elsewhere.example/",
        "",
        "no address",
        "javascript:alert(1)",
        f"{SITE}/{'x' * 3000}",
        "http://[",
    ]
    assert counts(ask(*strange, PAGE)) == [0, 0, 0, 0, 0, 0, 1]


def test_a_hundred_pages_are_counted_at_once_and_no_more(server, ask):
    put(server.house, "one", page_url=f"{SITE}/99")
    pages = [f"{SITE}/{number}" for number in range(MOST)]
    answer = ask(*pages, lang="en", headers={"Origin": SITE})
    assert counts(answer) == [0] * 99 + [1]
    assert answer.headers["access-control-allow-origin"] == SITE
    more = ask(*pages, f"{SITE}/one-more", headers={"Origin": SITE})
    assert (more.status_code, more.json()["error"]["code"]) == (413, "too_many_pages")
    assert more.headers["access-control-allow-origin"] == SITE, "the page is told what was wrong"
    assert ask(*pages, *pages).json()["error"]["code"] == "too_many_fields"
    with pytest.raises(TooLarge):
        count(server.house, SITE, [PAGE] * (MOST + 1))


def test_what_is_wrong_is_said(server, ask):
    assert ask().json()["error"]["code"] == "pages_missing"
    assert httpx.get(f"{server.url}/embed/counts", params={"url": PAGE}).json()["error"]["code"] == "site_missing"
    unknown = httpx.get(f"{server.url}/embed/counts", params={"site": "https://unknown.example", "url": PAGE})
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "unknown_site")


def test_only_pages_of_the_site_may_read_them_by_script_and_caches_know(server, ask):
    for origin, allowed in ((SITE, SITE), ("https://evil.example", None), ("null", None)):
        answer = ask(PAGE, headers={"Origin": origin})
        assert answer.headers.get("access-control-allow-origin") == allowed
        assert answer.headers["vary"] == "Origin"
    assert answer.headers["cache-control"] == "public, max-age=60"
    again = ask(PAGE, headers={"Origin": SITE, "If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["access-control-allow-origin"] == SITE
    put(server.house, "one")
    assert counts(ask(PAGE, headers={"If-None-Match": answer.headers["etag"]})) == [1]


def test_a_trial_thread_is_counted_apart(server, ask):
    allow(server.house, SITE, "http://localhost:8000", trial=True)
    put(server.house, "of the developer", page_url="http://localhost:8000/2026/bridge")
    put(server.house, "of a reader")
    assert counts(ask(PAGE, "http://localhost:8000/2026/bridge")) == [1, 1]
    put(server.house, "of a reader as well")
    assert counts(ask(PAGE, "http://localhost:8000/2026/bridge")) == [2, 1]


def test_however_many_pages_it_takes_a_few_statements(server):
    asked = []
    event.listen(server.house.store.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    numbers = []
    for pages in (1, MOST):
        del asked[:]
        count(server.house, SITE, [f"{SITE}/{number}" for number in range(pages)])
        numbers.append(sum(statement.lstrip().upper().startswith("SELECT") for statement in asked))
    assert numbers[0] == numbers[1] <= 4
