"""An author deletes a comment: its words are gone for good, its place stays where replies hang, and twice is told."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from rejoinder.actions.deciding.decide import decide
from rejoinder.actions.learning.fold import rebuild
from rejoinder.actions.owning.people import add_moderator
from rejoinder.actions.owning.sites import add_site
from rejoinder.actions.reading.read import read_thread
from rejoinder.actions.reading.receipt import make_receipt
from rejoinder.actions.reading.remove import remove
from rejoinder.actions.reading.submit import Draft, submit
from rejoinder.errors import NotFound, Refused
from rejoinder.moderation import Event, Status
from rejoinder.store import schema
from tests.actions.reading.rules import choose, stored
from tests.serving import PAGE, PASSWORD, SITE
from tests.web.thread.readers import give_status, put

MINUTE = 60_000


@pytest.fixture
def written(house):
    """A published comment with a label, and its receipt."""
    add_site(house, SITE)
    done = submit(house, Draft(SITE, PAGE, "The bridge is too narrow.", author="Bo"))
    decide(house, add_moderator(house, "Ada", PASSWORD), done.comment_id, Event.APPROVE)
    return house, done.comment_id, done.receipt


def rows(house, table):
    with house.store.read() as connection:
        return connection.scalar(select(func.count()).select_from(table))


def test_it_is_gone_with_its_check_and_what_was_learned_from_it(written):
    house, number, receipt = written
    assert house.judge.learned == 1
    remove(house, receipt)
    assert stored(house, number) is None
    assert rows(house, schema.checks) == 0
    assert house.judge.learned == 0
    assert house.judge.digest() == rebuild(house.store, house.judge).digest()
    with house.store.read() as connection:
        last = connection.execute(select(schema.audit).order_by(schema.audit.c.id.desc())).first()
    assert (last.actor, last.action, last.subject) == ("author", "erase", f"comment {number}")


def test_where_replies_hang_an_empty_place_stays(written):
    house, number, receipt = written
    put(house, "Not at all", author="Cy", parent_id=number)
    remove(house, receipt)
    comment = stored(house, number)
    assert (comment.status, comment.text, comment.author, comment.check_id) == (Status.REMOVED, "", "", None)
    view = read_thread(house, SITE, PAGE)
    assert (view.count, [one.comment.id == number for one in view.placed]) == (1, [True, False])


@pytest.mark.parametrize("answered", [False, True])
def test_the_second_time_it_says_that_it_is_gone(written, answered):
    house, number, receipt = written
    if answered:
        put(house, "Not at all", author="Cy", parent_id=number)
    remove(house, receipt)
    before = rows(house, schema.audit)
    with pytest.raises(NotFound) as told:
        remove(house, receipt)
    assert told.value.code == "already_deleted"
    assert rows(house, schema.audit) == before


def test_only_who_holds_the_receipt_and_only_in_time(written):
    house, number, receipt = written
    with pytest.raises(NotFound):
        remove(house, receipt[:-1])
    sent = stored(house, number).created_at
    with pytest.raises(Refused) as refused:
        remove(replace(house, clock=lambda: sent + 15 * MINUTE), receipt)
    assert refused.value.code == "too_late"
    choose(house, edit_minutes=0)
    with pytest.raises(Refused):
        remove(house, receipt)
    assert stored(house, number).text
    choose(house, edit_minutes=16)
    remove(replace(house, clock=lambda: sent + 16 * MINUTE - 1), receipt)
    assert stored(house, number) is None


@pytest.mark.parametrize("status", [Status.PENDING, Status.SPAM, Status.REJECTED])
def test_what_is_not_published_can_be_deleted_too(written, status):
    house, _number, _receipt = written
    hidden = put(house, "Other words", author="Cy")
    give_status(house, hidden, status)
    remove(house, make_receipt(house, hidden))
    assert stored(house, hidden) is None


def test_under_a_closed_page_as_well(written):
    house, number, receipt = written
    choose(house, closed=True)
    remove(house, receipt)
    assert stored(house, number) is None


def test_its_page_has_changed_for_readers(written):
    house, _number, receipt = written
    before = read_thread(house, SITE, PAGE).version
    remove(house, receipt)
    assert read_thread(house, SITE, PAGE).version > before
