"""Slow, silent, greedy and lying clients: closed or refused in time, while everybody else goes on being answered.

The deadlines are real but short. Nothing here sleeps: what is waited for is the server's answer or its close.
"""

import asyncio
import json
import threading
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import Route

from rejoinder.errors import Unavailable
from rejoinder.text.addresses import read_address
from rejoinder.web.border.crowd import Crowd
from rejoinder.web.border.patience import Patience
from rejoinder.web.border.peers import Proxies
from rejoinder.web.border.rules import Rules
from tests.serving import running_server
from tests.web.border.wire import PATIENCE, Wire, eventually, exchange, head, well, wires

LONG = 600.0  # for the deadlines that a test is not about: it would fail before
CALM = Patience(head=LONG, idle=LONG, body_grace=LONG, body=LONG, answer=LONG, drain=LONG)
SHORT = 1.0
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
BIG = b"x" * 8_000_000


async def big(_request):
    return Response(BIG)


@contextmanager
def patient(folder, *more, **changed):
    """A server that waits forever, but for what is said here."""
    routes = [Route("/big", big, methods=["GET", "POST"]), *more]
    with running_server(folder, Rules(patience=replace(CALM, **changed)), routes) as server:
        yield server


@contextmanager
def honest_requests(server):
    """Somebody reads and asks all the while, and is answered well each time."""
    over, answers = threading.Event(), []

    def ask():
        with httpx.Client(base_url=server.url, timeout=PATIENCE) as client:
            while not over.is_set():
                answers.append(client.get("/healthz").status_code)
                answers.append(
                    client.post("/1.1/verify-key", data={"key": server.key, "blog": "https://a.example"}).text
                )

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        yield
        eventually(lambda: len(answers) > 4)
    finally:
        over.set()
        asking.join()
    assert set(answers) == {200, "valid"}


def refusal(answer):
    """The status and the code of a refusal that is the last word on a connection."""
    first, _, body = answer.partition(b"\r\n\r\n")
    assert b"connection: close" in first.lower()
    error = json.loads(body)["error"]
    assert error["sentence"]
    assert error["remedy"]
    return int(first.split()[1]), error["code"]


def test_50_slow_heads_are_closed_while_others_are_answered(tmp_path):
    with patient(tmp_path, head=SHORT) as server, wires(server, 50) as slow, honest_requests(server):
        for number, wire in enumerate(slow):
            wire.send(head()[: number % 20 + 1])
        assert {refusal(wire.rest()) for wire in slow} == {(408, "head_too_slow")}


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/thread", FORM), ("/api/v1/comments", JSON), ("/desk/sign-in", FORM), ("/1.1/comment-check", FORM)],
)
def test_50_slow_bodies_are_closed_while_others_are_answered(tmp_path, path, kind):
    start = head("POST", path, Content_Type=kind, Content_Length="1000")
    endless = head("POST", path, Content_Type=kind, Transfer_Encoding="chunked")
    with patient(tmp_path, body_grace=SHORT) as server, wires(server, 50) as slow, honest_requests(server):
        for number, wire in enumerate(slow):
            wire.send(start + b"x" * number if number % 2 else endless + b"1\r\nx\r\n" * number)
        assert {refusal(wire.rest()) for wire in slow} == {(408, "body_too_slow")}


def test_20_slow_readers_are_cut_off_while_others_are_answered(tmp_path):
    with patient(tmp_path, answer=SHORT) as server, wires(server, 20, window=4096) as slow, honest_requests(server):
        for wire in slow:
            wire.send(head(path="/big"))
        assert all(wire.cut() for wire in slow)


def test_a_reader_who_takes_too_little_now_and_then_is_slow_all_the_same(tmp_path):
    with patient(tmp_path, answer=SHORT, answer_step=3_000_000) as server, Wire(server.url, window=65_536) as wire:
        wire.send(head(path="/big", Connection="close"))
        assert len(wire.rest_in_steps(65_536, every=0.1)) < len(BIG)


