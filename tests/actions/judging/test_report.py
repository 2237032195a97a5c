"""A report finds the check that it speaks of: by GUID, by number, by what was written, by whom and where."""

from __future__ import annotations

import pytest

from rejoinder.actions.judging.check import check
from rejoinder.actions.judging.report import report
from rejoinder.actions.owning.sites import add_site
from rejoinder.comment import Comment, Label
from rejoinder.store import ledger
from tests.serving import house  # noqa: F401 - a fixture

FIRST = Comment("The same words", "Nell", "nell@example.org", permalink="https://paper.example/1")


def changed(**more):
    return Comment(**{name: getattr(FIRST, name) for name in ("text", "author", "email", "permalink")} | more)


@pytest.fixture
def site(house):  # noqa: F811
    return add_site(house, "https://paper.example")[0]


def label_of(house, guid):  # noqa: F811
    with house.store.read() as connection:
        return ledger.standing(connection, house.vault.number(guid))


# what the report says (comment, the client's number), whether it speaks of FIRST, which was checked as number 17
REPORTS = [
    (FIRST, "", True),
    (FIRST, "17", True),
    (FIRST, "18", True),
    (changed(text="The  same\r\nwords "), "", True),
    (changed(email=""), "", True),
    (changed(author=""), "", True),
    (changed(permalink=""), "", True),
    (Comment("The same words"), "", True),
    (changed(author="Bob", permalink="https://paper.example/2"), "17", True),
    (changed(author="Bob"), "", False),
    (changed(email="bob@example.org"), "", False),
    (changed(permalink="https://paper.example/2"), "", False),
    (changed(text="Other words"), "", False),
    (changed(text="Other words"), "17", False),
]


@pytest.mark.parametrize(("reported", "number", "found"), REPORTS)
def test_what_a_report_gives_has_to_agree(house, site, reported, number, found):  # noqa: F811
    guid = check(house, site, FIRST, "17").guid
    report(house, site, reported, Label.SPAM, client_ref=number)
    assert (label_of(house, guid) is Label.SPAM) is found


def test_a_guid_finds_its_check_whatever_else_is_said(house, site):  # noqa: F811
    guid = check(house, site, FIRST).guid
    report(house, site, Comment("Edited since"), Label.SPAM, guid=guid)
    assert label_of(house, guid) is Label.SPAM


@pytest.mark.parametrize("guid", ["", "0" * 32, "x" * 32, "é" * 32, "1" * 1000])
def test_a_guid_that_is_none_of_ours_finds_nothing(house, site, guid):  # noqa: F811
    report(house, site, FIRST, Label.SPAM, guid=guid)
    assert ledger_positions(house) == 1


def test_of_several_checks_alike_the_one_by_the_same_writer_is_meant(house, site):  # noqa: F811
    mine = check(house, site, FIRST).guid
    others = [check(house, site, changed(email=f"{n}@example.org")).guid for n in range(5)]
    report(house, site, FIRST, Label.SPAM)
    assert [label_of(house, guid) for guid in [mine, *others]] == [Label.SPAM, *[None] * 5]


def test_a_comment_that_was_checked_again_keeps_one_label(house, site):  # noqa: F811
    """WordPress checks before a comment has its number, and again with it; both are the same comment."""
    first = check(house, site, FIRST).guid
    report(house, site, FIRST, Label.SPAM, client_ref="17")
    again = check(house, site, FIRST, "17").guid
    report(house, site, FIRST, Label.HAM, client_ref="17")
    assert (label_of(house, first), label_of(house, again)) == (Label.HAM, None)


def test_a_comment_of_the_own_thread_is_no_clients_to_report(house, site):  # noqa: F811
    guid = check(house, site, FIRST, "17").guid
    with house.store.write() as connection:
        connection.exec_driver_sql("UPDATE checks SET source = 'thread'")
    report(house, site, FIRST, Label.SPAM, guid=guid, client_ref="17")
    assert label_of(house, guid) is None


def test_another_sites_check_is_never_found(house, site):  # noqa: F811
    other = add_site(house, "https://other.example")[0]
    guid = check(house, site, FIRST, "17").guid
    report(house, other, FIRST, Label.SPAM, guid=guid, client_ref="17")
    assert label_of(house, guid) is None


def test_a_report_on_something_never_checked_is_its_own_check_and_the_opposite_one_finds_it(house, site):  # noqa: F811
    report(house, site, FIRST, Label.HAM)
    report(house, site, FIRST, Label.SPAM)
    with house.store.read() as connection:
        rows = connection.exec_driver_sql("SELECT label, voided_at IS NULL FROM ledger ORDER BY position").all()
        assert [tuple(row) for row in rows] == [("ham", 0), ("spam", 1)]
        assert connection.exec_driver_sql("SELECT count(*) FROM checks").scalar() == 1


def test_the_same_report_again_changes_nothing(house, site):  # noqa: F811
    for _ in range(3):
        report(house, site, FIRST, Label.SPAM)
    assert ledger_positions(house) == 1


def ledger_positions(house):  # noqa: F811
    with house.store.read() as connection:
        return ledger.head(connection).position
