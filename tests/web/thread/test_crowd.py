"""Posts that arrive together, by real HTTP: all are stored, and each gets its own answer, whatever befalls its list."""

import asyncio

import httpx
from sqlalchemy import select

from rejoinder.actions.owning.sites import add_site
from rejoinder.actions.reading.receipt import look_up
from rejoinder.store.schema import comments
from tests.serving import SITE
from tests.web.thread.readers import THREAD, count

MANY = 64


def post_all(server, calls):
    """The answers to calls of address and arguments, all under way at once."""

    async def together():
        limits = httpx.Limits(max_connections=len(calls))
        async with httpx.AsyncClient(limits=limits, timeout=60) as client:
            return await asyncio.gather(*(client.post(f"{server.url}{path}", **told) for path, told in calls))

    return asyncio.run(together())


def by_json(number, **more):
    return "/api/v1/comments", {"json": {**THREAD, "text": f"Words {number}", "author": f"Writer {number}", **more}}


def by_form(path, number, **more):
    return path, {"data": {**THREAD, "text": f"Words {number}", "author": f"Writer {number}", **more}}


def test_64_at_once_are_all_stored_and_each_gets_its_own_answer(server):
    found = post_all(server, [by_json(number) for number in range(MANY)])
    assert [one.status_code for one in found] == [201] * MANY
    with server.house.store.read() as connection:
        stored = dict(connection.execute(select(comments.c.id, comments.c.text)).all())
    assert [stored[int(one.json()["id"])] for one in found] == [f"Words {number}" for number in range(MANY)]
    receipts = [one.json()["receipt"] for one in found]
    assert [look_up(server.house, one).author for one in receipts] == [f"Writer {number}" for number in range(MANY)]


def test_what_is_wrong_with_some_is_told_to_them_and_the_others_are_stored(server):
    add_site(server.house, "https://other.example")
    evil, home = {"origin": "https://evil.example"}, {"origin": SITE}
    calls = [
        by_json(0),
        by_json(1, site="https://unknown.example"),
        by_json(2, text=""),
        (*by_json(3)[:1], {**by_json(3)[1], "headers": evil}),
        (*by_json(4)[:1], {**by_json(4)[1], "headers": home}),
        by_form("/embed/thread", 5),
        by_form("/thread", 6),
        by_form("/thread", 7, text=""),
        (*by_json(8)[:1], {**by_json(8)[1], "headers": {"idempotency-key": "x" * 1_000}}),
        by_json(9, parent="10"),
    ]
    found = post_all(server, calls)
    assert [one.status_code for one in found] == [201, 404, 400, 403, 201, 201, 303, 400, 400, 404]
    assert count(server.house) == 4
    assert found[4].headers["access-control-allow-origin"] == SITE
    assert "access-control-allow-origin" not in found[3].headers


def test_of_64_of_one_form_at_once_one_is_stored(server):
    """Sent by one browser under one key, and by another without one."""
    keyed = {"headers": {"idempotency-key": "5f0c" * 8}}
    calls = [(*by_json(0)[:1], {**by_json(0)[1], **(keyed if number % 2 else {})}) for number in range(MANY)]
    found = post_all(server, calls)
    assert [one.status_code for one in found] == [201] * MANY
    assert len({one.json()["id"] for one in found}) == count(server.house) == 1
