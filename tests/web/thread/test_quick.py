"""What is answered from memory: the same bytes, never longer than a second, and never after a write of this process."""

import asyncio

import pytest

from rejoinder.web.thread.quick import FRESH_S, Quick

PUBLIC = [(b"cache-control", b"public, max-age=0"), (b"etag", b'W/"1"'), (b"content-type", b"application/json")]


class Pages:
    """Counts what it is asked, and answers with the count."""

    def __init__(self, status=200, headers=PUBLIC):
        self.asked, self.status, self.headers = 0, status, headers

    async def __call__(self, _scope, _receive, send):
        self.asked += 1
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": b"%d" % self.asked})


class World:
    """A clock and a count of writes."""

    def __init__(self, pages, **room):
        self.now, self.writes = 0.0, 0
        self.quick = Quick(pages, lambda: self.writes, lambda: self.now, **room)

    def get(self, path="/embed/thread", query=b"url=a", method="GET", **headers):
        """The status and the body of an answer."""
        sent = []

        async def send(message):
            sent.append(message)

        given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "http", "method": method, "path": path, "query_string": query, "headers": given}
        asyncio.run(self.quick(scope, None, send))
        return sent[0]["status"], sent[1]["body"]


def test_who_asks_within_a_second_gets_the_same_bytes_and_nobody_is_asked_again():
    pages = Pages()
    world = World(pages)
    assert [world.get() for _ in range(3)] == [(200, b"1")] * 3
    assert pages.asked == 1


def test_what_another_process_has_written_is_seen_a_second_later():
    world = World(Pages())
    world.get()
    world.now = FRESH_S
    assert world.get() == (200, b"2")


def test_what_this_process_has_written_is_seen_at_once():
    world = World(Pages())
    world.get()
    world.writes += 1
    assert world.get() == (200, b"2")


def test_what_was_written_while_an_answer_was_made_is_not_missed():
    world = World(Pages())
    real = world.quick._app

    async def while_somebody_writes(*call):
        await real(*call)
        world.writes += 1

    world.quick._app = while_somebody_writes
    assert [world.get(), world.get()] == [(200, b"1"), (200, b"2")]


@pytest.mark.parametrize(
    "other",
    [
        {"path": "/thread/part"},
        {"query": b"url=b"},
        {"origin": "https://example.org"},
        {"accept_encoding": "br, gzip"},
    ],
)
def test_whatever_an_answer_depends_on_has_an_answer_of_its_own(other):
    world = World(Pages())
    assert [world.get(), world.get(**other), world.get()] == [(200, b"1"), (200, b"2"), (200, b"1")]


@pytest.mark.parametrize(
    "other",
    [
        {"path": "/thread/receipt/secret"},
        {"path": "/thread"},
        {"path": "/embed/mine"},
        {"method": "POST"},
        {"query": b"x" * 5_000},
        {"content_length": "1"},
    ],
)
def test_nothing_else_is_remembered(other):
    world = World(Pages())
    assert [world.get(**other), world.get(**other)] == [(200, b"1"), (200, b"2")]


@pytest.mark.parametrize(
    "pages",
    [
        Pages(status=404),
        Pages(status=503),
        Pages(headers=[(b"cache-control", b"no-store")]),
        Pages(headers=[(b"cache-control", b"private, max-age=0")]),
        Pages(headers=[]),
    ],
)
def test_what_no_cache_may_keep_is_not_kept_here_either(pages):
    world = World(pages)
    assert world.get()[1] != world.get()[1]


def test_who_has_the_answer_is_told_so():
    world = World(Pages())
    world.get()
    assert world.get(if_none_match='W/"1"') == (304, b"")
    assert world.get(if_none_match='W/"0"') == (200, b"1")


def test_no_more_is_kept_than_there_is_room_for():
    pages = Pages()
    world = World(pages, room=2)
    for query in (b"a", b"b", b"c"):
        world.get(query=query)
    assert [world.get(query=query)[1] for query in (b"b", b"c", b"a")] == [b"2", b"3", b"4"]
