"""The reasons of a verdict add up to its score, whatever was learnt and whatever is written."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rejoinder.filter import Comment, History, SpamFilter, Starter

PIECES = (
    *(
        "the bridge",
        "was closed",
        "thank you",
        "nobody said so",
        "casino",
        "bonus 200%",
        "free",
        "subscribe to my channel",
    ),
    *(
        "https://lucky.example/casino",
        "www.news.example",
        "fr33 m0n3y n0w",
        "c a s i n o",
        "саsinо",
        "𝗳𝗿𝗲𝗲",
        "f😀r😀e😀e",
    ),
    *("<b>bold</b>", "[url=http://a.example]x[/url]", "\u200b", "हिन्दी", "天气", "\n", "!!!", "\ud800", "x" * 60),
)
texts = st.lists(st.sampled_from(PIECES), max_size=80).map(" ".join) | st.text(max_size=120)
comments = st.builds(
    Comment,
    text=texts,
    author=st.sampled_from(["", "Ada", "best casino"]),
    email=st.sampled_from(["", "ada@post.example"]),
    url=st.sampled_from(["", "https://lucky.example"]),
    context=st.sampled_from(["", "the bridge was closed"]),
    history=st.builds(History, same_text=st.integers(0, 9), address_spam=st.integers(0, 9)),
)
lessons = st.lists(st.tuples(comments, st.sampled_from(["spam", "ham"])), max_size=25)


@pytest.mark.parametrize("starter", [None, Starter.shipped()], ids=["from nothing", "with a starter"])
@settings(max_examples=150, deadline=None)
@given(learnt=lessons, asked=comments, seen_before=st.booleans(), times=st.sampled_from([1, 1, 12]))
def test_reasons_add_up_to_the_score_and_the_eight_are_the_heaviest(starter, learnt, asked, seen_before, times):
    spam_filter = SpamFilter(starter=starter)
    for comment, label in learnt * times:
        spam_filter.learn(comment, label)
    if seen_before:
        spam_filter.learn(asked, "spam")
    verdict, reasons = spam_filter.check(asked), spam_filter.explain(asked)
    assert math.fsum(reason.weight for reason in reasons) == pytest.approx(verdict.score, abs=2e-3)
    heaviest = [abs(reason.weight) for reason in verdict.reasons]
    assert heaviest == pytest.approx(sorted((abs(reason.weight) for reason in reasons), reverse=True)[:8], abs=1e-6)
