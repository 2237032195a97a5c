"""An author changes a comment: every edit is judged again."""

import pytest
from sqlalchemy import select

from rejoinder.actions.deciding.decide import decide
from rejoinder.actions.deciding.queue import one_card
from rejoinder.actions.deciding.undo import undo
from rejoinder.actions.learning.fold import rebuild
from rejoinder.actions.owning.people import add_moderator
from rejoinder.actions.owning.sites import add_site
from rejoinder.actions.reading.edit import edit
from rejoinder.actions.reading.submit import Draft, submit
from rejoinder.errors import BadInput, Conflict, NotFound, Unavailable
from rejoinder.moderation import Event, Status
from rejoinder.store import schema
from tests.serving import PAGE, PASSWORD, SITE

HAM = "The council has voted against the bridge, and rightly so."
SPAM = "Cheap pills at http://pills.example/ and 𝐂𝐀𝐒𝐈𝐍𝐎 bonus, click http://spin.example/ now!!!"


@pytest.fixture
def written(house):
    """A published comment and the moderator who approved it."""
    add_site(house, SITE)
    ada = add_moderator(house, "Ada", PASSWORD)
    submitted = submit(house, Draft(SITE, PAGE, HAM, author="Bo"))
    decided, _status = decide(house, ada, submitted.comment_id, Event.APPROVE)
    return house, ada, submitted, decided


def card(house, submitted):
    return one_card(house, submitted.comment_id)


def test_an_innocent_comment_that_is_edited_into_spam_is_hidden(written):
    house, ada, submitted, _decided = written
    spam = submit(house, Draft(SITE, PAGE, SPAM))
    decide(house, ada, spam.comment_id, Event.SPAM)
    assert edit(house, submitted.receipt, SPAM) is Status.SPAM
    assert card(house, submitted).comment.status is Status.SPAM
    assert card(house, submitted).verdict == "spam"


def test_a_robot_does_not_wash_its_signs_off_by_an_edit(written):
    house, _ada, _submitted, _decided = written
    trapped = submit(house, Draft(SITE, PAGE, HAM + " So there.", behaviour=("honeypot",)))
    edit(house, trapped.receipt, "Quite.")
    found = card(house, trapped)
    assert found.comment.text == "Quite."
    assert "signal:honeypot" in {reason.signal for reason in found.reasons}


def test_an_edit_shows_the_new_words_and_keeps_the_old_ones_for_moderators(written):
    house, _ada, submitted, _decided = written
    edit(house, submitted.receipt, HAM + " Indeed.")
    comment = card(house, submitted).comment
    assert comment.text == HAM + " Indeed."
    with house.store.read() as connection:
        query = select(schema.checks.c.text).join(schema.edits)
        assert list(connection.scalars(query.where(schema.edits.c.comment_id == submitted.comment_id))) == [HAM]


def test_the_label_on_the_earlier_words_stands_and_can_be_undone(written):
    house, ada, submitted, decided = written
    edit(house, submitted.receipt, HAM + " Indeed.")
    status = card(house, submitted).comment.status
    assert house.judge.learned == 1
    undo(house, ada, decided)
    assert house.judge.learned == 0
    assert card(house, submitted).comment.status is status
    assert house.judge.digest() == rebuild(house.store, house.judge).digest()


@pytest.mark.parametrize("event", [Event.SPAM, Event.REJECT])
def test_what_a_person_has_hidden_cannot_be_edited_back(written, event):
    house, ada, submitted, _decided = written
    decide(house, ada, submitted.comment_id, event)
    with pytest.raises(Conflict):
        edit(house, submitted.receipt, HAM + " Indeed.")
    assert card(house, submitted).comment.text == HAM


@pytest.mark.parametrize(
    ("receipt", "text", "error"),
    [("x", HAM, NotFound), ("", HAM, NotFound), (None, " ", BadInput), (None, "x" * 10_001, BadInput)],
)
def test_what_cannot_be_taken_changes_nothing(written, receipt, text, error):
    house, _ada, submitted, _decided = written
    with pytest.raises(error):
        edit(house, submitted.receipt if receipt is None else receipt, text)
    assert card(house, submitted).comment.version == 2


def test_an_edit_that_the_filter_fails_on_waits_for_a_person(written, monkeypatch):
    house, _ada, submitted, _decided = written

    def fail(_comment):
        raise Unavailable("filter_failed", "The filter failed.")

    monkeypatch.setattr(house.judge, "check", fail)
    assert edit(house, submitted.receipt, HAM + " Indeed.") is Status.PENDING
