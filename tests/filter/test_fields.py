"""Each field beside the text helps where it alone tells spam from genuine comments, and none alone sinks a good text.

The people, addresses and texts are invented. In the first half spam and genuine comments say the same bland things, so
that only one field tells them apart; in the second the texts differ too, as they do on a site, and so does the field.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from random import Random

import pytest

from rejoinder.filter import Comment, History, SpamFilter, Thresholds, VerdictLabel
from tests.filter.stream import HAM, SPAM

PEOPLE = ["Ada Bell", "Bo Lind", "Carla Voss", "Dinis Faro", "Edda Krog", "Femi Alake", "Gita Rao", "Hugo Brandt"]
SHOPS = ["Bargain Depot", "Bargain Outlet", "Bargain Corner", "Bargain Market"]
HOUSES = ["post.example", "letters.example", "home.example"]
BLAND = [
    " ".join(parts)
    for parts in product(
        [
            "I read this twice.",
            "Well put.",
            "So that is how it is.",
            "It came at the right time.",
            "Interesting.",
            "Now.",
        ],
        ["My brother said so.", "We tried it last year.", "One learns something new.", "It took a while.", "Good."],
        ["More of this please.", "I will look again.", "Let us see.", "Greetings to all here.", "Thank you for it."],
    )
]
# What only spam has, and what only genuine comments have. Each takes a comment and the dice.
FIELDS = {
    "author": (
        lambda comment, dice: replace(comment, author=f"{dice.choice(SHOPS)} {dice.randrange(90)}"),
        lambda comment, dice: replace(comment, author=dice.choice(PEOPLE)),
    ),
    "e-mail": (
        lambda comment, dice: replace(comment, email=f"w{dice.randrange(10_000)}@blast.example"),
        lambda comment, dice: replace(comment, email=f"{dice.choice('abcdef')}@{dice.choice(HOUSES)}"),
    ),
    "URL": (
        lambda comment, dice: replace(comment, url=f"https://shop{dice.randrange(90)}.bargains.example/"),
        lambda comment, _dice: replace(comment, url=""),
    ),
    "address": (
        lambda comment, dice: replace(comment, history=History(address_spam=dice.randint(4, 10))),
        lambda comment, dice: replace(comment, history=History(address_ham=dice.randint(1, 10))),
    ),
    "history of the text": (
        lambda comment, dice: replace(comment, history=History(same_text=dice.randint(4, 10), address_ham=1)),
        lambda comment, _dice: replace(comment, history=History(address_ham=1)),
    ),
    "history of the author": (
        lambda comment, dice: replace(comment, history=History(author_spam=dice.randint(4, 10), address_ham=1)),
        lambda comment, _dice: replace(comment, history=History(address_ham=1)),
    ),
    "history of a linked site": (
        lambda comment, dice: replace(comment, history=History(host_spam=dice.randint(4, 10), address_ham=1)),
        lambda comment, dice: replace(comment, history=History(host_ham=dice.randint(4, 10), address_ham=1)),
    ),
    "name of the browser": (
        lambda comment, dice: replace(comment, user_agent=f"commentbot/2.{dice.randrange(9)}"),
        lambda comment, dice: replace(comment, user_agent=f"Mozilla/5.0 (X11) Firefox/{dice.randint(90, 140)}.0"),
    ),
    "user agent": (
        lambda comment, _dice: replace(comment, user_agent=""),
        lambda comment, _dice: replace(comment, user_agent="Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101"),
    ),
    "referrer": (
        lambda comment, _dice: replace(comment, referrer=""),
        lambda comment, _dice: replace(comment, referrer="https://paper.example/garden/"),
    ),
    "page": (
        lambda comment, _dice: replace(comment, context="Ferries, trains and the mayor of the harbour at night"),
        lambda comment, _dice: replace(comment, context=" ".join(comment.text.split()[::2])),
    ),
    "kind": (
        lambda comment, _dice: replace(comment, kind="trackback"),
        lambda comment, _dice: replace(comment, kind="comment"),
    ),
}
USUAL = {
    "author": "Ida Roth",
    "email": "ida@post.example",
    "user_agent": "Mozilla/5.0 (X11)",
    "referrer": "https://a.example/",
}


# These tell who writes, or from where; the others are hints, which bring a person to look and hide nothing alone.
DECISIVE = {
    "author",
    "e-mail",
    "URL",
    "address",
    "history of the text",
    "history of a linked site",
}


def taught(texts: list[tuple[str, bool]], field: str, dice: Random) -> SpamFilter:
    """A filter that has learned texts, spam or not, with the one field that tells, or without any where it is empty."""
    made = SpamFilter()
    for text, is_spam in texts:
        comment = Comment(text=text, **USUAL)
        if field:
            comment = FIELDS[field][0 if is_spam else 1](comment, dice)
        made.learn(comment, "spam" if is_spam else "ham")
    return made


def share(made: SpamFilter, comments: list[Comment], least: float = 0.5) -> float:
    """Of some comments, how many are spam with this probability or more."""
    return sum(made.check(comment).probability >= least for comment in comments) / len(comments)


@pytest.mark.parametrize("field", FIELDS)
def test_what_only_a_field_tells_is_caught_with_it_and_missed_without(field):
    dice = Random(field)
    texts = dice.sample(BLAND, 150)
    known, asked = [(text, number % 2 == 0) for number, text in enumerate(texts[:120])], texts[120:]
    with_it, without = taught(known, field, dice), taught(known, "", dice)
    spam, ham = ([dress(Comment(text=text, **USUAL), dice) for text in asked] for dress in FIELDS[field])
    assert share(with_it, spam) >= 0.85
    assert share(with_it, ham) <= 0.1
    assert share(with_it, ham, Thresholds().spam) == 0
    assert share(without, [Comment(text=text, **USUAL) for text in asked]) <= 0.65  # as good as by chance
    if field in DECISIVE:
        assert share(with_it, spam, Thresholds().spam) >= 0.8


@pytest.mark.parametrize("field", FIELDS)
def test_no_field_alone_sinks_a_good_text(field):
    """The filter has learned that all spam, and nothing else, has this value of the field."""
    dice = Random(field)
    texts = []
    for number, bland in enumerate(dice.sample(BLAND, 60)):
        texts += [(f"{SPAM[number % 10]} {bland}", True), (f"{HAM[number % 10]} {bland}", False)]
    made = taught(texts, field, dice)
    for text in HAM:
        worst = FIELDS[field][0](Comment(text=f"{text} So far.", **USUAL), dice)
        assert made.check(worst).label in (VerdictLabel.HAM, VerdictLabel.UNSURE), worst
