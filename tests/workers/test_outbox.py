"""What goes out to clients: after commit, at least once, to nobody else, and never in anybody's way."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import httpx
import pytest
from sqlalchemy import delete, select, update

from rejoinder.actions.deciding.clients import find_check, tell_client
from rejoinder.actions.deciding.queue import client_card
from rejoinder.actions.deciding.undo import undo
from rejoinder.actions.judging.check import check
from rejoinder.actions.judging.report import report
from rejoinder.actions.owning.origins import allow
from rejoinder.actions.owning.sites import add_site, new_key, revoke_key
from rejoinder.comment import Comment, Label
from rejoinder.errors import Unavailable
from rejoinder.moderation import Event
from rejoinder.outside.http import Http
from rejoinder.policy.site import Mode
from rejoinder.policy.telling import MOST_TRIES, Outcome, pause_ms
from rejoinder.store.schema import checks, leases, outbox, site_keys, site_origins
from rejoinder.web.desk.words import TOLD
from rejoinder.workers.beside import Beside
from rejoinder.workers.outbox import Carrying
from tests.outside.servers import answering, other_server, saying
from tests.serving import running_server
from tests.workers.telling import DOUBTFUL, client_of, told

TAKEN = saying("200 OK", b'{"comments":{}}')
FAILING = saying("500 Down", b"")


def test_a_decision_is_told_as_the_protocol_says(house):
    with other_server(TAKEN) as other:
        client = client_of(house, other)
        guid = client.ask()
        client.decide(guid)
        carry = client.carrier()
        carry()
        carry()
    (request,) = other.got
    head = request.partition(b"\r\n\r\n")[0].decode().split("\r\n")
    assert head[0] == "POST /hook HTTP/1.1"
    assert {"X-Akismet-Webhook: 1", "Content-Type: application/x-www-form-urlencoded; charset=utf-8"} <= {*head}
    wanted = {"key": client.key, "endpoint": "comment-check", "comments[0][guid]": guid, "comments[0][result]": "true"}
    assert told(request) == wanted
    assert client.outcomes() == [(Outcome.TOLD, 0)]


def test_an_undo_tells_again_what_was_answered_and_what_the_client_knows_is_not_told(house):
    with other_server(TAKEN) as other:
        client = client_of(house, other, Mode.HOLD)
        guid, carry = client.ask(), client.carrier()  # doubtful: answered "true" in this mode
        client.decide(guid, Event.SPAM)
        carry()
        assert other.got == []
        number = client.decide(guid, Event.APPROVE)
        carry()
        undo(client.house, client.moderator, number)
        carry()
        undo(client.house, client.moderator, client.decide(guid, Event.APPROVE))
        carry()
    assert [told(request)["comments[0][result]"] for request in other.got] == ["false", "true"]
    ends = [Outcome.SAME, Outcome.TOLD, Outcome.TOLD, Outcome.SUPERSEDED, Outcome.SAME]
    assert [outcome for outcome, _ in client.outcomes()] == ends


def test_what_fails_is_tried_again_later_and_later_and_told_to_the_monitor(house):
    with other_server(answering(FAILING, FAILING, TAKEN)) as other:
        client = client_of(house, other)
        client.decide(client.ask())
        carry = client.carrier()
        for tries in (1, 2):
            carry()
            assert client.outcomes() == [("", tries)]
            assert client.house.troubles.now()["webhooks"].startswith("Of the corrections for clients 1 could not")
            client.wait(pause_ms(tries) / 1000 - 1)
            carry()
            assert len(other.got) == tries, "not before its time"
            client.wait(1)
            carry = client.carrier()  # as another process, which does not know that the host is to rest
        carry()
    assert client.outcomes() == [(Outcome.TOLD, 2)]
    assert client.house.troubles.now() == {}


def test_a_try_that_failed_may_have_arrived_so_what_comes_next_is_told_for_sure(house):
    with other_server(answering(FAILING, TAKEN)) as other:
        client = client_of(house, other)
        guid = client.ask()
        number = client.decide(guid)
        client.carrier()()
        undo(client.house, client.moderator, number)
        client.wait(3_600)
        client.carrier()()
    assert [told(request)["comments[0][result]"] for request in other.got] == ["true", "false"]
    assert [outcome for outcome, _ in client.outcomes()] == [Outcome.SUPERSEDED, Outcome.TOLD]


def test_after_two_days_it_is_given_up_and_the_monitor_is_told_for_a_day(house):
    with other_server(FAILING) as other:
        client = client_of(house, other)
        client.decide(client.ask())
        for _ in range(MOST_TRIES + 2):
            client.carrier()()
            client.wait(6 * 3_600)
        assert len(other.got) == MOST_TRIES
    assert client.outcomes() == [(Outcome.GIVEN_UP, MOST_TRIES - 1)]
    client.now[0] = client.now[0] - 12 * 3_600_000
    client.carrier()()
    assert "1 were given up within a day" in client.house.troubles.now()["webhooks"]
    assert sum(map(pause_ms, range(1, MOST_TRIES))) < 3 * 86_400_000


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        ("200 OK", b'{"comments":{"GUID":{"status":"success"}}}', Outcome.TOLD),
        ("200 OK", b'{"comments":{"GUID":{"status":"error","message":"none"}}}', Outcome.REFUSED),
        ("200 OK", b"thanks", Outcome.TOLD),
        ("204 None", b"", Outcome.TOLD),
        ("200 OK", b"[]", Outcome.TOLD),
        ("400 Bad", b"{}", Outcome.REFUSED),
        ("410 Gone", b"", Outcome.REFUSED),
        ("404 Not Found", b"", ""),
        ("401 Wrong", b"", ""),
        ("302 Found", b"", ""),
        ("429 Slow", b"", ""),
        ("503 Down", b"", ""),
    ],
)
def test_what_the_client_answers_decides_what_becomes_of_it(house, status, body, outcome):
    guids = []

    def talk(connection):
        saying(status, body.replace(b"GUID", guids[0].encode()))(connection)

    with other_server(talk) as other:
        client = client_of(house, other)
        guids.append(client.ask())
        client.decide(guids[0])
        client.carrier()()
    assert client.outcomes() == [(outcome, int(outcome == ""))]


def test_of_several_keys_the_one_that_the_client_has_is_found(house):
    with other_server(answering(saying("401 Wrong", b""), TAKEN)) as other:
        client = client_of(house, other)
        newest = new_key(client.house, client.site.url)
        gone = new_key(client.house, client.site.url)
        revoke_key(client.house, client.site.url, gone[-4:])
        client.decide(client.ask())
        client.carrier()()
    assert [told(request)["key"] for request in other.got] == [newest, client.key]
    assert client.outcomes() == [(Outcome.TOLD, 0)]


def test_keys_are_stored_sealed_and_one_of_an_earlier_version_sends_nothing(house):
    with other_server(TAKEN) as other:
        client = client_of(house, other)
        with client.house.store.read() as connection:
            sealed = connection.scalar(select(site_keys.c.sealed))
        assert client.key.encode() not in sealed
        assert client.house.vault.unseal(sealed) == client.key
        with client.house.store.write() as connection:
            connection.execute(update(site_keys).values(sealed=None))
        guid = client.ask()
        client.decide(guid)
        client.carrier()()
        assert other.got == []
    assert client.outcomes() == [(Outcome.KEYLESS, 0)]
    assert client_card(client.house, guid).told == "keyless"


def test_a_host_that_may_not_be_asked_is_named_in_the_log_once_and_told_when_it_may(house, caplog, monkeypatch):
    monkeypatch.setattr("rejoinder.workers.outbox.REST_MS", 0)
    with other_server(TAKEN) as other:
        client = client_of(house, other)
        client.decide(client.ask())
        carry = Carrying(client.house, Http())
        for _ in range(2):
            carry()
            client.wait(3_600)
        assert (client.outcomes(), other.got) == ([("", 2)], [])
        client.carrier()()
    assert client.outcomes() == [(Outcome.TOLD, 2)]
    (named,) = [record.getMessage() for record in caplog.records if "outgoing_allowed" in record.getMessage()]
    assert named.startswith(f"{other.host}:{other.port} leads to no public web server")


def test_a_key_that_cannot_be_opened_is_as_none(house, caplog):
    with other_server(TAKEN) as other:
        client = client_of(house, other)
        with client.house.store.write() as connection:
            connection.execute(update(site_keys).values(sealed=b"x" * 40))
        client.decide(client.ask())
        client.carrier()()
    assert client.outcomes() == [(Outcome.KEYLESS, 0)]
    assert "opening a key" in caplog.text


def callbacks(house):
    with house.store.read() as connection:
        return list(connection.scalars(select(checks.c.callback).order_by(checks.c.id)))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("http://paper.example/wp-json/akismet/v1/webhook", True),
        ("https://paper.example/?rest_route=/akismet/v1/webhook", True),
        ("https://www.paper.example/hook", True),
        ("https://paper.example:8443/hook", False),
        ("https://paper.example.evil.example/hook", False),
        ("https://evil.example/?https://paper.example/", False),
        ("https://paper.example@evil.example/", False),
        ("https://evil.example\\@paper.example/", False),
        ("http://127.0.0.1/", False),
        ("file:///etc/passwd", False),
        ("https://paper.example/" + "x" * 600, False),
        ("none", False),
        ("", False),
    ],
)
def test_only_an_address_of_the_site_is_kept_to_call_back(house, given, kept):
    site, _ = add_site(house, "https://paper.example")
    allow(house, site.url, "https://www.paper.example/")
    check(house, site, Comment(DOUBTFUL), callback=given)
    report(house, site, Comment("Something else that was never checked."), Label.SPAM, callback=given)
    assert callbacks(house) == [given if kept else ""] * 2


def test_the_usual_address_of_a_wordpress_is_one_sign_in_the_table(house):
    with other_server(TAKEN) as other:
        client = client_of(house, other)
        usual = f"{client.site.url}/wp-json/akismet/v1/webhook"
        client.decide(client.ask(callback=usual))
        client.carrier()()
    assert callbacks(house) == ["*"]
    assert other.got[0].startswith(b"POST /wp-json/akismet/v1/webhook HTTP/1.1\r\n")


def test_an_address_that_is_no_longer_the_sites_is_not_called(house):
    with other_server(TAKEN) as other, other_server(TAKEN) as moved:
        client = client_of(house, other)
        allow(client.house, client.site.url, moved.url)
        client.decide(client.ask(callback=moved.url))
        with client.house.store.write() as connection:
            connection.execute(delete(site_origins).where(site_origins.c.origin.contains(str(moved.port))))
        client.carrier()()
    assert moved.got == other.got == []
    assert client.outcomes() == [(Outcome.UNLISTED, 0)]


def test_who_gave_no_address_is_told_nothing_and_a_deleted_check_neither(house):
    with other_server(TAKEN) as other:
        client = client_of(house, other)
        client.decide(client.ask(callback=""))
        client.carrier()()
        assert client.outcomes() == [("", 0)]
        guid = client.ask("Quite another comment about brooms and bridges.")
        client.decide(guid)
        with client.house.store.write() as connection:
            connection.execute(delete(checks).where(checks.c.id == client.house.vault.number(guid)))
        client.carrier()()
    assert other.got == []
    assert client.outcomes()[1:] == [(Outcome.GONE, 0)]


def test_a_host_that_is_silent_does_not_keep_others_waiting_nor_is_it_asked_for_each(house):
    silent = threading.Event()
    with other_server(lambda _: silent.wait(30)) as hanging, other_server(TAKEN) as sound:
        first = client_of(house, hanging)
        for number in range(5):
            first.decide(first.ask(f"{DOUBTFUL} {number}"))
        first.wait(1)
        second = client_of(first.house, sound)
        second.decide(second.ask())
        second.carrier(seconds=0.2)()
        silent.set()
        assert (len(hanging.got), len(sound.got)) == (1, 1)
        assert first.outcomes() == [("", 1), *[("", 0)] * 4, (Outcome.TOLD, 0)]


def test_of_two_processes_one_tells(house):
    with other_server(TAKEN) as other:
        client = client_of(house, other)
        guids = [client.ask(f"{DOUBTFUL} {number}") for number in range(6)]
        for guid in guids:
            client.decide(guid)
        carriers = [client.carrier() for _ in range(2)]
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda carry: carry(), carriers))
        for carry in carriers:
            carry()
    assert sorted(told(request)["comments[0][guid]"] for request in other.got) == sorted(guids)


def test_who_loses_the_lease_after_telling_notes_nothing_and_it_is_told_again(house):
    """At least once: the other process cannot know that it has arrived."""
    made = []

    def take_over(connection):
        if not made:
            made.append(1)
            with house.store.write() as database:
                database.execute(delete(leases).where(leases.c.name == "outbox"))
        TAKEN(connection)

    with other_server(take_over) as other:
        client = client_of(house, other)
        client.decide(client.ask())
        with pytest.raises(Unavailable):
            client.carrier()()
        assert client.outcomes() == [("", 0)]
        client.carrier()()
        assert len(other.got) == 2
    assert client.outcomes() == [(Outcome.TOLD, 0)]


def test_nothing_is_told_before_the_decision_is_committed_or_when_it_never_is(house):
    with other_server(TAKEN) as other:
        client = client_of(house, other)
        guid = client.ask()
        with client.house.store.read() as connection:
            asked = find_check(client.house, connection, guid)
        with suppress(KeyError), client.house.store.write() as connection:
            tell_client(connection, asked, Label.SPAM, client.now[0])
            client.carrier()()
            raise KeyError
        client.carrier()()
    assert other.got == []
    assert client.outcomes() == []


def test_a_client_that_never_answers_delays_no_request(folder):
    """R9: while the worker waits for a black hole, checks and decisions are as quick as ever."""
    reached, released = threading.Event(), threading.Event()

    def swallow(_connection):
        reached.set()
        released.wait(60)

    with other_server(swallow) as hole, running_server(folder) as server:
        client = client_of(server.house, hole)
        fields = {"api_key": client.key, "blog": client.site.url, "user_ip": "", "callback": hole.url}
        with Beside(server.house, ("127.0.0.1",)):
            client.decide(client.ask())
            assert reached.wait(30)
            began, slowest = time.monotonic(), 0.0
            for number in range(20):
                began = time.monotonic()
                asked = httpx.post(
                    f"{server.url}/1.1/comment-check", data={**fields, "comment_content": f"{DOUBTFUL} {number}"}
                )
                client.decide(asked.headers["x-akismet-guid"])
                slowest = max(slowest, time.monotonic() - began)
            assert slowest < 2.0, "a try waits for 5 s"
            released.set()
        with server.house.store.read() as connection:
            assert len(connection.scalars(select(outbox.c.id)).all()) == 21


def test_the_running_workers_tell_and_failures_are_told_to_the_monitor(folder):
    taken = threading.Event()

    def take(connection):
        TAKEN(connection)
        taken.set()

    with other_server(take) as other, running_server(folder) as server:
        client = client_of(server.house, other)
        fields = {"api_key": client.key, "blog": client.site.url, "user_ip": "", "comment_content": DOUBTFUL}
        asked = httpx.post(f"{server.url}/1.1/comment-check", data={**fields, "callback": other.url})
        client.decide(asked.headers["x-akismet-guid"])
        with Beside(server.house, ("127.0.0.1",)):
            assert taken.wait(30)
        assert told(other.got[0])["comments[0][guid]"] == asked.headers["x-akismet-guid"]
        with server.house.store.write() as connection:
            connection.execute(update(outbox).values(due_at=server.house.clock() + 60_000, tries=1, outcome=""))
        client.carrier()()
        detail = httpx.get(f"{server.url}/healthz?detail").json()
        assert "1 could not be told yet" in detail["trouble: webhooks"]


def test_the_desk_has_words_for_everything_that_may_become_of_it():
    wordless = {Outcome.SUPERSEDED, Outcome.GONE}  # never the newest of a check that is there
    assert set(TOLD) == {*Outcome, "nowhere", "waiting", "failing"} - wordless
