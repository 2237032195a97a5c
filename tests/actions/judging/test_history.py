"""What is known of earlier comments when one is judged."""

import pytest

from rejoinder.actions.judging.check import check
from rejoinder.actions.judging.record import ip_digest, with_history
from rejoinder.actions.judging.report import report
from rejoinder.actions.owning.sites import add_site
from rejoinder.comment import Comment, History, Label
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
    assert ip_digest(house, ip) is None


def test_an_address_is_the_same_however_it_is_written(paper):
    house, _site, _other = paper
    assert ip_digest(house, "2001:db8::1") == ip_digest(house, "2001:0DB8:0:0:0:0:0:1") is not None
    assert ip_digest(house, "198.51.100.7") == ip_digest(house, "::ffff:198.51.100.7")
