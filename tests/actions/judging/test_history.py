"""What is known of earlier comments when one is judged."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from rejoinder.actions.judging.check import check
from rejoinder.actions.judging.known import decode_history, encode_history, marks_of, text_digest
from rejoinder.actions.judging.record import with_history
from rejoinder.actions.judging.report import report
from rejoinder.actions.owning.sites import add_site
from rejoinder.comment import Comment, History, Label
from rejoinder.store.histories import Question, histories
from tests.serving import SITE

TEXT = "The bridge is too narrow."
ADDRESS = "198.51.100.7"


@pytest.fixture
def paper(house):
    """An installation with two sites."""
    site, _key = add_site(house, SITE)
    other, _key = add_site(house, "https://other.example")
    return house, site, other


def known(house, site, text=TEXT, ip="", client_ref=""):
    with house.store.read() as connection:
        return with_history(house, connection, Comment(text=text, ip=ip, site=str(site.id)), client_ref).history


def test_a_text_that_came_before_is_known_and_counted_to_ten(paper):
    house, site, _other = paper
    for number in range(1, 13):
        check(house, site, Comment(text=TEXT))
        assert known(house, site).same_text == min(number, History.CAP)


def test_a_client_that_checks_its_comment_again_is_not_a_second_sender(paper):
    house, site, _other = paper
    check(house, site, Comment(text=TEXT), client_ref="17")
    assert known(house, site, client_ref="17").same_text == 0
    assert known(house, site, client_ref="18").same_text == 1


def test_what_came_to_another_site_says_nothing_here(paper):
    house, site, other = paper
    check(house, other, Comment(text=TEXT))
    assert known(house, site).same_text == 0


def test_the_labels_of_an_address_are_known(paper):
    house, site, _other = paper
    report(house, site, Comment(text="Pills", ip=ADDRESS), Label.SPAM)
    report(house, site, Comment(text="Bridges", ip=ADDRESS), Label.HAM)
    found = known(house, site, ip=ADDRESS)
    assert (found.address_spam, found.address_ham) == (1, 1)
    assert known(house, site, ip="198.51.100.8").address_spam == 0


@pytest.mark.parametrize(
    "ip", ["127.0.0.1", "10.1.2.3", "192.168.0.9", "::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "", "x"]
)
def test_the_address_of_a_proxy_tells_nobody_apart(paper, ip):
    house, _site, _other = paper
    assert marks_of(house.vault, Comment(text=TEXT, ip=ip)) == ()


def test_an_address_is_the_same_however_it_is_written(paper):
    house, _site, _other = paper
    same = (("2001:db8::1", "2001:0DB8:0:0:0:0:0:1"), ("198.51.100.7", "::ffff:198.51.100.7"))
    for one, other in same:
        (mark,) = marks_of(house.vault, Comment(text=TEXT, ip=one))
        assert marks_of(house.vault, Comment(text=TEXT, ip=other)) == (mark,)


def test_the_labels_of_an_author_are_known_by_address_or_else_by_name(paper):
    house, site, _other = paper
    report(house, site, Comment(text="Pills", author="Bo", email="Bo@mail.example"), Label.SPAM)
    report(house, site, Comment(text="Bridges", author="Cy"), Label.HAM)
    assert found(house, site, author="Di", email="bo@mail.example ").author_spam == 1
    assert found(house, site, author="Bo").author_spam == 0
    assert found(house, site, author="CY").author_ham == 1


def test_the_labels_of_a_linked_domain_are_known_wherever_the_link_stands(paper):
    house, site, _other = paper
    report(house, site, Comment(text="Pills at http://www.pills.example/now"), Label.SPAM)
    report(house, site, Comment(text="More pills", url="https://shop.pills.example"), Label.SPAM)
    report(house, site, Comment(text="See https://council.example/bridge"), Label.HAM)
    known_of = found(house, site, text="http://council.example and https://pills.example")
    assert (known_of.host_spam, known_of.host_ham) == (2, 0)
    assert found(house, site, url="http://council.example").host_ham == 1


def found(house, site, *, text=TEXT, **fields):
    with house.store.read() as connection:
        return with_history(house, connection, Comment(text=text, site=str(site.id), **fields)).history


def test_a_label_that_is_taken_back_is_no_longer_known(paper):
    house, site, _other = paper
    report(house, site, Comment(text="Pills", ip=ADDRESS), Label.SPAM)
    report(house, site, Comment(text="Pills", ip=ADDRESS), Label.HAM)
    assert (found(house, site, ip=ADDRESS).address_spam, found(house, site, ip=ADDRESS).address_ham) == (0, 1)


@pytest.mark.parametrize("history", [History(), History(3), History(10, 1, 2, 3, 4, 5, 6)])
def test_a_history_is_stored_as_it_was(history):
    assert decode_history(encode_history(history)) == history


def test_what_a_later_version_knows_is_no_hindrance():
    assert decode_history('{"same_text":2,"colour":7}') == History(same_text=2)


def test_the_question_costs_the_same_however_often_a_text_has_come(paper):
    """A plan that would scan all rows of a campaign is a way to make the site slow."""
    house, site, _other = paper
    for _ in range(60):
        check(house, site, Comment(text=TEXT), client_ref="17")
    check(house, site, Comment(text="Another"), client_ref="17")
    with house.store.read() as connection:
        marks = marks_of(house.vault, Comment(text=TEXT, ip=ADDRESS, author="Bo", url="https://pills.example"))
        digest = text_digest(house.vault, TEXT)
        with counted(connection) as statements:
            asked = [Question(site.id, digest, ref, marks) for ref in ("17", "18", "")]
            known = histories(connection, asked)
    assert [one.same_text for one in known] == [0, History.CAP, History.CAP]
    assert len(statements) == 1
    assert statements[0].upper().count("LIMIT") == 2


@contextmanager
def counted(connection):
    """The statements that go over a connection while the block runs."""
    seen = []

    def note(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    yield seen
    event.remove(connection, "before_cursor_execute", note)
