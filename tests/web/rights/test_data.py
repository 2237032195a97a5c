"""The page that tells readers how their data is processed: generated, therefore true."""

import html
import re
from dataclasses import replace

import httpx
import pytest

from rejoinder.actions.deciding.decide import decide
from rejoinder.actions.owning.sites import add_site, set_second
from rejoinder.actions.reading.submit import Draft, submit
from rejoinder.actions.rights.describe import describe
from rejoinder.moderation import Event
from rejoinder.privacy.data_map import DATA_MAP
from rejoinder.privacy.retention import Retention
from tests.serving import PAGE, SITE


@pytest.fixture
def page(server):
    return html.unescape(httpx.get(f"{server.url}/data").text)


def test_every_stored_column_is_on_the_page_with_what_it_holds(page):
    for entry in DATA_MAP:
        assert f"{entry.table}.{entry.column}" in page
        assert entry.what in page
        assert entry.seen_by in page


def test_the_sites_and_the_state_of_the_filter_are_the_live_ones(server):
    submitted = submit(server.house, Draft(SITE, PAGE, "The bridge is too narrow."))
    decide(server.house, server.moderator, submitted.comment_id, Event.APPROVE)
    page = httpx.get(f"{server.url}/data").text
    assert re.search(r"learned from <strong>1</strong> decisions", page)
    assert "The Paper" in page
    assert SITE in page


def test_the_days_are_those_in_force_not_the_defaults(house):
    described = describe(replace(house, retention=Retention(address_days=3, hidden_days=11)))
    kept = {line.where: group.kept for group in described.reader for line in group.lines}
    assert kept["checks.ip"] == "3 days"
    assert "11 days" in kept["comments.text"]


def test_the_readers_of_one_site_are_told_of_that_site(server):
    add_site(server.house, "https://another.example")
    page = httpx.get(f"{server.url}/data", params={"site": SITE}).text
    assert SITE in page
    assert "another.example" not in page
    assert httpx.get(f"{server.url}/data", params={"site": "https://unknown.example"}).status_code == 404


def test_who_else_is_shown_comments_is_named_and_nobody_where_there_is_nobody(server):
    def short():
        return " ".join(html.unescape(httpx.get(f"{server.url}/data").text).partition("<h2>In short</h2>")[2].split())

    assert "Nothing is sent to anybody else" in short()
    set_second(server.house, SITE, "https://rest.akismet.example", "aaa", "0.1")
    told = short()
    assert "Nothing is sent" not in told
    assert "10 % of the comments, by chance, are shown to <bdi>https://rest.akismet.example</bdi>" in told
    assert "your e-mail address" in told
    assert "aaa" not in told
    set_second(server.house, SITE, None, None, "doubtful")
    assert "comments that the filter here doubts are shown to" in short()


def test_what_an_owner_writes_is_shown_as_text(house):
    assert describe(replace(house, contact="<b>")).contact == "<b>"


def test_the_page_sets_no_cookie_and_runs_no_script(server):
    answer = httpx.get(f"{server.url}/data")
    assert "set-cookie" not in answer.headers
    assert "<script" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_fits_its_screen_and_fetches_nothing_from_elsewhere(server, new_page, width):
    page = new_page(viewport={"width": width, "height": 800})
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{server.url}/data")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert asked
    assert all(url.startswith((server.url, "data:")) for url in asked)
