"""The tree of a thread."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from rejoinder.comment import Order
from rejoinder.thread import MAX_DEPTH, arrange


@dataclass(frozen=True)
class Reply:
    """A comment with nothing to it but its place."""

    id: int
    parent_id: int | None = None
    ups: int = 0
    downs: int = 0


def shape(*comments, order=Order.OLDEST):
    return [(placed.comment.id, placed.depth) for placed in arrange(comments, order)]


def test_replies_follow_what_they_answer():
    assert shape(Reply(1), Reply(2), Reply(3, 1), Reply(4, 3), Reply(5, 1)) == [(1, 0), (3, 1), (4, 2), (5, 1), (2, 0)]


def test_with_the_newest_first_a_conversation_is_still_read_from_its_beginning():
    asked = shape(Reply(1), Reply(2), Reply(3, 1), Reply(4, 1), order=Order.NEWEST)
    assert asked == [(2, 0), (1, 0), (3, 1), (4, 1)]


def test_the_best_are_those_of_which_the_votes_leave_least_doubt():
    one, many, none, divided, bad = (
        Reply(1, ups=1),
        Reply(2, ups=90, downs=10),
        Reply(3),
        Reply(4, None, 5, 5),
        Reply(5),
    )
    disliked = Reply(6, downs=3)
    found = [number for number, _ in shape(bad, none, one, many, divided, disliked, order=Order.BEST)]
    assert found == [2, 1, 4, 5, 3, 6]


def test_replies_are_sorted_among_their_siblings():
    asked = shape(Reply(1), Reply(2, ups=1), Reply(3, 1), Reply(4, 1, ups=2), order=Order.BEST)
    assert asked == [(2, 0), (1, 0), (4, 1), (3, 1)]


def test_a_reply_to_what_cannot_be_seen_stands_at_the_top():
    assert shape(Reply(2, 1), Reply(3, 2)) == [(2, 0), (3, 1)]


def test_ten_thousand_replies_in_a_chain_are_drawn_no_deeper_than_the_limit():
    chain = [Reply(number, number - 1 or None) for number in range(1, 10_001)]
    placed = arrange(chain)
    assert [one.comment.id for one in placed] == [one.id for one in chain]
    assert max(one.depth for one in placed) == MAX_DEPTH
    assert placed[9_999].parent.id == 9_999


@given(st.lists(st.integers(0, 30), max_size=30))
def test_every_comment_stands_exactly_once(parents):
    comments = [Reply(number, parent if 0 < parent < number else None) for number, parent in enumerate(parents, 1)]
    assert sorted(placed.comment.id for placed in arrange(comments)) == [comment.id for comment in comments]
