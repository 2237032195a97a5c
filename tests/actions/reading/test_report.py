"""Readers report comments; moderators deal with it, and nothing else happens."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from rejoinder.actions.deciding.decide import decide
from rejoinder.actions.deciding.undo import undo
from rejoinder.actions.owning.people import add_moderator
from rejoinder.actions.owning.sites import add_site
from rejoinder.actions.reading.edit import edit
from rejoinder.actions.reading.receipt import make_receipt
from rejoinder.actions.reading.report import report
from rejoinder.errors import BadInput, NotFound, TooLarge
from rejoinder.filter import VerdictLabel
from rejoinder.moderation import Event, Status
from rejoinder.policy.reports import REASONS
from rejoinder.store import reports, schema
from tests.actions.reading.rules import stored
from tests.serving import PASSWORD, SITE
from tests.web.thread.readers import judging, put

ONE, OTHER = "198.51.100.7", "198.51.100.8"


@pytest.fixture
def paper(house):
    """A house with one site, and the number of a published comment."""
    add_site(house, SITE)
    return house, put(house, "The bridge is too narrow.")


def waiting(house, comment):
    with house.store.read() as connection:
        return [(one.reason, one.text) for one in reports.open_reports(connection, comment)]


@pytest.mark.parametrize("reason", REASONS)
def test_a_report_waits_for_a_moderator_and_changes_nothing_else(paper, reason):
    house, comment = paper
    before, learned = stored(house, comment), house.judge.learned
    report(house, comment, reason, "  Look\r\nat it ", ONE)
    assert waiting(house, comment) == [(reason, "Look\nat it")]
    assert stored(house, comment) == before
    assert house.judge.learned == learned


@pytest.mark.parametrize(
    ("reason", "text", "error"),
    [("", "", BadInput), ("rude", "", BadInput), ("spam", "x" * 1_001, TooLarge), ("spam", "\x00", BadInput)],
)
def test_what_cannot_be_taken_is_not(paper, reason, text, error):
    house, comment = paper
    with pytest.raises(error):
        report(house, comment, reason, text, ONE)
    assert waiting(house, comment) == []


@pytest.mark.parametrize("status", [one for one in Status if one is not Status.PUBLISHED])
def test_what_readers_do_not_see_they_do_not_report(paper, status):
    house, _comment = paper
    hidden = put(house, "Other words", status=status)
    for number in (hidden, 10**6):
        with pytest.raises(NotFound):
            report(house, number, "spam", "", ONE)


def test_one_address_reports_a_comment_once(paper):
    house, comment = paper
    report(house, comment, "spam", "First", ONE)
    report(house, comment, "hate", "Second", ONE)
    report(house, comment, "insult", "", OTHER)
    assert waiting(house, comment) == [("spam", "First"), ("insult", "")]


def test_addresses_of_one_household_are_one(paper):
    house, comment = paper
    report(house, comment, "spam", "", "2001:db8:1:2::1")
    report(house, comment, "spam", "", "2001:db8:1:2:3::4")
    assert len(waiting(house, comment)) == 1


def test_those_with_reports_come_in_the_order_in_which_they_began_to_wait(paper):
    house, first = paper
    second = put(house, "Another comment", author="Cy")
    for minute, (number, address) in enumerate([(second, ONE), (first, ONE), (second, OTHER)]):
        report(replace(house, clock=lambda at=minute: at), number, "spam", "", address)
    with house.store.read() as connection:
        found = reports.reported(connection, 10)
        assert reports.count_reported(connection) == 2
        assert reports.reported(connection, 1) == found[:1]
    assert [(one.comment_id, one.count, one.since) for one in found] == [(second, 2, 0), (first, 1, 1)]


def test_a_decision_settles_them_and_its_undo_lets_them_wait_again(paper):
    house, comment = paper
    ada = add_moderator(house, "Ada", PASSWORD)
    other = put(house, "Another comment", author="Cy")
    for number in (comment, other):
        report(house, number, "spam", "", ONE)
    number, _status = decide(house, ada, comment, Event.APPROVE)
    assert (waiting(house, comment), waiting(house, other)) == ([], [("spam", "")])
    undo(house, ada, number)
    assert waiting(house, comment) == [("spam", "")]


def test_what_was_settled_is_asked_about_again_only_when_its_words_are_others(paper):
    house, comment = paper
    ada = add_moderator(house, "Ada", PASSWORD)
    report(house, comment, "spam", "First", ONE)
    decide(house, ada, comment, Event.APPROVE)
    report(house, comment, "hate", "Again", ONE)
    assert waiting(house, comment) == []
    later = replace(house, clock=lambda: house.clock() + 1_000)
    with judging(house, VerdictLabel.HAM):
        edit(later, make_receipt(house, comment), "Insults")
    report(later, comment, "insult", "Now it insults me", ONE)
    assert waiting(house, comment) == [("insult", "Now it insults me")]


def test_no_address_stands_in_the_database(paper):
    house, comment = paper
    report(house, comment, "spam", "", ONE)
    with house.store.read() as connection:
        assert ONE not in repr(connection.execute(select(schema.reports)).all())
