"""The law of statuses."""

import itertools

import pytest

from rejoinder.comment import Label
from rejoinder.errors import Conflict
from rejoinder.moderation import DECISIONS, LAW, Event, Status, after, diagram

TAUGHT = {Event.APPROVE: Label.HAM, Event.SPAM: Label.SPAM}


def test_every_status_has_its_row():
    assert set(LAW) == {None, *Status}


@pytest.mark.parametrize(
    ("event", "status"),
    [
        (Event.JUDGED_HAM, Status.PUBLISHED),
        (Event.JUDGED_UNSURE, Status.PENDING),
        (Event.JUDGED_SPAM, Status.SPAM),
    ],
)
def test_a_new_comment_goes_where_its_verdict_says(event, status):
    assert after(None, event).status is status


def test_only_approve_and_spam_teach_and_reject_never_does():
    for steps in LAW.values():
        for event, step in steps.items():
            assert step.label == TAUGHT.get(event)


def test_an_edit_never_publishes_what_is_hidden():
    hidden = (Status.PENDING, Status.SPAM, Status.REJECTED)
    judged = (Event.JUDGED_HAM, Event.JUDGED_UNSURE, Event.JUDGED_SPAM)
    reached = {LAW[status][event].status for status, event in itertools.product(hidden, judged) if event in LAW[status]}
    assert Status.PUBLISHED not in reached


@pytest.mark.parametrize("event", list(Event))
def test_nothing_happens_to_a_removed_comment(event):
    with pytest.raises(Conflict):
        after(Status.REMOVED, event)


@pytest.mark.parametrize("status", [Status.PENDING, Status.PUBLISHED])
def test_a_moderator_can_decide_anything_on_what_waits_or_is_published(status):
    assert all(event in LAW[status] for event in DECISIONS)


def test_the_diagram_draws_every_step_of_the_law():
    drawn = diagram()
    steps = [(status, event, step) for status, row in LAW.items() for event, step in row.items()]
    assert drawn.count("-->") == len(steps) + 1
    for status, event, step in steps:
        assert f"    {status or '[*]'} --> {step.status}: {event}" in drawn
