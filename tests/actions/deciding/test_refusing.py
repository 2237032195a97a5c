"""A reason to reject is kept for the writer; an undo brings back the one that stood, or none, never another."""

from __future__ import annotations

import pytest

from rejoinder.actions.deciding.decide import decide
from rejoinder.actions.deciding.undo import undo
from rejoinder.actions.reading.receipt import look_up, make_receipt
from rejoinder.errors import BadInput
from rejoinder.moderation import Event, Status
from tests.actions.deciding.house import found, say


def test_a_rejection_keeps_its_reason(house, ada):
    comment = say(house)
    decide(house, ada, comment, Event.REJECT, why="off_topic")
    assert (found(house, comment).status, found(house, comment).decided_for) == (Status.REJECTED, "off_topic")


@pytest.mark.parametrize("event", [Event.APPROVE, Event.SPAM])
def test_other_decisions_need_none_and_take_none(house, ada, event):
    comment = say(house)
    decide(house, ada, comment, event, why="insult")
    assert found(house, comment).decided_for == ""


def test_an_unknown_reason_is_refused_and_changes_nothing(house, ada):
    comment = say(house)
    before = found(house, comment)
    for why in ("rude", "OFF_TOPIC", " off_topic", "<b>"):
        with pytest.raises(BadInput, match="no such reason"):
            decide(house, ada, comment, Event.REJECT, why=why)
    assert found(house, comment) == before


def test_an_undone_approval_rejects_for_the_same_reason_again(house, ada):
    comment = say(house)
    decide(house, ada, comment, Event.REJECT, why="insult")
    number, _ = decide(house, ada, comment, Event.APPROVE)
    undo(house, ada, number)
    assert (found(house, comment).status, found(house, comment).decided_for) == (Status.REJECTED, "insult")


def test_its_writer_is_told_the_reason_only_while_it_is_rejected(house, ada):
    comment = say(house)
    receipt = make_receipt(house, comment)
    decide(house, ada, comment, Event.REJECT, why="insult")
    assert look_up(house, receipt).decided_for == "insult"
    decide(house, ada, comment, Event.APPROVE)
    assert look_up(house, receipt).decided_for == ""


def test_an_undone_rejection_leaves_no_reason(house, ada):
    comment = say(house)
    number, _ = decide(house, ada, comment, Event.REJECT, why="insult")
    undo(house, ada, number)
    assert (found(house, comment).status, found(house, comment).decided_for) == (Status.PUBLISHED, "")
