"""Addresses to develop on: threads of their own, and nothing that happens there teaches the filter."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from rejoinder.actions.deciding import queue
from rejoinder.actions.deciding.decide import decide
from rejoinder.actions.deciding.undo import undo
from rejoinder.actions.owning.moving import move
from rejoinder.actions.owning.origins import allow
from rejoinder.actions.owning.pages import merge
from rejoinder.actions.owning.people import add_moderator
from rejoinder.actions.owning.rules import Scope, set_rules
from rejoinder.actions.owning.sites import add_site
from rejoinder.actions.reading.read import read_thread
from rejoinder.actions.reading.submit import Draft, submit
from rejoinder.errors import BadInput, Conflict
from rejoinder.filter import VerdictLabel
from rejoinder.moderation import Event, Status
from rejoinder.policy.rules import Held
from rejoinder.store.schema import audit, comments, ledger
from tests.serving import PAGE, PASSWORD, SITE
from tests.web.desk.desk import Desk
from tests.web.thread.readers import judging, put

TRIAL = "http://localhost:8000"
TRIED = f"{TRIAL}/2026/bridge"


@pytest.fixture
def paper(house):
    add_site(house, SITE, "The Paper")
    allow(house, SITE, TRIAL, trial=True)
    return house


def rows(house, table):
    with house.store.read() as connection:
        return list(connection.execute(select(table).order_by(table.c[0])))


def test_threads_of_a_trial_address_are_apart(paper):
    put(paper, "of the developer", page_url=TRIED)
    put(paper, "of a reader")
    for url, text in ((TRIED, "of the developer"), (PAGE, "of a reader")):
        assert [one.comment.text for one in read_thread(paper, SITE, url).placed] == [text]


@pytest.mark.parametrize("event", [Event.SPAM, Event.APPROVE])
def test_a_decision_on_a_trial_comment_is_done_and_nothing_is_learned_from_it(paper, event):
    ada = add_moderator(paper, "Ada", PASSWORD)
    number = put(paper, "Buy my pills", page_url=TRIED, status=Status.PENDING)
    real = put(paper, "Buy my pills, reader", status=Status.PENDING)
    before = paper.judge.digest()
    done, status = decide(paper, ada, number, event)
    assert {row.id: row.status for row in rows(paper, comments)}[number] == status
    assert rows(paper, ledger) == []
    assert paper.judge.digest() == before
    assert rows(paper, audit)[-1].detail.endswith(", not learned")
    undo(paper, ada, done)
    assert rows(paper, ledger) == []
    decide(paper, ada, real, event)
    assert len(rows(paper, ledger)) == 1


def test_the_desk_says_so(server):
    allow(server.house, SITE, TRIAL, trial=True)
    tried = put(server.house, "of the developer", page_url=TRIED, status=Status.PENDING)
    real = put(server.house, "of a reader", status=Status.PENDING)
    assert [card.trial for card in queue.look(server.house, Status.PENDING).cards] == [True, False]
    desk = Desk(server)
    desk.sign_in()
    told = "the filter learns nothing"
    assert told in desk.client.get(f"/desk/comments/{tried}").text
    assert told not in desk.client.get(f"/desk/comments/{real}").text
    desk.close()


def test_where_readers_have_written_nothing_becomes_a_trial_address(paper):
    allow(paper, SITE, "https://www.paper.example", same_as=SITE)
    allow(paper, SITE, "https://blog.paper.example")
    put(paper, "of a reader", page_url="https://blog.paper.example/a")
    for address in (SITE, "https://www.paper.example", "https://blog.paper.example"):
        with pytest.raises(Conflict):
            allow(paper, SITE, address, trial=True)
    with pytest.raises(BadInput):
        allow(paper, SITE, "http://localhost:9000", same_as=SITE, trial=True)
    with pytest.raises(Conflict):
        allow(paper, SITE, TRIAL, same_as=SITE)


def test_trial_threads_never_come_into_those_of_the_site(paper):
    put(paper, "of the developer", page_url=TRIED)
    put(paper, "of a reader")
    for pair in ((TRIED, PAGE), (PAGE, TRIED)):
        with pytest.raises(Conflict) as refused:
            merge(paper, *pair)
        assert refused.value.code == "trial_and_live"
    move(paper, SITE, "https://news.example")
    assert [one.comment.text for one in read_thread(paper, SITE, TRIED).placed] == ["of the developer"]
    assert [one.comment.text for one in read_thread(paper, SITE, PAGE).placed] == ["of a reader"]


def test_a_trial_address_can_become_one_of_the_site(paper):
    assert not allow(paper, SITE, TRIAL, trial=False).trial
    put(paper, "of a reader", page_url=TRIED)
    assert allow(paper, SITE, TRIAL).trial is False


def test_nobody_becomes_known_on_a_trial_address(paper):
    set_rules(paper, SITE, Scope(), {"hold": "newcomers"})
    key = {"reader_key": "k" * 22}
    put(paper, "of the developer", page_url=TRIED, **key)
    with judging(paper, VerdictLabel.HAM):
        assert submit(paper, Draft(SITE, PAGE, "I live beside it.", **key)).held_for == Held.NEWCOMER
        put(paper, "of a reader", **key)
        assert submit(paper, Draft(SITE, PAGE, "I live near it.", **key)).status is Status.PUBLISHED
