"""What the WordPress plugin and the reporting clients ask: the shapes that they take, and figures that were counted."""

from __future__ import annotations

import csv
import io
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime

import httpx
import pytest

from rejoinder.actions.deciding.undo import undo
from rejoinder.actions.owning import sites
from rejoinder.store import decisions
from rejoinder.store.schema import tallies as table
from tests.serving import SITE, server  # noqa: F401 - a fixture
from tests.web.akismet.calling import BLOG, GAMBLING, call, post

REMARK = "My uncle sells brooms at the harbour market, come by on any Saturday and say hello to him."
FIGURES = ("spam", "ham", "missed_spam", "false_positives")


def asked(server, path, **more):  # noqa: F811
    return post(server, f"/{path}", {"api_key": server.key, "blog": BLOG, **more})


def counted(server):  # noqa: F811
    told = asked(server, "1.1/get-stats", **{"from": "all"}).json()
    return tuple(told[name] for name in FIGURES)


def now():
    return datetime.now(UTC).date()


def put(server, day: date, **figures):  # noqa: F811
    """Figures of another day, as they were written then."""
    row = dict.fromkeys(FIGURES, 0) | figures
    with server.house.store.write() as connection:
        number = (day - date(1970, 1, 1)).days
        connection.execute(table.insert().values(site_id=server.site.id, day=number, lane=0, **row))


def test_the_plugin_may_store_the_key(server):  # noqa: F811
    answer = asked(server, "1.1/get-subscription", key=server.key)
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == {
        "account_id": server.site.id,
        "account_type": "self-hosted",
        "account_name": "The Paper",
        "status": "active",
        "next_billing_date": False,
        "limit_reached": False,
    }
    sites.suspend(server.house, SITE)
    assert asked(server, "1.1/get-subscription").json()["status"] == "suspended"


def test_the_plugins_other_helpers_are_answered(server):  # noqa: F811
    assert httpx.get(f"{server.url}/1.1/test").text == "connected"
    assert asked(server, "1.1/deactivate").text == "deactivated"
    assert asked(server, "1.1/verify-wpcom-key").json() == {}
    assert httpx.get(f"{server.url}/1.2/compatible-plugins").json() == []
    token = asked(server, "1.1/token").text
    assert re.fullmatch("[0-9a-f]{32}", token)
    assert call(replace(server, key=token), "comment-check").text == "invalid", "it opens nothing"
    assert call(server, "verify-key").text == "valid", "a plugin that was switched off may be switched on again"


NEED_A_KEY = ["1.1/get-subscription", "1.1/get-stats", "1.1/token", "1.1/deactivate"]
NEED_A_KEY += ["1.2/usage-limit", "1.2/key-sites", "1.2/get-key-stats"]


@pytest.mark.parametrize("path", NEED_A_KEY)
def test_nobody_is_told_anything_without_a_key(server, path):  # noqa: F811
    for key, reason in (("", 'Empty "api_key" value'), ("0123456789ab", "Unknown key"), ("x" * 100_000, "Unknown key")):
        answer = asked(replace(server, key=key), path)
        assert (answer.status_code, answer.text, answer.headers["x-akismet-debug-help"]) == (200, "invalid", reason)


@pytest.mark.parametrize("path", ["1.1/get-subscription", "1.1/get-stats", "1.1/deactivate", "1.2/get-key-stats"])
def test_where_a_blog_is_needed_it_is_asked_for(server, path):  # noqa: F811
    assert asked(server, path, blog="").text == "Missing required field: blog."
    assert asked(server, path, blog="paper").text == "Invalid field: blog."


def test_checks_and_corrections_are_counted_as_they_happen(server):  # noqa: F811
    assert counted(server) == (0, 0, 0, 0)
    for text in (GAMBLING, REMARK, f"{REMARK} Again."):
        call(server, "comment-check", comment_content=text)
    assert counted(server) == (1, 2, 0, 0)
    for _ in range(3):
        call(server, "submit-spam", comment_content=REMARK)
    assert counted(server) == (1, 2, 1, 0), "a report that is sent again is one"
    call(server, "submit-ham", comment_content=GAMBLING)
    call(server, "submit-spam", comment_content=f"{GAMBLING} Spam, and found to be.")
    assert counted(server) == (1, 2, 1, 1)
    call(server, "submit-ham", comment_content=REMARK)
    assert counted(server) == (1, 2, 0, 1), "the opposite report takes it back"
    with server.house.store.read() as connection:
        newest = decisions.lately(connection, 50)
    (wrong,) = [one for one in newest if one.event == "report ham" and "casino" in one.text]
    undo(server.house, server.moderator, wrong.id)
    assert counted(server) == (1, 2, 0, 0), "and so does a moderator who undoes one"


def test_tests_and_other_sites_are_not_counted(server):  # noqa: F811
    _, key = sites.add_site(server.house, "https://other.example")
    for more in ({"is_test": "1"}, {"comment_author": "viagra-test-123"}, {"user_role": "administrator"}):
        call(server, "comment-check", **more)
    call(replace(server, key=key), "comment-check")
    assert counted(server) == (0, 0, 0, 0)
    assert counted(replace(server, key=key)) == (0, 1, 0, 0)


def test_checks_that_arrive_together_are_all_counted(server):  # noqa: F811
    with ThreadPoolExecutor(20) as pool:
        texts = [GAMBLING if number % 3 == 0 else f"{PLAIN} {number}" for number in range(60)]
        list(pool.map(lambda text: call(server, "comment-check", comment_content=text), texts))
    assert counted(server)[:2] == (20, 40)


PLAIN = "The bridge was closed for so many weeks:"


