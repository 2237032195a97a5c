"""Votes: one for each reader's key, few from one address, none for one's own comment, and sums that are right."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from rejoinder.actions.owning.sites import add_site
from rejoinder.actions.reading.vote import VOTERS, Tally, vote
from rejoinder.errors import BadInput, NotFound, Refused
from rejoinder.moderation import Status
from rejoinder.store import pages, readers, schema
from tests.actions.reading.rules import choose, stored
from tests.serving import SITE
from tests.web.thread.readers import put

AUTHOR = "the-authors-own-key-22"


def key(number):
    return f"a-readers-own-key-{number:04}"


def address(number):
    return f"198.51.{100 + number // 250}.{number % 250}"


@pytest.fixture
def paper(house):
    """A house with one site whose readers have both votes, and the number of a published comment."""
    add_site(house, SITE)
    choose(house, votes="both")
    return house, put(house, "The bridge is too narrow.", reader_key=AUTHOR)


def rows(house):
    with house.store.read() as connection:
        return connection.execute(select(schema.votes)).all()


def sums(house, comment):
    return stored(house, comment).ups, stored(house, comment).downs


def test_a_vote_counts_once_can_be_turned_round_and_taken_back(paper):
    house, comment = paper
    assert vote(house, comment, 1, key(1), "") == Tally(1, 0, 1)
    assert vote(house, comment, 1, key(1), "") == Tally(1, 0, 1)
    assert vote(house, comment, 1, key(2), "") == Tally(2, 0, 1)
    assert vote(house, comment, -1, key(1), "") == Tally(1, 1, -1)
    assert vote(house, comment, 0, key(1), "") == Tally(1, 0, 0)
    assert vote(house, comment, 0, key(3), "") == Tally(1, 0, 0)
    assert sums(house, comment) == (1, 0)
    assert len(rows(house)) == 1


def test_a_vote_that_changes_something_is_seen_and_leaves_the_comment_to_moderators_as_it_was(paper):
    house, comment = paper
    before = stored(house, comment)

    def version():
        with house.store.read() as connection:
            return pages.page_by_id(connection, before.page_id).version

    first = version()
    vote(house, comment, 1, key(1), "")
    vote(house, comment, 1, key(1), "")
    assert version() == first + 1
    assert stored(house, comment) == replace(before, ups=1)


@pytest.mark.parametrize("bad", ["", "short", "x" * 65, "with blanks in it 22ch"])
def test_without_a_key_nobody_votes(paper, bad):
    house, comment = paper
    with pytest.raises(BadInput) as refused:
        vote(house, comment, 1, bad, "")
    assert refused.value.code == "reader_key_missing"


@pytest.mark.parametrize("value", [2, -2, 10**30])
def test_more_than_one_vote_is_none(paper, value):
    house, comment = paper
    with pytest.raises(BadInput):
        vote(house, comment, value, key(1), "")
    assert sums(house, comment) == (0, 0)


@pytest.mark.parametrize(
    ("votes", "value", "code"),
    [("none", 1, "votes_off"), ("none", 0, "votes_off"), ("up", -1, "no_down_votes")],
)
def test_the_rules_say_which_votes_there_are(paper, votes, value, code):
    house, comment = paper
    choose(house, votes=votes)
    with pytest.raises(Refused) as refused:
        vote(house, comment, value, key(1), "")
    assert refused.value.code == code
    assert rows(house) == []


@pytest.mark.parametrize("status", [one for one in Status if one is not Status.PUBLISHED])
def test_what_readers_do_not_see_they_do_not_vote_for(paper, status):
    house, _comment = paper
    hidden = put(house, "Other words", status=status)
    for number in (hidden, 10**6):
        with pytest.raises(NotFound):
            vote(house, number, 1, key(1), "")


def test_nobody_votes_for_a_comment_of_their_own(paper):
    house, comment = paper
    with pytest.raises(Refused, match="your own"):
        vote(house, comment, 1, AUTHOR, "")
    other = put(house, "Somebody else's words", author="Cy", reader_key=key(1))
    assert vote(house, other, 1, AUTHOR, "") == Tally(1, 0, 1)


def test_a_reader_who_votes_has_used_their_key_and_whoever_only_votes_is_not_kept(paper):
    house, comment = paper
    other = put(house, "Somebody else's words", author="Cy")
    later = replace(house, clock=lambda: house.clock() + 1_000_000)
    vote(later, other, 1, AUTHOR, "")
    vote(later, comment, 1, key(1), "")
    with house.store.read() as connection:
        assert connection.scalar(select(func.count()).select_from(schema.readers)) == 1
        reader = readers.reader_by_id(connection, stored(house, comment).reader_id)
    assert reader.seen_at >= reader.created_at + 1_000_000


@pytest.mark.parametrize(
    ("one", "same", "other"),
    [
        ("198.51.100.7", "::ffff:198.51.100.7", "198.51.100.8"),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1"),
    ],
)
def test_few_readers_of_one_address_vote_for_one_comment(paper, one, same, other):
    house, comment = paper
    for number in range(VOTERS):
        vote(house, comment, 1, key(number), (one, same)[number % 2])
    with pytest.raises(Refused) as refused:
        vote(house, comment, 1, key(VOTERS), same)
    assert refused.value.code == "too_many_votes"
    assert sums(house, comment) == (VOTERS, 0)
    assert vote(house, comment, -1, key(0), one) == Tally(VOTERS - 1, 1, -1)  # whoever has voted may think again
    assert vote(house, comment, 1, key(VOTERS), other).ups == VOTERS
    vote(house, comment, 0, key(0), one)
    assert vote(house, comment, 1, key(VOTERS + 1), one).ups == VOTERS + 1
    second = put(house, "Another comment", author="Cy")
    assert vote(house, second, 1, key(VOTERS), one) == Tally(1, 0, 1)


@pytest.mark.parametrize("proxy", ["127.0.0.1", "10.0.0.4", "", "unix"])
def test_an_address_that_stands_for_many_people_is_not_counted(paper, proxy):
    house, comment = paper
    for number in range(VOTERS + 2):
        vote(house, comment, 1, key(number), proxy)
    assert sums(house, comment) == (VOTERS + 2, 0)


def test_nothing_that_is_kept_tells_who_voted_or_follows_them_to_another_comment(paper):
    house, comment = paper
    second = put(house, "Another comment", author="Cy")
    for number in (comment, second):
        vote(house, number, 1, key(1), "198.51.100.7")
    first, other = rows(house)
    assert first.voter != other.voter
    assert first.address != other.address
    assert key(1) not in repr((first, other))
    assert "198.51.100.7" not in repr((first, other))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(cast=st.lists(st.tuples(st.integers(0, 4), st.sampled_from([-1, 0, 1])), max_size=12))
def test_the_sums_are_those_of_the_last_votes_whatever_came_before(paper, cast):
    house, _comment = paper
    comment = put(house, f"Words for {cast}", author="Cy")
    for number, value in cast:
        vote(house, comment, value, key(number), address(number))
    last = dict(cast).values()
    assert sums(house, comment) == (sum(one == 1 for one in last), sum(one == -1 for one in last))


def test_the_sums_are_right_when_many_vote_at_once(paper):
    house, comment = paper
    cast = [(number % 12, (1, -1, 1, 0)[number % 4]) for number in range(48)]
    ready = threading.Barrier(4)

    def some(part):
        ready.wait()
        for number, value in cast[part::4]:
            vote(house, comment, value, key(number), address(number))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(some, range(4)))
    kept = [row.value for row in rows(house)]
    assert sums(house, comment) == (kept.count(1), kept.count(-1))
    assert sum(sums(house, comment)) == len(kept)


def test_one_key_that_votes_many_times_at_once_has_one_vote(paper):
    house, comment = paper
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: vote(house, comment, 1, key(1), ""), range(16)))
    assert sums(house, comment) == (1, 0)
