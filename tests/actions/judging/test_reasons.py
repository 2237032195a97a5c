"""Reasons are stored small, come back as they were, and those stored before with their sentences are still read."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rejoinder.actions.judging.reasons import decode, encode
from rejoinder.filter import Comment, Reason, SpamFilter
from tests.filter.stream import HAM, SPAM, stream

spans = st.lists(st.tuples(st.integers(0, 8_000), st.integers(0, 80)), max_size=8).map(
    lambda found: tuple((start, start + size) for start, size in found)
)
soundly = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
reasons = st.lists(
    st.builds(Reason, soundly, st.integers(-90_000, 90_000).map(lambda n: n / 10_000), spans), max_size=8
)


@given(reasons.map(tuple))
def test_what_is_stored_comes_back(told):
    assert decode(encode(told)) == told


def test_eight_reasons_take_less_than_two_hundred_bytes():
    spam_filter = SpamFilter()
    for comment, label in stream(3):
        spam_filter.learn(comment, label)
    sizes = [len(encode(spam_filter.check(Comment(text=text)).reasons).encode()) for text in HAM + SPAM]
    assert sum(sizes) / len(sizes) < 200


def test_a_word_in_very_many_places_is_stored_with_the_first_of_them():
    found = decode(encode((Reason("words:a", 1.0, tuple((at, at + 1) for at in range(0, 2_000, 2))),)))
    assert found[0].spans == tuple((at, at + 1) for at in range(0, 16, 2))


def test_what_was_stored_with_its_sentence_is_still_read():
    old = '[{"signal":"words:casino","weight":1.25,"text":"the word “casino” …","spans":[[0,6]]}]'
    assert decode(old) == (Reason("words:casino", 1.25, ((0, 6),)),)


def test_what_was_stored_with_its_places_as_they_are_is_still_read():
    old = '["words:casino",12500,4,6,20,6,"pattern",-300]'
    assert decode(old) == (Reason("words:casino", 1.25, ((4, 10), (20, 26))), Reason("pattern", -0.03))


def test_reasons_on_the_same_words_store_their_places_once():
    same = ((4, 10), (20, 26))
    told = (
        Reason("signal:a", 1.0, same),
        Reason("w=x", 1.0),
        Reason("signal:b", 1.0, same),
        Reason("words:c", 1.0, same),
    )
    stored = encode(told)
    assert (decode(stored), stored.count("16,6")) == (told, 1)


@pytest.mark.parametrize(
    "told",
    [
        *('[2,"s=a",1,-1]', '[2,"s=a",1,0]', '[2,"s=a",1,4,1,3]', '[2,"s=a"]', "[2,3]"),
        *('["words:a"]', "[1,2]", '["words:a",1,5]', '[{"signal":1}]', "[1.5]", "{}", "not JSON"),
    ],
)
def test_what_is_damaged_is_not_read(told):
    with pytest.raises(ValueError, match=r".+"):
        decode(told)


@pytest.mark.parametrize("weight", [math.nan, math.inf])
def test_a_weight_that_is_no_number_costs_no_comment(weight):
    assert decode(encode((Reason("words:a\ud800", weight),))) == (Reason("words:a?", 0.0),)
