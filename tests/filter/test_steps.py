"""The newest label can be taken back as if it had never been, and nothing but the newest."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rejoinder.filter import Comment, History, SpamFilter, Step
from tests.filter.stream import HAM, SPAM, stream

# Texts that meet in the memory: the same one short and long, with and without a host, on two sites; and signals.
COMMENTS = [
    *[Comment(text=text) for text in (HAM[0], SPAM[0], SPAM[1], "", "Nice post")],
    *[Comment(text="Nice post", url=f"http://{host}.example") for host in ("a", "b")],
    *[Comment(text=HAM[0], url=f"http://{host}.example") for host in ("a", "b")],
    Comment(text=HAM[0], site="2"),
    Comment(text="Best online casino, huge bonus: https://lucky.example/casino", author="Ann"),
    Comment(text="word " * 500, history=History(4, 3, 0)),
]
EXAMPLES = [SpamFilter(key=b"k").example(comment) for comment in COMMENTS]
moves = st.none() | st.tuples(st.integers(0, len(EXAMPLES) - 1), st.sampled_from(["spam", "ham"]))


def fold(labels) -> SpamFilter:
    made = SpamFilter(key=b"k")
    for number, label in labels:
        made.learn_example(EXAMPLES[number], label)
    return made


@settings(max_examples=40, deadline=None)
@given(sequence=st.lists(moves, max_size=14))
def test_what_was_learnt_and_not_taken_back_is_what_remains(sequence):
    made, standing, steps = SpamFilter(key=b"k"), [], []
    for move in sequence:
        if move is not None:
            steps.append(made.learn_example(EXAMPLES[move[0]], move[1]))
            standing.append(move)
        elif steps:
            made.take_back(steps.pop())
            standing.pop()
    assert made.digest() == fold(standing).digest()
    for comment in COMMENTS:
        assert made.check(comment) == fold(standing).check(comment)


def test_taking_back_everything_leaves_an_empty_filter():
    made = SpamFilter()
    steps = [made.learn(comment, label) for comment, label in stream(2)]
    assert made.learned == 40
    for step in reversed(steps):
        made.take_back(step)
    assert made.digest() == SpamFilter().digest()
    assert made.learned == 0
    assert not made._learner.read.any()


def refused(made: SpamFilter, step: Step) -> None:
    before = made.digest()
    with pytest.raises(ValueError, match="only the newest step"):
        made.take_back(step)
    assert made.digest() == before


def test_only_the_newest_step_can_be_taken_back():
    made = SpamFilter()
    first, second = (made.learn(comment, label) for comment, label in stream(1)[:2])
    refused(made, first)
    made.take_back(second)
    refused(made, second)
    made.take_back(first)
    refused(made, first)


def test_a_step_that_was_taken_back_cannot_be_taken_back_after_another_in_its_place():
    made = SpamFilter()
    example = made.example(COMMENTS[0])
    gone = made.learn_example(example, "spam")
    made.take_back(gone)
    made.learn_example(example, "spam")
    refused(made, gone)


def test_the_step_of_one_filter_cannot_be_taken_back_from_another():
    one, other = SpamFilter(), SpamFilter()
    step = one.learn(COMMENTS[0], "spam")
    other.learn(COMMENTS[0], "spam")
    refused(other, step)


def test_a_label_that_is_refused_is_no_step():
    made = SpamFilter()
    step = made.learn(COMMENTS[0], "spam")
    with pytest.raises(ValueError, match="is not a valid Label"):
        made.learn(COMMENTS[1], "unsure")
    made.take_back(step)
    assert made.learned == 0


def test_a_step_says_how_much_it_holds():
    small, large = (SpamFilter().learn(Comment(text=text), "ham") for text in ("Hello", " ".join(HAM + SPAM)))
    assert 1_000 < small.size < 3_000
    assert large.size > 10 * small.size
