"""A short share of the hostile requests (`python -m soak.hostile`), and that a bad answer to one would be noticed."""

import logging
import random

import pytest

from rejoinder.actions.faults import log_fault
from rejoinder.web.ops import routes as ops
from soak.attacks import load_attacks, mutate
from soak.doors import Known, doors
from soak.forge import KINDS, Forge
from soak.hostile import Found, faults_in, hostile, share
from soak.oddities import oddities
from tests.serving import running_server

KNOWN = Known("key", cookie="a=b", token="token")


@pytest.mark.parametrize("limited", [False, True])
def test_a_share_of_the_hostile_requests_is_answered_as_it_should_be(limited):
    sheet = hostile("sqlite", requests=1_000, seed=7, limited=limited)
    # How long an answer takes is measured by the long round: here it says how busy the machine is.
    assert not [figure for figure in sheet.figures if not figure.held and not figure.what.startswith("answered in")]
    assert len(sheet.figures) > 10


def test_a_request_can_be_made_again_from_seed_and_number():
    assert [Forge(7).make(number, KNOWN) for number in (3, 5)] == [Forge(7).make(number, KNOWN) for number in (3, 5)]
    assert Forge(7).make(3, KNOWN).sent != Forge(8).make(3, KNOWN).sent


def test_three_thousand_requests_knock_at_every_door_in_every_way_with_every_line():
    made = [Forge(7).make(number, KNOWN) for number in range(3_000)]
    assert {request.door for request in made} == set(doors())
    assert {request.kind for request in made} == set(KINDS)
    assert {request.attack for request in made} == {attack.id for attack in load_attacks()}
    assert {request.whole for request in made} == {True, False}
    assert len({request.sent for request in made}) > 2_850


def test_every_route_of_the_server_is_a_door():
    paths = {door.path for door in doors()}
    assert {"/thread", "/api/v1/comments", "/desk/comments/{comment}/decide", "/1.1/comment-check"} <= paths
    assert {"/static/desk.js", "/embed.js", "/healthz", "/data", "/desk/decisions/{decision}/undo"} <= paths


def test_a_mutation_is_another_text_most_times_and_never_grows_without_bound():
    dice = random.Random(7)
    made = [mutate(dice, b"<script>alert(1)</script>", b"javascript:") for _ in range(1_000)]
    assert len(set(made)) > 500
    assert max(map(len, made)) < 2_000_001


@pytest.mark.parametrize("name", ["methods", "paths", "queries", "headers", "bodies", "splinters"])
def test_the_tables_of_oddities_can_be_read(name):
    assert len(oddities(name)) > 10
    assert len(max(oddities(name), key=len)) > 4_000
    assert not any("⟨".encode() in case or "⟩".encode() in case for case in oddities(name))


def test_an_answer_of_500_is_noticed(tmp_path, monkeypatch):
    def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(ops, "ask", fail)
    with running_server(tmp_path) as server:
        found = share(int(server.url.rpartition(":")[2]), Forge(7), Known(server.key), range(60))
    assert found.failed


def test_a_fault_in_the_log_is_noticed(caplog):
    try:
        1 / 0  # noqa: B018 - a fault
    except ZeroDivisionError as error:
        log_fault(logging.getLogger("rejoinder"), error, "a request")
    assert faults_in(f"2026-11-23 09:51:40,874 ERROR rejoinder: {caplog.messages[0]}")
    assert faults_in("Traceback (most recent call last):")
    assert not faults_in("2026-11-23 09:51:40,874 WARNING rejoinder: a proxy passes on addresses")


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 10\r\n\r\n", "failed"),
        (b"HTTP/1.1 200 OK\r\ndate: now\r\n\r\nHTTP/1.1 500 Internal Server Error\r\ndate: now\r\n\r\n", "failed"),
        (b"HTTP/1.1 429 Too Many Requests\r\ncontent-length: 0\r\n\r\n", "hasty"),
        (b"HTTP/1.1 200 OK\r\nX-Injected: b\r\n\r\n", "injected"),
        (b"", "silent"),
    ],
)
def test_a_bad_answer_is_noticed(answer, what):
    asked = next(made for number in range(99) if (made := Forge(7).make(number, KNOWN)).whole)
    found = Found()
    found.note(asked, answer, 0.1, over=True)
    bad = {name for name in ("failed", "hasty", "injected", "silent") if getattr(found, name)}
    assert bad == {what}