def test_what_waits_for_readers_is_bounded_and_those_go_first_for_whom_most_waits(tmp_path):
    """Deadlines alone would let it grow for as long as they are."""
    with patient(tmp_path, unsent=30_000_000, head=SHORT) as server, wires(server, 20, window=4096) as slow:
        with Wire(server.url, window=4096) as small, honest_requests(server):
            small.send(head(path="/embed.js"))
            for wire in slow:
                wire.send(head(path="/big"))
            eventually(lambda: sum(wire.open for wire in slow) <= 30_000_000 / (len(BIG) / 2))
            assert small.open
        assert any(wire.open for wire in slow), "no more are closed than need be"


def test_a_reader_who_takes_it_in_steps_gets_all_of_it(tmp_path):
    with patient(tmp_path, answer=SHORT) as server, Wire(server.url, window=65_536) as wire:
        wire.send(head(path="/big", Connection="close"))
        took = wire.rest_in_steps(len(BIG) // 40, every=0.1)
        assert took.endswith(BIG)
        assert wire.age > 2 * SHORT


@pytest.mark.parametrize("way", [head()[:-2], b"POST / HTTP/1.1\r\nX: " + b"y" * 1000])
def test_a_head_that_trickles_has_no_more_time_than_one_that_stops(tmp_path, way):
    with patient(tmp_path, head=SHORT) as server, Wire(server.url) as wire:
        assert refusal(wire.trickle(way * 50).rest())[0] == 408
        assert wire.age < 5 * SHORT


def test_a_body_that_trickles_is_too_slow(tmp_path):
    start = head("POST", "/thread", Content_Type=FORM, Content_Length="1000")
    with patient(tmp_path, body_grace=SHORT, body_rate=1000) as server, Wire(server.url) as wire:
        assert refusal(wire.send(start).trickle(b"x" * 1000).rest()) == (408, "body_too_slow")
        assert wire.age < 5 * SHORT


def test_a_body_that_comes_at_a_pace_has_the_time_it_needs(tmp_path):
    start = head("POST", "/thread", Content_Type=FORM, Content_Length="3000", Connection="close")
    with patient(tmp_path, body_grace=SHORT, body_rate=10) as server, Wire(server.url) as wire:
        wire.send(start + b"x" * 2980)
        assert wire.trickle(b"x" * 20).rest().startswith(b"HTTP/1.1 400 "), "it is read, and says no site"
        assert wire.age > 1.5 * SHORT


def test_however_well_a_body_comes_there_is_an_end(tmp_path):
    start = head("POST", "/thread", Content_Type=FORM, Content_Length="3000")
    with patient(tmp_path, body=SHORT, body_rate=1) as server, Wire(server.url) as wire:
        assert refusal(wire.send(start + b"x" * 2900).trickle(b"x" * 99).rest()) == (408, "body_too_slow")
        assert wire.age < 5 * SHORT


def test_who_says_nothing_is_let_go(tmp_path):
    with patient(tmp_path, head=SHORT) as server, wires(server, 20) as silent:
        assert [wire.rest() for wire in silent] == [b""] * 20


@pytest.mark.parametrize("between", [b"", b"\r\n" * 20])
def test_who_has_been_answered_and_says_nothing_more_is_let_go(tmp_path, between):
    """Empty lines between requests are allowed, and are nothing."""
    with patient(tmp_path, idle=SHORT) as server, Wire(server.url) as wire:
        assert b"ready" in wire.send(head()).until(b"}")
        assert wire.trickle(between).rest() == b""
        assert wire.age < 5 * SHORT


FINE = Patience()
LARGE = {
    "a header": (b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + b"y" * FINE.head_size + b"\r\n\r\n", 431),
    "a header without an end": (b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + b"y" * FINE.head_size, 431),
    "many small headers": (b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * FINE.headers + b"\r\n", 431),
    "headers without an end": (b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * FINE.head_size, 431),
    "an address": (b"GET /thread?a=" + b"y" * FINE.address + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
    "an address without an end": (b"GET /thread?a=" + b"y" * FINE.head_size, 431),
    "a method": (b"G" * FINE.head_size, 400),
    "an answer to TLS": (b"\x16\x03\x01\x02\x00\x01\x00", 400),
}


@pytest.mark.parametrize(("sent", "status"), LARGE.values(), ids=list(LARGE))
def test_a_head_that_is_too_large_is_refused(server, sent, status):
    with Wire(server.url) as wire:
        assert refusal(wire.send(sent).rest())[0] == status
    assert well(server)


def test_a_head_that_comes_in_pieces_is_counted_as_one(server):
    with Wire(server.url) as wire:
        wire.send(b"GET /healthz HTTP/1.1\r\nHost: x\r\n")
        for _ in range(99):
            wire.send(b"X: " + b"y" * 400 + b"\r\n")
        assert refusal(wire.rest()) == (431, "head_too_large")


def test_a_large_head_and_a_long_address_are_taken_up_to_their_limits(server):
    path = "/healthz?" + "y" * (FINE.address - 9)
    most = FINE.head_size - FINE.address - len("hostx") - len("connectionclose") - 1
    for more, status in ((b"", b"200 OK"), (b"z", b"431 Request Header Fields Too Large")):
        sent = f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: ".encode() + b"y" * most + more + b"\r\n\r\n"
        assert exchange(server, sent) == b"HTTP/1.1 " + status
    many = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + b"X: y\r\n" * (FINE.headers - 2) + b"\r\n"
    assert exchange(server, many) == b"HTTP/1.1 200 OK"


def post(*lines, body=b""):
    return b"\r\n".join([b"POST /thread HTTP/1.1", b"Host: x", *lines, b"", body])


LIES = {
    "negative": post(b"Content-Length: -1"),
    "with a sign": post(b"Content-Length: +3", body=b"abc"),
    "in hexadecimal": post(b"Content-Length: 0x3", body=b"abc"),
    "in other digits": post("Content-Length: ٣".encode(), body=b"abc"),
    "beyond 64 bits": post(b"Content-Length: 99999999999999999999"),
    "a list": post(b"Content-Length: 3, 3", body=b"abc"),
    "twice": post(b"Content-Length: 3", b"Content-Length: 3", body=b"abc"),
    "twice and different": post(b"Content-Length: 3", b"Content-Length: 5", body=b"abc"),
    "beside chunks": post(b"Content-Length: 3", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n"),
    "after chunks": post(b"Transfer-Encoding: chunked", b"Content-Length: 3", body=b"0\r\n\r\n"),
    "an unknown coding": post(b"Transfer-Encoding: xchunked", body=b"0\r\n\r\n"),
    "chunked not last": post(b"Transfer-Encoding: chunked, gzip", body=b"0\r\n\r\n"),
    "a chunk beyond 64 bits": post(b"Transfer-Encoding: chunked", body=b"FFFFFFFFFFFFFFFFFF\r\n"),
    "a chunk without a size": post(b"Transfer-Encoding: chunked", body=b"\r\n\r\n"),
    "a chunk longer than it says": post(b"Transfer-Encoding: chunked", body=b"1\r\nabc\r\n0\r\n\r\n"),
    "a blank before the colon": post(b"Content-Length : 3", body=b"abc"),
    "a folded header": post(b"Content-Length:", b" 3", body=b"abc"),
}


@pytest.mark.parametrize("sent", LIES.values(), ids=list(LIES))
def test_a_length_that_contradicts_itself_is_refused(server, sent):
    with Wire(server.url) as wire:
        answer = wire.send(sent).leave().rest()
    assert answer.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 415 ")), answer
    assert answer.count(b"HTTP/1.1 ") == 1, "what followed was not taken for a request"
    assert well(server)


def test_a_length_that_is_too_short_ends_the_connection_after_the_answer(server):
    form = b"name=Ada&password=x"
    sent = head("POST", "/desk/sign-in", Content_Type=FORM, Content_Length=str(len(form))) + form + b"&more=words\r\n"
    with Wire(server.url) as wire:
        answer = wire.send(sent).rest()
    assert answer.startswith(b"HTTP/1.1 401 ")
    assert answer.count(b"HTTP/1.1") == 1


@pytest.mark.parametrize("path", ["/big", "/healthz", "/nowhere"])
def test_what_is_sent_after_the_answer_is_thrown_away_up_to_a_point(tmp_path, path):
    chunk = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    start = head("POST", path, Content_Type=FORM, Transfer_Encoding="chunked")
    with patient(tmp_path, drain_size=1024 * 1024) as server:
        with Wire(server.url) as wire:
            wire.send(start + chunk * 8 + b"0\r\n\r\n").until(b"\r\n\r\n")
            wire.send(head(Connection="close"))
            assert wire.rest().endswith(b'{"status":"ready"}'), "the connection is as good as before"
        with Wire(server.url) as wire:
            wire.send(start)
            for _ in range(400):
                wire.send(chunk if wire.open else b"")
            assert not wire.open


def test_who_goes_on_sending_after_the_answer_has_little_time(tmp_path):
    start = head("POST", "/nowhere", Content_Length="1000")
    with patient(tmp_path, drain=SHORT) as server, Wire(server.url) as wire:
        assert b"404" in wire.send(start).until(b"</html>")
        assert wire.trickle(b"x" * 100).rest() == b""
        assert wire.age < 5 * SHORT


def test_a_few_requests_may_be_sent_ahead_and_are_answered_in_order(server):
    paths = ["/healthz", "/embed.css", "/nowhere", "/data", "/desk"]
    with Wire(server.url) as wire:
        wire.send(b"".join(head(path=path) for path in paths) + head(Connection="close"))
        answers = wire.rest().split(b"HTTP/1.1 ")[1:]
    assert [answer[:3] for answer in answers] == [b"200", b"200", b"404", b"200", b"303", b"200"]


def test_who_sends_ahead_and_goes_away_is_no_fault_of_ours(tmp_path, caplog):
    told = threading.Event()

    async def answer_too_late(request):
        while (await request.receive())["type"] != "http.disconnect":
            pass
        told.set()
        return Response("nobody reads this")

    with running_server(tmp_path, extra=[Route("/late", answer_too_late)]) as server:
        with Wire(server.url) as wire:
            wire.send(head(path="/late") + head()).slam()
        assert told.wait(PATIENCE)
        assert well(server)
    assert not caplog.records


def test_too_many_requests_ahead_end_the_connection_after_the_first_ones(server):
    with Wire(server.url) as wire:
        answer = wire.send(head() * 10_000).rest()
    assert 1 <= answer.count(b'{"status":"ready"}') <= FINE.ahead + 1
    assert well(server)


def test_a_body_behind_a_request_that_is_being_answered_has_its_time_from_the_answer_on(tmp_path):
    gate = threading.Event()

    async def later(_request):
        await run_in_threadpool(gate.wait, PATIENCE)
        return Response(b"at last")

    start = head("POST", "/thread", Content_Type=FORM, Content_Length="1000")
    with patient(tmp_path, Route("/later", later), body_grace=SHORT) as server, Wire(server.url) as wire:
        assert not wire.send(head(path="/later") + start).cut(2 * SHORT)
        gate.set()
        assert wire.until(b"at last").endswith(b"at last")
        assert b"HTTP/1.1 400 " in wire.send(b"x" * 1000).until(b"</html>"), "it is read, and says no site"


def test_a_body_behind_another_request_that_does_not_come_is_too_slow(tmp_path):
    start = head("POST", "/thread", Content_Type=FORM, Content_Length="1000")
    with patient(tmp_path, body_grace=SHORT) as server, Wire(server.url) as wire:
        answer = wire.send(head(path="/big") + start).rest()
    assert BIG in answer
    assert refusal(answer[answer.rindex(b"HTTP/1.1 ") :]) == (408, "body_too_slow")


def test_the_application_learns_at_once_that_no_more_will_come(tmp_path):
    """Even if the client has not yet taken what was already answered, so that the connection is still open."""
    heard = threading.Event()

    class AnswersFirst:
        async def __call__(self, _scope, receive, send):
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": BIG, "more_body": True})
            while (await receive())["type"] != "http.disconnect":
                pass
            heard.set()

    start = head("POST", "/wait", Content_Length="1000")
    waiting = Route("/wait", AnswersFirst())
    with patient(tmp_path, waiting, body_grace=SHORT) as server, Wire(server.url, window=4096) as wire:
        wire.send(start)
        assert heard.wait(PATIENCE)
        assert wire.open


@contextmanager
def two_answers(folder, page):
    """A client who has asked for `page` and another answer and takes nothing yet, and whether the other is begun."""
    made, begun = threading.Event(), threading.Event()

    async def first(_request):
        made.set()
        return Response(page)

    async def second(_request):
        begun.set()
        return Response(b"at last")

    routes = Route("/first", first), Route("/second", second)
    with patient(folder, *routes) as server, Wire(server.url, window=4096) as wire:
        wire.send(head(path="/first") + head(path="/second"))
        assert made.wait(PATIENCE)
        assert well(server), "the loop has gone round since"
        yield wire, begun


def test_no_answer_is_begun_before_the_one_in_front_of_it_was_taken(tmp_path):
    with two_answers(tmp_path, BIG) as (wire, begun):
        assert not begun.is_set()
        assert wire.until(b"at last").endswith(b"at last")


def test_the_system_keeps_little_of_an_answer(tmp_path):
    """It would keep megabytes, and an answer that nobody reads would count as taken."""
    with two_answers(tmp_path, b"x" * 2_000_000) as (_wire, begun):
        assert not begun.is_set()


def test_what_waits_for_an_answer_to_be_taken_ends_with_the_connection(tmp_path, caplog):
    begun = threading.Event()

    async def second(_request):
        begun.set()
        return Response()

    with patient(tmp_path, Route("/second", second), answer=SHORT) as server:
        with Wire(server.url, window=4096) as wire:
            wire.send(head(path="/big") + head(path="/second"))
            assert wire.cut()
        assert well(server)
    assert not begun.is_set()
    assert not caplog.records


def test_silent_connections_make_room_for_those_who_ask(tmp_path):
    with patient(tmp_path, connections=10) as server, wires(server, 50) as silent:
        for _ in range(20):
            assert well(server)
        assert sum(wire.open for wire in silent) < 10


def test_when_all_are_busy_the_next_is_told_to_come_back_and_then_served(tmp_path):
    with patient(tmp_path, connections=10, head=3 * SHORT) as server:
        with wires(server, 10) as busy:
            for wire in busy:
                wire.send(b"GET ")
            eventually(lambda: exchange(server, head()).startswith(b"HTTP/1.1 503 "))
            with Wire(server.url) as wire:
                answer = wire.rest()
            assert refusal(answer) == (503, "connections")
            assert b"\r\nRetry-After: 10\r\n" in answer
            assert {refusal(wire.rest())[0] for wire in busy} == {408}
        assert well(server)


def test_one_address_may_not_take_all_connections(tmp_path, monkeypatch):
    """Here all addresses are those of this machine, which are not counted; the test says that they are."""
    monkeypatch.setattr("rejoinder.web.border.crowd.tells_apart", lambda _address: True)
    with patient(tmp_path, per_address=10) as server, wires(server, 10, source="127.0.0.2") as many:
        for wire in many:
            assert b"ready" in wire.send(head()).until(b"}")
        with Wire(server.url, source="127.0.0.2") as wire:
            assert refusal(wire.rest()) == (503, "connections_of_address")
        with Wire(server.url, source="127.0.0.3") as wire:
            assert b"ready" in wire.send(head()).until(b"}")
        many[0].close()
        eventually(lambda: again(server))


def again(server):
    with Wire(server.url, source="127.0.0.2") as wire:
        return b"ready" in wire.send(head()).until(b"}")


class Busy:
    """A connection that has nothing to give."""

    waits = False
    unsent = 0

    def look(self, now):
        raise NotImplementedError

    def give_way(self):
        raise NotImplementedError


async def count(patience, addresses):
    """How many connections of these addresses are taken in."""
    crowd = Crowd(patience, Proxies.named(["203.0.113.0/24", "2001:db8:ffff::/48"]))
    taken = [crowd.admit(Busy(), read_address(address)) for address in addresses]
    crowd.close()
    return sum(not isinstance(answer, Unavailable) for answer in taken)


@pytest.mark.parametrize(
    ("addresses", "taken"),
    [
        (["198.51.100.7"] * 20, 5),
        ([f"198.51.100.{number}" for number in range(20)], 20),
        ([f"2001:db8:0:1::{number:x}" for number in range(20)], 5),
        ([f"2001:db8:0:{number:x}::1" for number in range(20)], 20),
        (["::ffff:198.51.100.7", "198.51.100.7"] * 10, 5),
        (["127.0.0.1", "10.0.0.1", "fd00::1", "::1"] * 5, 20),
        (["203.0.113.9", "2001:db8:ffff::9"] * 10, 20),
        ([""] * 20, 20),
    ],
)
def test_addresses_are_counted_by_household(addresses, taken):
    assert asyncio.run(count(replace(CALM, per_address=5), addresses)) == taken


def test_an_address_that_has_left_is_forgotten():
    """Otherwise the addresses of all who ever came would fill the memory."""
    asyncio.run(come_and_go())


async def come_and_go():
    crowd, members = Crowd(CALM, Proxies()), [Busy() for _ in range(100)]
    for number, member in enumerate(members):
        crowd.admit(member, read_address(f"198.51.100.{number}"))
    for member in members:
        crowd.leave(member)
        crowd.leave(member)
    assert not crowd._of
    assert not crowd._members
    crowd.close()


class Broken(Busy):
    """A connection that cannot be looked at."""

    def __init__(self):
        self.gone = asyncio.Event()

    def look(self, _now):
        raise ZeroDivisionError

    def give_way(self):
        self.gone.set()


class Patient(Busy):
    """One that is looked at."""

    def __init__(self):
        self.seen = asyncio.Event()

    def look(self, _now):
        self.seen.set()


def test_a_connection_that_cannot_be_looked_at_keeps_the_deadlines_from_no_other(caplog):
    asyncio.run(look_around())
    assert "ZeroDivisionError" in caplog.text


async def look_around():
    crowd, broken, after = Crowd(replace(CALM, head=0.04), Proxies()), Broken(), Patient()
    crowd.admit(broken, None)
    crowd.admit(after, None)
    for _ in range(2):
        await asyncio.wait_for(asyncio.gather(broken.gone.wait(), after.seen.wait()), PATIENCE)
        broken.gone.clear()
        after.seen.clear()
    crowd.close()


def open_files():
    return len(list(Path("/proc/self/fd").iterdir()))


def test_300_connections_that_are_torn_down_leave_nothing_behind(server):
    assert well(server)
    before = open_files()
    for _ in range(3):
        with wires(server, 100) as torn:
            for number, wire in enumerate(torn):
                wire.send(head()[: number % 30])
                wire.slam()
    assert well(server)
    eventually(lambda: open_files() <= before + 2)
