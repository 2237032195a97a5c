"""Highlighting never changes a word, whatever the reasons say."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rejoinder.filter import Reason
from rejoinder.web.desk.highlight import Piece, pieces

_spans = st.lists(st.tuples(st.integers(-5, 40), st.integers(-5, 40)), max_size=6).map(tuple)
_reasons = st.lists(
    st.builds(Reason, st.just("signal"), st.floats(-20, 20) | st.sampled_from([math.nan, math.inf]), _spans),
    max_size=8,
)


def _said(spans: tuple[tuple[int, int], ...], weight: float) -> Reason:
    return Reason("signal", weight, spans)


@given(st.text(max_size=30), _reasons)
def test_the_pieces_joined_are_the_text(text, reasons):
    assert "".join(piece.text for piece in pieces(text, reasons)) == text


@given(st.text(max_size=30), _reasons)
def test_neighbours_differ_and_no_piece_is_empty(text, reasons):
    found = pieces(text, reasons)
    assert all(piece.text for piece in found)
    looks = [(piece.leaning, piece.strength) for piece in found]
    assert all(one != other for one, other in pairwise(looks))


@given(st.text(min_size=1, max_size=30), _reasons)
def test_each_character_weighs_what_the_reasons_that_point_to_it_add_up_to(text, reasons):
    """The same sum made the slow way, character by character."""
    looks = [(piece.leaning, piece.strength) for piece in pieces(text, reasons) for _ in piece.text]
    for at, look in enumerate(looks):
        weight = sum(
            round(reason.weight * 10_000)
            for reason in reasons
            if math.isfinite(reason.weight) and any(start <= at < end for start, end in reason.spans)
        )
        strength = sum(abs(weight) >= least for least in (500, 7_000, 20_000))
        assert look == (("spam" if weight > 0 else "ham") if strength else "", strength)


@given(st.text(max_size=30), _reasons)
def test_the_order_of_the_reasons_does_not_matter(text, reasons):
    assert pieces(text, reasons) == pieces(text, reasons[::-1])


TABLE = [
    # text, reasons, pieces
    ("abc", [], [Piece("abc")]),
    ("", [_said(((0, 3),), 2.0)], []),
    ("abcd", [_said(((1, 3),), 2.5)], [Piece("a"), Piece("bc", "spam", 3), Piece("d")]),
    ("abcd", [_said(((1, 3),), -1.0)], [Piece("a"), Piece("bc", "ham", 2), Piece("d")]),
    # two reasons overlap: they add up where they do
    (
        "abcd",
        [_said(((0, 3),), 1.5), _said(((2, 4),), 1.5)],
        [Piece("ab", "spam", 2), Piece("c", "spam", 3), Piece("d", "spam", 2)],
    ),
    # for and against cancel out
    ("abcd", [_said(((0, 4),), 1.0), _said(((0, 4),), -1.0)], [Piece("abcd")]),
    # one reason counts once at a character, however often it points there
    ("abcd", [_said(((0, 4), (0, 4), (1, 2)), 1.5)], [Piece("abcd", "spam", 2)]),
    # offsets count code points, not bytes or UTF-16 units
    ("😀👍é buy", [_said(((4, 7),), 3.0)], [Piece("😀👍é "), Piece("buy", "spam", 3)]),
]


@pytest.mark.parametrize(("text", "reasons", "expected"), TABLE)
def test_table(text, reasons, expected):
    assert pieces(text, reasons) == expected
