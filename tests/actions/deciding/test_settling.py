"""What readers have reported is settled by any decision, or by itself, and waits again when that is undone."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from rejoinder.actions.deciding import queue
from rejoinder.actions.deciding.decide import decide
from rejoinder.actions.deciding.settle import settle
from rejoinder.actions.deciding.undo import undo
from rejoinder.errors import Conflict, NotFound
from rejoinder.moderation import Event, Status
from rejoinder.store.schema import ledger
from tests.actions.deciding.house import audited, found, report, say, waiting


def _lessons(house) -> int:
    with house.store.read() as connection:
        standing = select(func.count()).select_from(ledger).where(ledger.c.voided_at.is_(None))
        return connection.execute(standing).scalar_one()


@pytest.mark.parametrize("event", [Event.APPROVE, Event.SPAM, Event.REJECT])
def test_any_decision_settles_the_reports_and_its_undo_lets_them_wait_again(house, ada, event):
    comment, other = say(house), say(house, "Another.")
    for number in (comment, other):
        report(house, number)
        report(house, number, "spam", by=b"2")
    number, _ = decide(house, ada, comment, event)
    assert (waiting(house, comment), waiting(house, other)) == (0, 2)
    undo(house, ada, number)
    assert waiting(house, comment) == 2


def test_settling_leaves_the_comment_as_it_is_and_teaches_nothing(house, ada):
    comment = say(house)
    report(house, comment, "hate", "Look at it.")
    before = found(house, comment)
    number, status = settle(house, ada, comment, before.version)
    assert status is Status.PUBLISHED
    assert (found(house, comment), waiting(house, comment), _lessons(house)) == (before, 0, 0)
    assert audited(house)[-1] == ("Ada", "settle", f"comment {comment}", "1 reports")
    assert queue.entry(house, number).decision.event == "settle"
    undo(house, ada, number)
    assert (found(house, comment), waiting(house, comment)) == (before, 1)


def test_settling_keeps_the_label_that_stands_and_so_does_its_undo(house, ada):
    comment = say(house)
    decide(house, ada, comment, Event.APPROVE)
    report(house, comment)
    number, _ = settle(house, ada, comment)
    assert _lessons(house) == 1
    undo(house, ada, number)
    assert _lessons(house) == 1


def test_what_was_settled_before_does_not_wait_again_after_an_undo(house, ada):
    comment = say(house)
    report(house, comment)
    settle(house, ada, comment)
    report(house, comment, by=b"2")
    number, _ = settle(house, ada, comment)
    undo(house, ada, number)
    assert waiting(house, comment) == 1


def test_nothing_is_settled_twice_or_unseen(house, ada):
    comment = say(house)
    with pytest.raises(Conflict, match="No report"):
        settle(house, ada, comment)
    report(house, comment)
    with pytest.raises(Conflict, match="Somebody else"):
        settle(house, ada, comment, found(house, comment).version + 1)
    with pytest.raises(NotFound):
        settle(house, ada, 999)
    assert waiting(house, comment) == 1
    assert audited(house) == []


def test_who_was_reported_first_comes_first_with_all_reports(house, ada):
    numbers = [say(house, f"Comment {number}.") for number in range(3)]
    for number in (numbers[1], numbers[0]):
        report(house, number, "insult", f"About {number}.")
    report(house, numbers[1], "spam", by=b"2")
    cards = queue.reported(house)
    assert [card.comment.id for card in cards] == [numbers[1], numbers[0]]
    assert [one.reason for one in cards[0].reports] == ["insult", "spam"]
    assert [one.reason for one in queue.one_card(house, numbers[1]).reports] == ["insult", "spam"]
    assert queue.count_reported(house) == 2
