"""Calls that arrive together are worked on together, in bounded lists, and each gets its own reply."""

import asyncio
import threading

import httpx
import pytest
from sqlalchemy import event

from rejoinder.errors import Unavailable
from rejoinder.web.gathering import Gathering
from tests.web.akismet.calling import GAMBLING, PLAIN, call, fields, stored

PATIENCE = 30


def asked_together(work, asks, *, most=4, lanes=1):
    """What each of `asks` gets, in one loop, all asked in one turn of it."""

    async def ask_all():
        gathering = Gathering(work, most, lanes)
        return await asyncio.wait_for(
            asyncio.gather(*(gathering.answer(ask) for ask in asks), return_exceptions=True), PATIENCE
        )

    return asyncio.run(ask_all())


def test_what_arrives_together_is_one_list_up_to_its_bound():
    lists = []

    def work(asks):
        lists.append(list(asks))
        return [ask * 10 for ask in asks]

    assert asked_together(work, range(10)) == [number * 10 for number in range(10)]
    assert lists == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]


def test_an_error_is_for_its_own_call_and_what_the_work_raises_for_all():
    def work(asks):
        if len(asks) == 1:
            raise ZeroDivisionError
        return [KeyError() if ask == 2 else ask for ask in asks]

    found = asked_together(work, [1, 2, 3, 4, 5])
    assert [type(one) for one in found] == [int, KeyError, int, int, ZeroDivisionError]


def test_lists_are_worked_on_side_by_side_in_as_many_threads_as_there_are_lanes():
    meeting = threading.Barrier(2, timeout=PATIENCE)

    def work(asks):
        meeting.wait()  # passes only when another list is worked on meanwhile
        return asks

    assert asked_together(work, [1, 2], most=1, lanes=2) == [1, 2]


def test_who_does_not_wait_any_longer_costs_the_others_nothing():
    begun, go_on = threading.Event(), threading.Event()

    def work(asks):
        begun.set()
        go_on.wait(PATIENCE)
        return asks

    async def ask_and_leave():
        gathering = Gathering(work, 4, 1)
        tasks = [asyncio.ensure_future(gathering.answer(number)) for number in range(2)]
        await asyncio.get_running_loop().run_in_executor(None, begun.wait, PATIENCE)
        tasks[0].cancel()
        go_on.set()
        return await asyncio.wait_for(tasks[1], PATIENCE), await asyncio.wait_for(gathering.answer(7), PATIENCE)

    assert asyncio.run(ask_and_leave()) == (1, 7)


def test_checks_that_arrive_together_get_each_its_own_answer(server):
    """Good ones, one without a key, one with too many fields and a test call, at once."""
    server_form = fields(server)
    forms = [{**server_form, "comment_content": f"{PLAIN} {number}"} for number in range(20)]
    forms[3] = {**server_form, "api_key": "ffffffffffff"}
    forms[5] = {**server_form, **{f"x{number}": "1" for number in range(1_000)}}
    forms[7] = {**server_form, "comment_author": "viagra-test-123"}
    forms[9] = {**server_form, "comment_content": GAMBLING, "is_test": "1"}

    async def ask_all():
        limits = httpx.Limits(max_connections=20)
        async with httpx.AsyncClient(limits=limits, timeout=60) as client:
            url = f"{server.url}/1.1/comment-check"
            return await asyncio.gather(*(client.post(url, data=form) for form in forms))

    found = asyncio.run(ask_all())
    assert [found[place].text for place in (3, 7)] == ["invalid", "true"]
    assert found[5].status_code == 413
    rest = [one for place, one in enumerate(found) if place not in (3, 5)]
    assert {one.text for one in rest} <= {"true", "false"}
    assert len({one.headers["X-akismet-guid"] for one in rest}) == 18
    assert stored(server)[0] == 16  # neither the trigger nor the test call


@pytest.mark.parametrize("fault", [ZeroDivisionError(), Unavailable("x", "Down.", "Wait.")])
def test_a_comment_that_the_filter_fails_on_spoils_no_other_of_its_list(server, monkeypatch, caplog, fault):
    house = server.house
    real = house.judge.weights.filter.check

    def check(comment):
        if "poison" in comment.text:
            raise fault
        return real(comment)

    def check_many(comments):
        return map(check, comments)

    monkeypatch.setattr(house.judge.weights.filter, "check", check)
    monkeypatch.setattr(house.judge.weights.filter, "check_many", check_many)
    found = []
    asked = [threading.Thread(target=lambda: found.append(call(server, "comment-check").text)) for _ in range(9)]
    bad = threading.Thread(target=lambda: found.append(call(server, "comment-check", comment_content="poison").text))
    for thread in [*asked, bad]:
        thread.start()
    for thread in [*asked, bad]:
        thread.join(60)
    assert sorted(found) == ["Rejoinder cannot judge just now.", *["false"] * 9]
    assert "poison" not in caplog.text


def test_who_asks_for_no_judgement_costs_the_database_no_question_about_comments(server):
    """Without a key there is nothing to look up, and a test call needs only its key."""
    statements = []

    def note(_connection, _cursor, statement, *_rest):
        if threading.current_thread().name.startswith("gathered"):
            statements.append(statement)

    event.listen(server.house.store.engine, "before_cursor_execute", note)
    assert call(server, "comment-check", api_key="").text == "invalid"
    assert statements == []
    assert call(server, "comment-check", comment_author="viagra-test-123").text == "true"
    assert statements
    assert not any("ledger_marks" in statement for statement in statements)
    event.remove(server.house.store.engine, "before_cursor_execute", note)
