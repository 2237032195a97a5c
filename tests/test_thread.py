"""The tree of a thread."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from rejoinder.thread import MAX_DEPTH, arrange


@dataclass(frozen=True)
class Reply:
    """A comment with nothing to it but its place."""

    id: int
    parent_id: int | None = None


def shape(*comments):
    return [(placed.comment.id, placed.depth) for placed in arrange(comments)]


def test_replies_follow_what_they_answer():
    assert shape(Reply(1), Reply(2), Reply(3, 1), Reply(4, 3), Reply(5, 1)) == [(1, 0), (3, 1), (4, 2), (5, 1), (2, 0)]


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
