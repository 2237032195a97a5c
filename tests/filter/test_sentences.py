"""What the ids of reasons say: plain words for every id there is, for those of other releases, and for any string."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rejoinder.filter import Comment, History, Reason, SpamFilter
from rejoinder.filter.fields import field_names
from rejoinder.filter.sentences import sentence
from rejoinder.filter.signals import SIGNALS
from rejoinder.filter.style import _BUCKETS, MARK_NAMES

WRITTEN = Comment(
    text="Sébastien wrote 24 LETTERS, fr33 of charge: https://shop.example/sale?b=1 «да» 天气 👍 \u200b !!!",
    author="Ada Bell",
    email="ada17@post.example",
    url="https://bell.example/",
    context="Letters to the editor",
    lang="en",
    kind="reply",
    history=History(same_text=3, address_spam=1, address_ham=9),
)


@pytest.mark.parametrize(
    ("signal", "weight", "expected"),
    [
        ("words:casino", 1.0, "the word “casino” is used as in spam here"),
        ("words:casino", -1.0, "the word “casino” is used as in genuine comments here"),
        ("words:best casino", 1.0, "the words “best casino” stand together as in spam here"),
        ("number:24", 1.0, "the number “24” is used as in spam here"),
        ("letters:fr33", 1.0, "“fr33” is written as in spam here"),
        ("sign:!", 1.0, "the sign “!” is used as in spam here"),
        ("link-host:shop.example", 1.0, "it links to shop.example, as in spam here"),
        ("style:digits:0", -1.0, "it has no digits, as in genuine comments here"),
        ("style:digits:2", 1.0, "it has 1 digit, as in spam here"),
        ("style:digits:5", 1.0, "it has 5 or 6 digits, as in spam here"),
        ("style:links:4", 1.0, "it has 3 or 4 links, as in spam here"),
        ("style:share-of-capitals:3", 1.0, "30 to 39 % of its characters are capitals, as in spam here"),
        ("style:spaces:3", 1.0, "15 to 19 % of it is blank space, as in spam here"),
        ("style:distinct-words:10", 1.0, "all of its words are different ones, as in spam here"),
        ("style:block:U+0400", 1.0, "it has Cyrillic letters, as in spam here"),
        ("style:block:U+5900", 1.0, "it has Chinese letters, as in spam here"),
        ("style:has:U+200B", 1.0, "there is the invisible character “zero width space”, as in spam here"),
        ("author-letters:^ad", 1.0, "the writer's name begins with “ad”, as in spam here"),
        ("author-letters:ll$", 1.0, "the writer's name ends in “ll”, as in spam here"),
        ("author-length:10", 1.0, "the writer's name has 60 characters or more, as in spam here"),
        ("email-digits:6", 1.0, "the e-mail address has 6 digits or more, as in spam here"),
        ("context-overlap:0", 1.0, "less than 10 % of its longer words stand on the page, as in spam here"),
        ("history-same-text:1", 1.0, "1 comment with this text came before, as in spam here"),
        ("history-same-text:2", 1.0, "2 or 3 comments with this text came before, as in spam here"),
        ("history-address-spam:4", 1.0, "8 or more spam comments from this address came before, as in spam here"),
        ("starter", -1.0, "it reads like genuine comments elsewhere"),
        ("signal:casino-offer", 1.0, "it advertises gambling and links to it"),
        ("failure:filter", 0.0, "the filter failed on this comment, so a person has to judge it"),
        ("memory:exact-spam", 1.0, "exactly this text was judged spam here before"),
        ("memory:near-spam:0", 1.0, "it is nearly the text of a comment that was judged spam"),
        ("memory:near-spam:20784", 1.0, "it is nearly the text of a comment that was judged spam on 27 November 2026"),
        ("memory:like-spam:19782", 1.0, "parts of it are as in a comment that was judged spam on 29 February 2024"),
        ("history-site-spam:3", 1.0, "a site that it leads to was in 3 comments judged spam here before"),
        # of another release, or damaged
        ("memory:nearly", -1.0, "comments like it were judged genuine here before"),
        ("author-shoe-size:44", 1.0, "the writer's name is as in spam here"),
        ("signal:no-such", 1.0, "something that it does is as in spam here"),
        ("style:block:U+ZZ", 1.0, "the manner of writing is as in spam here"),
        ("style:digits:999", 1.0, "the manner of writing is as in spam here"),
        ("wind-direction", 1.0, "something that another release of the filter looked at is as in spam here"),
    ],
)
def test_what_ids_say(signal, weight, expected):
    assert sentence(signal, weight) == expected
    assert Reason(signal, weight).text == expected


def test_every_signal_of_the_table_has_its_sentence():
    assert [sentence(f"signal:{signal.name}", 1.0) for signal in SIGNALS] == [f"it {it.sentence}" for it in SIGNALS]


def test_no_reason_of_a_comment_with_everything_shows_a_bare_name():
    """Each kind of id is met; what stands before its colon, or behind it in an id of style, is never read."""
    made = SpamFilter()
    for label in ("spam", "ham"):
        made.learn(WRITTEN, label)
        made.learn(Comment(text=f"{label}! Quite another text.", author="Bo"), label)
    reasons = made.explain(WRITTEN)
    kinds = {reason.signal.partition(":")[0] for reason in reasons}
    assert kinds >= {"words", "sign", "letters", "number", "style", "link-host", "author", "email-domain", "memory"}
    for reason in reasons:
        assert "another release" not in reason.text
        for part in reason.signal.split(":")[:2]:
            if "-" in part and "." not in part:
                assert part not in reason.text


def test_every_name_of_a_field_has_a_sentence_of_its_own():
    for comment in (WRITTEN, Comment(text="x", author="Bo"), Comment(text="x", email="bo@a.example", context="y")):
        for name in field_names(comment, ["letters"]):
            said = sentence(name, 1.0)
            assert "another release" not in said
            assert not re.search(r"\{|\bname is as\b|address is as\b|comments is as\b", said), name


def test_the_numbers_of_an_amount_are_those_of_its_bucket():
    for number in [*range(200), 1_000, 7_999]:
        said = sentence(f"style:digits:{_BUCKETS[number]}", 1.0)
        found = [int(one) for one in re.findall(r"\d+", said)] or [0]
        assert found[0] <= number <= found[-1], said


@pytest.mark.parametrize("day", [1, 58, 59, 60, 364, 365, 11_016, 11_017, 19_782, 20_784, 47_540, 47_541])
def test_days_are_those_of_the_calendar(day):
    date = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day)
    assert sentence(f"memory:near-spam:{day}", 1.0).endswith(f" on {date.day} {date:%B %Y}")


def test_every_mark_of_style_has_a_sentence():
    for name in MARK_NAMES:
        said = sentence(f"style:{name.replace(' ', '-')}:3", 1.0)
        assert not said.startswith("the manner of writing")


@given(
    st.text()
    | st.sampled_from(["style:", "style:has:", "words:", "author-length:"]).flatmap(
        lambda kind: st.text(max_size=9).map(lambda value: kind + value)
    ),
    st.floats(),
)
def test_any_string_gets_a_sentence_and_none_fails(signal, weight):
    assert " " in sentence(signal, weight)