def test_the_figures_of_a_site_come_by_period(server):  # noqa: F811
    today, before = now(), date(now().year - 1, 1, 15)
    put(server, today, spam=75, ham=24, missed_spam=4, false_positives=1)
    put(server, before, spam=1)
    whole = asked(server, "1.1/get-stats", **{"from": "all"}).json()
    assert whole | {"breakdown": None} == {
        "spam": 76,
        "ham": 24,
        "missed_spam": 4,
        "false_positives": 1,
        "accuracy": "95.00",
        "time_saved": 0,
        "breakdown": None,
    }
    this = {"spam": 75, "ham": 24, "missed_spam": 4, "false_positives": 1, "blogs": 1, "da": today.isoformat()}
    assert whole["breakdown"] == {
        f"{before.year}": {**dict.fromkeys(FIGURES, 0), "spam": 1, "blogs": 1, "da": before.isoformat()},
        f"{today.year}": this,
    }
    for span, period in (("6-months", today.strftime("%Y-%m")), ("60-days", today.isoformat())):
        for path in ("1.1/get-stats", "1.2/get-key-stats"):
            told = asked(server, path, **{"from": span}).json()
            assert (told["spam"], told["accuracy"]) == (75, "94.95"), "what is older does not count"
            assert told["breakdown"] == {period: this}
    assert asked(server, "1.2/get-key-stats").json() == asked(server, "1.1/get-stats", **{"from": "6-months"}).json()
    assert asked(server, "1.1/get-stats", **{"from": "ever"}).text == "Invalid field: from."


def test_where_nothing_was_judged_there_are_no_figures(server):  # noqa: F811
    told = asked(server, "1.1/get-stats", **{"from": "60-days"})
    nothing = dict.fromkeys(FIGURES, 0)
    assert told.json() == {**nothing, "accuracy": "0.00", "time_saved": 0, "breakdown": {}}


def test_stats_of_a_barred_site_carry_the_alert(server):  # noqa: F811
    sites.suspend(server.house, SITE)
    assert asked(server, "1.1/get-stats").headers["x-akismet-alert-code"] == "10403"


def test_the_use_of_a_month_is_told_and_the_limit_is_the_servers_own(server):  # noqa: F811
    put(server, now(), spam=40, ham=2)
    put(server, date(now().year - 1, 1, 15), spam=1)
    told = httpx.get(f"{server.url}/1.2/usage-limit", params={"api_key": server.key}).json()
    assert told["limit"] in {60_000 * 60 * 24 * days for days in (28, 29, 30, 31)}
    assert told | {"limit": 0} == {"limit": 0, "usage": 42, "percentage": "0.00", "throttled": False}
    told = asked(server, "1.2/usage-limit", extended="true").json()
    assert (told["notice_level"], told["upgrade"]) == (0, False)


def test_the_sites_of_a_key_are_the_one_that_it_belongs_to(server):  # noqa: F811
    put(server, date(2026, 2, 3), spam=10, ham=3, missed_spam=2, false_positives=1)
    put(server, date(2026, 2, 28), spam=1)
    put(server, date(2026, 3, 1), spam=1)
    told = asked(server, "1.2/key-sites", month="2026-02").json()
    row = {"site": "paper.example", "api_calls": "14", "spam": "11", "ham": "3"}
    row |= {"missed_spam": "2", "false_positives": "1", "is_revoked": False}
    assert told == {"2026-02": [row], "limit": 500, "offset": 0, "total": 1}
    assert asked(server, "1.2/key-sites", month="2026-01").json() == {
        "2026-01": [],
        "limit": 500,
        "offset": 0,
        "total": 0,
    }
    assert asked(server, "1.2/key-sites", month="2026-02", filter="pap").json()["total"] == 1
    assert asked(server, "1.2/key-sites", month="2026-02", filter="rock").json()["total"] == 0
    beyond = asked(server, "1.2/key-sites", month="2026-02", limit="1", offset="1").json()
    assert beyond == {"2026-02": [], "limit": 1, "offset": 1, "total": 1}
    assert next(iter(asked(server, "1.2/key-sites").json())) == now().strftime("%Y-%m")
    sites.suspend(server.house, SITE)
    assert asked(server, "1.2/key-sites", month="2026-02").json()["2026-02"][0]["is_revoked"] is True


def test_the_same_as_a_table(server):  # noqa: F811
    put(server, date(2026, 2, 3), spam=10, ham=3)
    answer = asked(server, "1.2/key-sites", month="2026-02", format="csv", limit="10")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    head, rest = answer.text.split("\n", 1)
    assert head == f"Active sites for {server.key} during 2026-02 (limit:10, offset: 0, total: 1)"
    assert list(csv.reader(io.StringIO(rest))) == [
        ["Site", "Total API Calls", "Spam", "Ham", "Missed Spam", "False Positives", "Is Revoked"],
        ["paper.example", "13", "10", "3", "0", "0", "false"],
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("month", "2026-13"),
        ("month", "26-1"),
        ("month", "0000-01"),
        ("month", "2026-01-01"),
        ("month", "x" * 10_000),
        ("order", "name"),
        ("format", "xml"),
        ("limit", "0"),
        ("limit", "501"),
        ("limit", "-1"),
        ("limit", "9" * 5_000),
        ("offset", "-1"),
        ("offset", "٣"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(server, field, value):  # noqa: F811
    answer = asked(server, "1.2/key-sites", **{field: value})
    assert (answer.status_code, answer.text) == (200, f"Invalid field: {field}.")
    assert answer.headers["x-akismet-debug-help"]


def test_figures_are_of_what_was_judged_and_outlive_it(server):  # noqa: F811
    """So a report reads a few rows a day, however many checks there are, and retention takes nothing from it."""
    call(server, "comment-check")
    with server.house.store.write() as connection:
        connection.exec_driver_sql("DELETE FROM checks")
    assert counted(server) == (0, 1, 0, 0)
