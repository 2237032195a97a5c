"""Whoever holds the receipt of a comment learns what became of it and why; whoever holds many, of all at once."""

from dataclasses import replace

import pytest

from rejoinder.actions.deciding.decide import decide
from rejoinder.actions.owning.people import add_moderator
from rejoinder.actions.owning.sites import add_site
from rejoinder.actions.reading.edit import edit
from rejoinder.actions.reading.mine import MOST, read_mine
from rejoinder.actions.reading.receipt import look_up, make_receipt
from rejoinder.actions.reading.remove import remove
from rejoinder.actions.reading.submit import Draft, submit
from rejoinder.errors import NotFound, TooLarge
from rejoinder.filter import VerdictLabel
from rejoinder.moderation import Event, Status
from rejoinder.store import comments
from tests.actions.reading.rules import choose, stored
from tests.serving import PAGE, PASSWORD, SITE
from tests.web.thread.readers import give_status, judging, put

MINUTE = 60_000


@pytest.fixture
def written(house):
    """A comment that was published when it came."""
    add_site(house, SITE)
    with judging(house, VerdictLabel.HAM):
        return house, submit(house, Draft(SITE, PAGE, "The bridge is too narrow.", author="Bo"))


def test_it_tells_until_when_the_comment_can_be_edited(written):
    house, done = written
    sent = stored(house, done.comment_id).created_at
    fate = look_up(house, done.receipt)
    assert (fate.created_at, fate.open_until, fate.edited) == (sent, sent + 15 * MINUTE, False)
    assert look_up(replace(house, clock=lambda: sent + 15 * MINUTE), done.receipt).open_until is None
    choose(house, edit_minutes=0)
    assert look_up(house, done.receipt).open_until is None


@pytest.mark.parametrize("status", [Status.SPAM, Status.REJECTED])
def test_what_cannot_be_edited_back_is_not_open(written, status):
    house, done = written
    give_status(house, done.comment_id, status)
    assert look_up(house, done.receipt).open_until is None


def test_it_tells_of_an_edit(written):
    house, done = written
    edit(house, done.receipt, "Other words")
    fate = look_up(house, done.receipt)
    assert (fate.text, fate.edited) == ("Other words", True)


def test_it_tells_why_a_comment_waits_only_while_it_does(written):
    house, _done = written
    choose(house, hold="everybody")
    ada = add_moderator(house, "Ada", PASSWORD)
    with judging(house, VerdictLabel.HAM):
        done = submit(house, Draft(SITE, PAGE, "Another one."))
    assert look_up(house, done.receipt).held_for == "everybody"
    decide(house, ada, done.comment_id, Event.APPROVE)
    assert look_up(house, done.receipt).held_for == ""


def test_it_tells_the_reason_that_a_moderator_gave(written):
    house, done = written
    with house.store.write() as connection:
        comment = comments.by_id(connection, done.comment_id)
        comments.set_status(connection, comment, Status.REJECTED, house.clock(), "off_topic")
    assert look_up(house, done.receipt).decided_for == "off_topic"


def test_many_receipts_at_once_in_their_order_each_once_and_nothing_of_others(written):
    house, done = written
    second = make_receipt(house, put(house, "Second", author="Cy"))
    gone = make_receipt(house, put(house, "Third", author="Dee"))
    remove(house, gone)
    asked = [second, "x", done.receipt, gone, second, make_receipt(house, 10**6), done.receipt[:-1]]
    found = [own.fate for own in read_mine(house, asked)]
    assert [fate.text for fate in found] == ["Second", "The bridge is too narrow."]
    assert found == [look_up(house, second), look_up(house, done.receipt)]
    assert read_mine(house, []) == []


def test_more_than_that_are_refused(written):
    house, done = written
    assert len(read_mine(house, [done.receipt] * MOST)) == 1
    with pytest.raises(TooLarge):
        read_mine(house, [done.receipt] * (MOST + 1))


@pytest.mark.parametrize("receipt", ["", "x", "eyJ2IjoxLCJjIjoxfQ", "é" * 50])
def test_what_is_no_receipt_of_ours_finds_nothing(written, receipt):
    house, _done = written
    with pytest.raises(NotFound):
        look_up(house, receipt)
    assert read_mine(house, [receipt]) == []
