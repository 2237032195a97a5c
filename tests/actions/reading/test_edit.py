"""An author changes a comment, for some minutes: every edit is judged again, and the rules are applied again."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from rejoinder.actions.deciding.decide import decide
from rejoinder.actions.deciding.queue import one_card
from rejoinder.actions.deciding.undo import undo
from rejoinder.actions.learning.fold import rebuild
from rejoinder.actions.owning.people import add_moderator
from rejoinder.actions.owning.sites import add_site
from rejoinder.actions.reading.edit import edit
from rejoinder.actions.reading.submit import Draft, submit
from rejoinder.errors import BadInput, Conflict, NotFound, Refused, Unavailable
from rejoinder.filter import VerdictLabel
from rejoinder.moderation import Event, Status
from rejoinder.store import schema
from rejoinder.store.wordings import earlier_wordings
from tests.actions.reading.rules import choose, stored
from tests.serving import PAGE, PASSWORD, SITE
from tests.web.thread.readers import judging

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
    edit(replace(house, clock=lambda: comment.edited_at + 5), submitted.receipt, HAM)
    with house.store.read() as connection:
        first, second = earlier_wordings(connection, submitted.comment_id)
    assert (first.text, second.text) == (HAM, HAM + " Indeed.")
    assert (first.written_at, first.replaced_at) == (comment.created_at, comment.edited_at)
    assert (second.written_at, second.replaced_at) == (comment.edited_at, comment.edited_at + 5)


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
    assert stored(house, submitted.comment_id).held_for == "fault"


MINUTE = 60_000


@pytest.mark.parametrize("minutes", [1, 15, 2_000])
def test_a_comment_can_be_edited_for_as_long_as_the_rules_say(written, minutes):
    house, _ada, submitted, _decided = written
    choose(house, edit_minutes=minutes)
    sent = stored(house, submitted.comment_id).created_at
    edit(replace(house, clock=lambda: sent + minutes * MINUTE - 1), submitted.receipt, HAM + " Indeed.")
    with pytest.raises(Refused) as refused:
        edit(replace(house, clock=lambda: sent + minutes * MINUTE), submitted.receipt, HAM + " No.")
    assert refused.value.code == "too_late"
    assert f" {minutes:,} minute{'s' if minutes > 1 else ''};" in refused.value.sentence
    assert stored(house, submitted.comment_id).text == HAM + " Indeed."


def test_an_edit_does_not_make_the_time_longer(written):
    house, _ada, submitted, _decided = written
    sent = stored(house, submitted.comment_id).created_at
    edit(replace(house, clock=lambda: sent + 14 * MINUTE), submitted.receipt, HAM + " Indeed.")
    with pytest.raises(Refused):
        edit(replace(house, clock=lambda: sent + 16 * MINUTE), submitted.receipt, HAM + " No.")


def test_where_the_rules_give_no_time_nothing_is_edited(written):
    house, _ada, submitted, _decided = written
    choose(house, edit_minutes=0)
    with pytest.raises(Refused) as refused:
        edit(house, submitted.receipt, HAM + " Indeed.")
    assert refused.value.code == "edits_off"


def test_the_same_words_again_change_nothing(written):
    house, _ada, submitted, _decided = written
    before = stored(house, submitted.comment_id)
    assert edit(house, submitted.receipt, f" {HAM}\r\n") is before.status
    assert stored(house, submitted.comment_id) == before
    with house.store.read() as connection:
        assert connection.scalar(select(func.count()).select_from(schema.edits)) == 0


def test_signs_of_how_the_form_was_filled_in_are_kept_with_the_new_check(written):
    house, _ada, submitted, _decided = written
    edit(house, submitted.receipt, "Other words", ip="192.0.2.9", user_agent="B/1", behaviour=("honeypot",))
    with house.store.read() as connection:
        query = select(schema.checks).where(schema.checks.c.id == stored(house, submitted.comment_id).check_id)
        check = connection.execute(query).one()
    assert (check.ip, check.user_agent, check.behaviour) == ("192.0.2.9", "B/1", "honeypot")


LINK = "https://example.org/a"
# What the comment said, what it says then, whether a moderator had approved it, and the rules: does it wait, and why?
AGAIN = [
    (HAM, "Other words", False, {}, ""),
    (HAM, "Other words", False, {"hold": "newcomers", "newcomer_comments": 5}, "newcomer"),
    (HAM, "Other words", True, {"hold": "newcomers", "newcomer_comments": 5}, ""),
    (HAM, "Other words", False, {"hold": "everybody"}, "everybody"),
    (HAM, "Other words", True, {"hold": "everybody"}, "everybody"),
    (HAM, f"See {LINK}", False, {"hold_links": True}, "links"),
    (HAM, f"See {LINK}", True, {"hold_links": True}, "links"),
    (f"See {LINK}", f"Do see {LINK}", False, {"hold_links": True}, "links"),
    (f"See {LINK}", f"Do see {LINK}", True, {"hold_links": True}, ""),
    (f"See {LINK}", f"See [{LINK}](https://other.example)", True, {"hold_links": True}, "links"),
    (f"See {LINK}", " ".join(f"https://example.org/{n}" for n in range(20)), True, {"hold_links": True}, "links"),
]


@pytest.mark.parametrize(("said", "says", "approved", "rules", "why"), AGAIN)
def test_an_edit_that_the_filter_finds_genuine_waits_again_where_the_rules_want_it(
    house, said, says, approved, rules, why
):
    add_site(house, SITE)
    ada = add_moderator(house, "Ada", PASSWORD)
    with judging(house, VerdictLabel.HAM):
        done = submit(house, Draft(SITE, PAGE, said, reader_key="a-readers-own-key-22ch"))
    if approved:
        decide(house, ada, done.comment_id, Event.APPROVE)
    choose(house, **rules)
    with judging(house, VerdictLabel.HAM):
        status = edit(house, done.receipt, says)
    assert (status, stored(house, done.comment_id).held_for) == (Status.PENDING if why else Status.PUBLISHED, why)


def test_an_edit_of_what_waits_goes_on_waiting_for_the_same_reason(house):
    add_site(house, SITE)
    with judging(house, VerdictLabel.UNSURE):
        done = submit(house, Draft(SITE, PAGE, HAM))
    with judging(house, VerdictLabel.HAM):
        assert edit(house, done.receipt, "Other words") is Status.PENDING
    assert stored(house, done.comment_id).held_for == "doubt"


@pytest.mark.parametrize(
    ("verdict", "status"), [(VerdictLabel.UNSURE, Status.PENDING), (VerdictLabel.SPAM, Status.SPAM)]
)
def test_an_approval_spares_no_edit_the_filter(written, verdict, status):
    house, _ada, submitted, _decided = written
    with judging(house, verdict):
        assert edit(house, submitted.receipt, "Other words") is status
