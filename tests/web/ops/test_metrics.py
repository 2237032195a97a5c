"""Figures for a monitor: right, for whoever has the token alone, and about nobody in particular."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from rejoinder.actions.deciding.decide import decide
from rejoinder.actions.deciding.undo import undo
from rejoinder.metrics.counters import GROUPS
from rejoinder.moderation import Event
from rejoinder.store import outbox
from rejoinder.web.border.peers import Proxies
from rejoinder.web.border.rates import Allowances, Rates
from rejoinder.web.border.rules import Rules
from rejoinder.web.border.table import Table
from tests.faults.faces import asking
from tests.serving import running_server

TOKEN = "a-token-of-this-test"
ROOT = Path(__file__).parents[3]


@pytest.fixture
def server(folder):
    """A server whose figures may be read, and which takes few calls."""
    rates = Rates(Table(None, bytes(32)), Allowances(calls_per_minute=8), Proxies())
    with running_server(folder, Rules(rates=rates, metrics_token=TOKEN)) as running:
        yield running


@pytest.fixture
def faces(server):
    with asking(server.url, server.key) as made:
        yield made


def read(server, token=TOKEN):
    answer = httpx.get(f"{server.url}/metrics", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert answer.headers["cache-control"] == "no-store"
    return answer.text


def figures(server):
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(read(server))
        for sample in family.samples
    }


def risen(server, act):
    """What is counted more after `act` than before."""
    before = figures(server)
    act()
    after = figures(server)
    return {place: value - before.get(place, 0.0) for place, value in after.items() if value != before.get(place, 0.0)}


def test_without_a_token_nobody_may_read_them_from_wherever_they_ask(folder):
    with running_server(folder) as running:
        for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Bearer"}):
            answer = httpx.get(f"{running.url}/metrics", headers=headers)
            assert (answer.status_code, answer.json()["error"]["code"]) == (404, "metrics_off")


@pytest.mark.parametrize(
    "given",
    [None, "", TOKEN, f"Basic {TOKEN}", "Bearer", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", "Bearer \xe9"],
)
def test_with_a_wrong_token_nobody_may_read_them(server, given):
    headers = {} if given is None else {"Authorization": given.encode("latin-1")}
    answer = httpx.get(f"{server.url}/metrics", headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "metrics_token_wrong")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert "rejoinder_" not in answer.text
    assert httpx.get(f"{server.url}/metrics", params={"token": TOKEN}).status_code == 401


def test_a_comment_its_verdict_and_its_request_are_counted(server, faces):
    found = risen(server, lambda: faces.write("The bridge is closed again, says my neighbour."))
    status = next(place[1] for place in found if place[0] == "rejoinder_comments_total")
    assert found["rejoinder_comments_total", status] == 1
    assert sum(value for place, value in found.items() if place[0] == "rejoinder_checks_total") == 1
    assert found["rejoinder_requests_total", "201", "api"] == 1
    assert found["rejoinder_request_seconds_count", "api"] == 1
    assert found["rejoinder_filter_seconds_count",] == 1
    assert found.get(("rejoinder_waiting", "thread"), 0) == (1 if status == "pending" else 0)
    assert not risen(server, lambda: faces.write("The bridge is closed again, says my neighbour.")).keys() & {
        ("rejoinder_comments_total", status)
    }, "a form that is sent twice is one comment"


def test_a_check_its_batch_and_a_report_are_counted(server, faces):
    found = risen(server, faces.ask)
    checks = {place: value for place, value in found.items() if place[0] == "rejoinder_checks_total"}
    assert list(checks.values()) == [1]
    assert {"akismet", "enforce"} <= set(next(iter(checks)))
    assert found["rejoinder_batch_rows_sum",] == found["rejoinder_batch_seconds_count",] == 1
    assert found["rejoinder_requests_total", "200", "akismet"] == 1
    found = risen(server, lambda: faces.ask(verb="submit-spam"))
    assert found["rejoinder_reports_total", "spam"] == 1
    assert found["rejoinder_ledger_lines",] == found["rejoinder_ledger_read", "0"] == 1
    assert found["rejoinder_labels_learned", "0"] == 1
    assert ("rejoinder_ledger_behind", "0") not in found


def test_a_test_call_is_not_counted_among_the_checks(server):
    sent = {"api_key": server.key, "blog": server.site.url, "user_ip": "192.0.2.1", "is_test": "1"}
    found = risen(server, lambda: httpx.post(f"{server.url}/1.1/comment-check", data=sent | {"comment_content": "x"}))
    assert not [place for place in found if place[0] == "rejoinder_checks_total"]


def test_decisions_and_their_undoing_are_counted(server, faces):
    house, number = server.house, faces.write().json()["id"]
    made = []
    found = risen(server, lambda: made.append(decide(house, server.moderator, int(number), Event.SPAM)[0]))
    assert found["rejoinder_decisions_total", "spam"] == 1
    assert risen(server, lambda: undo(house, server.moderator, made[0]))["rejoinder_decisions_total", "undo"] == 1


def test_messages_that_are_to_be_carried_are_counted(server):
    def leave():
        with server.house.store.write() as connection:
            outbox.put(connection, "check decided", 1, check_id=1, due=True, spam=1)
            outbox.put(connection, "decided", 1, comment=1)

    assert risen(server, leave)["rejoinder_outbox_waiting",] == 1


def test_refusals_for_coming_too_often_are_counted_by_their_limit(server, faces):
    found = risen(server, lambda: [faces.ask() for _ in range(10)])
    assert found["rejoinder_rate_refusals_total", "calls"] == found["rejoinder_requests_total", "429", "akismet"] == 2


def test_a_failure_of_the_filter_is_counted(server, faces, monkeypatch):
    def fail(*_arguments):
        raise RuntimeError

    monkeypatch.setattr(type(server.house.judge.weights.filter), "check", fail)
    found = risen(server, faces.ask)
    assert found["rejoinder_filter_failures_total",] == found["rejoinder_requests_total", "503", "akismet"] == 1


def test_figures_are_there_when_the_database_is_not(server):
    with server.house.store.write() as connection:
        connection.exec_driver_sql("DROP TABLE ledger_head")
    found = figures(server)
    assert found["rejoinder_ready",] == 0
    assert ("rejoinder_ledger_lines",) not in found
    assert found["process_resident_memory_bytes", "0"] > 1_000_000


def test_a_part_in_trouble_is_named(server):
    server.house.troubles.note("snapshot", "It fails.")
    assert figures(server)["rejoinder_trouble", "0", "snapshot"] == 1


def test_nothing_that_strangers_send_makes_a_new_series(server, faces):
    faces.client.get("/nowhere")
    faces.client.request("BREW", "/nowhere")
    before = {place for place in figures(server) if place[0] != "rejoinder_requests_total"}
    statuses = {place for place in figures(server) if place[0] == "rejoinder_requests_total"}
    for number in range(40):
        faces.client.request(f"BREW{number}", f"/nowhere{number}/x?key={number}")
        faces.client.get(f"/desk{number}")
        faces.client.post(f"/1.1/{number}", headers={"Host": f"key{number}.example", "User-Agent": f"agent {number}"})
    after = figures(server)
    assert {place for place in after if place[0] != "rejoinder_requests_total"} == before
    new = {place for place in after if place[0] == "rejoinder_requests_total"} - statuses
    assert len(new) <= 3, new
    groups = {place[2] for place in after if place[0] == "rejoinder_requests_total"}
    assert groups <= set(GROUPS)


CANARIES = ("canary-word", "canary-name", "canary@mail.example", "canary-agent", "198.51.100.77", "canary-page")


def test_figures_hold_nothing_that_anybody_wrote(server, faces):
    faces.client.post(
        "/api/v1/comments",
        json={
            "site": server.site.url,
            "url": f"{server.site.url}/canary-page",
            "text": "canary-word",
            "author": "canary-name",
            "email": "canary@mail.example",
        },
        headers={"User-Agent": "canary-agent", "X-Forwarded-For": "198.51.100.77"},
    )
    faces.ask("canary-word")
    faces.ask("canary-word", "submit-spam")
    text = read(server)
    for canary in (*CANARIES, server.key, TOKEN, server.site.url, server.moderator.name):
        assert canary not in text


def families(text):
    return {family.name: family for family in text_string_to_metric_families(text)}


def test_every_figure_stands_in_the_docs_with_its_labels(server, faces):
    faces.ask()
    server.house.troubles.note("snapshot", "It fails.")
    page = (ROOT / "docs" / "monitoring.md").read_text("utf-8")
    listed = dict(re.findall(r"^\| `((?:rejoinder|process)_\w+)` \| ([^|]*?) \|", page, re.MULTILINE))
    shown = {}
    for family in families(read(server)).values():
        name = f"{family.name}_total" if family.type == "counter" else family.name
        shown[name] = {label for sample in family.samples for label in sample.labels} - {"le"}
    assert {name: set(re.findall(r"`(\w+)`", labels)) for name, labels in listed.items()} == shown


@pytest.mark.promtool
def test_prometheus_itself_finds_nothing_wrong_with_them(server, faces):
    faces.write()
    faces.ask()
    ran = subprocess.run(
        ["promtool", "check", "metrics"], input=read(server), text=True, capture_output=True, check=False
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
