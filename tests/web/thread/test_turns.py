"""Who asks for a thread, who waits, and who shares: nothing here sleeps, each waits for what the other has done."""

import asyncio
import dataclasses
import threading

import httpx
import pytest

from rejoinder.actions.reading.read import ThreadView
from rejoinder.actions.reading.submit import Draft, submit
from rejoinder.errors import NotFound, Unavailable
from rejoinder.moderation import Status
from rejoinder.store.comments import StoredComment
from rejoinder.store.sites import Site
from rejoinder.thread import Placed
from rejoinder.web.thread.turns import Turns
from tests.serving import PAGE, SITE

PATIENCE = 30


def view(letters=0):
    fields = {field.name: None for field in dataclasses.fields(StoredComment)}
    comment = StoredComment(**{**fields, "text": "x" * letters})
    return ThreadView(Site(1, SITE, SITE, ""), frozenset(), PAGE, "", 1, (Placed(comment, 0, None),))


class Reader:
    """Reads when it may, and counts how often."""

    def __init__(self, letters=0):
        self.begun, self.may = threading.Semaphore(0), threading.Semaphore(0)
        self.times, self._letters = 0, letters

    def __call__(self):
        self.times += 1
        self.begun.release()
        assert self.may.acquire(timeout=PATIENCE)
        return view(self._letters)


async def until(happens):
    assert await asyncio.to_thread(happens.acquire, timeout=PATIENCE)


def test_all_who_ask_before_it_begins_share_one_reading_and_nobody_gets_an_older_one():
    async def ask():
        turns, reader = Turns(), Reader()
        first = asyncio.create_task(turns.share("page", reader, lambda _view: reader.times))
        await until(reader.begun)
        later = [asyncio.create_task(turns.share("page", reader, lambda _view: reader.times)) for _ in range(20)]
        other = asyncio.create_task(turns.share("another", reader, lambda _view: "other"))
        await until(reader.begun)
        reader.may.release(3)
        return await first, await asyncio.gather(*later), await other, reader.times

    first, later, other, times = asyncio.run(ask())
    assert times == 3, "one for the first, one for the other page, one for all who came later"
    assert first <= 2
    assert later == [3] * 20
    assert other == "other"


def test_what_goes_wrong_is_told_to_all_who_share_and_the_next_try_is_a_new_one():
    def lost():
        raise NotFound("no_such_site", "There is no such site.", "Check it.")

    async def ask():
        turns = Turns()
        told = await asyncio.gather(*(turns.share("x", lost, str) for _ in range(3)), return_exceptions=True)
        return told, await turns.share("x", view, lambda _view: "read")

    told, after = asyncio.run(ask())
    assert [type(error) for error in told] == [NotFound] * 3
    assert after == "read"


def test_one_who_goes_away_takes_nothing_from_the_others():
    async def ask():
        turns, reader = Turns(), Reader()
        gone, stays = (asyncio.create_task(turns.share("page", reader, lambda _view: "read")) for _ in range(2))
        await until(reader.begun)
        gone.cancel()
        reader.may.release()
        return await stays

    assert asyncio.run(ask()) == "read"


@pytest.mark.parametrize(("letters", "at_once"), [(200_000, 1), (1_000, 3)])
def test_long_threads_are_drawn_one_at_a_time_and_ordinary_ones_wait_for_nobody(letters, at_once):
    begun, may, drawing, most = threading.Semaphore(0), threading.Semaphore(0), [], []

    def draw(_view):
        drawing.append(1)
        most.append(len(drawing))
        begun.release()
        assert may.acquire(timeout=PATIENCE)
        drawing.pop()

    async def ask():
        turns = Turns()
        asking = [asyncio.create_task(turns.take(lambda: view(letters), draw)) for _ in range(3)]
        for _ in range(at_once):
            await until(begun)
        may.release(3)
        await asyncio.gather(*asking)

    asyncio.run(ask())
    assert max(most) == at_once


def test_who_waits_too_long_for_a_turn_is_told_to_come_back():
    async def ask():
        turns, reader = Turns(longest=0.05), Reader()
        asking = [asyncio.create_task(turns.share(number, reader, lambda _view: "read")) for number in range(5)]
        with pytest.raises(Unavailable, match="Too many long threads"):
            await asking[4]
        reader.may.release(4)
        return await asyncio.gather(*asking[:4])

    assert asyncio.run(ask()) == ["read"] * 4


def test_those_who_look_before_it_begins_share_one_look():
    async def ask():
        turns, reader = Turns(), Reader()
        first = asyncio.create_task(turns.look("page", reader))
        await until(reader.begun)
        later = [asyncio.create_task(turns.look("page", reader)) for _ in range(20)]
        reader.may.release(2)
        await asyncio.gather(first, *later)
        return reader.times

    assert asyncio.run(ask()) == 2


def test_a_comment_is_on_the_page_that_is_asked_for_after_it(server):
    with httpx.Client(base_url=server.url) as client:
        for number in range(10):
            text = f"No. {number}: the bridge was closed for six weeks."
            done = submit(server.house, Draft(site=SITE, page_url=PAGE, text=text, author="Ada"))
            page = client.get("/thread", params={"site": SITE, "url": PAGE}).text
            assert (text in page) == (done.status is Status.PUBLISHED)
