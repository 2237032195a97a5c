"""Reasons point at every place of what they speak of, whatever its capitals, and never into a longer word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rejoinder.filter import Comment, Reason, SpamFilter
from rejoinder.filter.features import TOKEN

# No single letters: those in a row are read as one word that was spaced out.
PIECES = (
    "free",
    "Free",
    "freedom",
    "un",
    "unfree",
    "FREE",
    "tea",
    "Tea",
    "cat",
    "!",
    "!!",
    ".",
    "24",
    "हिन्दी",
    "हिन्द",
    "ōra",
)
texts = st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).flatmap(
    lambda words: st.sampled_from([" ", "  ", "\n", ", "]).map(lambda gap: gap.join(words))
)


def told(text: str) -> dict[str, Reason]:
    """All reasons for a text, by id, of a filter that has learned it."""
    made = SpamFilter()
    made.learn(Comment(text=text), "spam")
    made.learn(Comment(text="Quite another one"), "ham")
    return {reason.signal: reason for reason in made.explain(Comment(text=text))}


@given(texts)
def test_a_word_is_pointed_at_wherever_it_stands_as_a_word(text):
    found = told(text)
    for token in TOKEN.findall(text):
        kind = "words" if token[0].isalpha() else "number" if token.isdecimal() else "sign"
        reason = found.get(f"{kind}:{token.lower()}")
        expected = [match.span() for match in TOKEN.finditer(text) if match[0].lower() == token.lower()]
        assert reason is None or list(reason.spans) == expected


@given(texts)
def test_two_words_are_pointed_at_where_they_stand_together(text):
    for signal, reason in told(text).items():
        if signal.startswith("words:") and " " in signal:
            first, second = signal.removeprefix("words:").split(" ")
            assert reason.spans
            for start, end in reason.spans:
                shown = text[start:end].lower()
                assert (shown.startswith(first), shown.endswith(second)) == (True, True)
                assert not shown[len(first) : len(shown) - len(second)].strip()


@pytest.mark.parametrize(
    ("text", "signal", "shown"),
    [
        ("İzmir is far, Far away", "words:far", ["far"]),  # small letters are more than the capitals: as it is written
        ("ΟΔΟΣ και ΟΔΟΣ.", "words:οδος", ["ΟΔΟΣ", "ΟΔΟΣ"]),  # a last sigma is another letter when it is small
        ("Straße STRASSE", "words:straße", ["Straße"]),
    ],
)
def test_letters_whose_capitals_are_others(text, signal, shown):
    assert [text[start:end] for start, end in told(text)[signal].spans] == shown
