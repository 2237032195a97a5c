"""How a comment was sent: each sign is a reason with a name; what it weighs alone, together, and after labels."""

from __future__ import annotations

from itertools import combinations

import pytest

from rejoinder.filter import Comment, SpamFilter, Thresholds, VerdictLabel
from rejoinder.filter.fields import field_names
from rejoinder.filter.signals import SIGNALS
from tests.filter.stream import HAM, SPAM, stream

NAMES = {
    "honeypot": "honeypot",
    "haste:1": "haste",
    "haste:3": "hurry",
    "unstamped": "unstamped",
    "forged": "forged",
    "stale": "stale",
    "crowd": "crowd",
}
# Like what was learned, and not word for word, which the memory would know.
NEW_HAM = [f"{text} I asked my neighbour, too." for text in HAM]
WEIGHTS = {signal.name: signal.weight for signal in SIGNALS}
OF_STAMPS = ("haste:1", "haste:3", "unstamped", "forged", "stale")  # a form shows one of them at most
INNOCENT = [("haste:3", "crowd"), ("unstamped", "crowd"), ("stale", "crowd"), ("haste:3",), ("crowd",)]
TELLING = [("haste:1",), ("forged",), ("honeypot",)]


@pytest.fixture(scope="module")
def taught():
    """A filter that has learned enough to let through what is genuine."""
    made = SpamFilter(b"k")
    for comment, label in stream(10):
        made.learn(comment, label)
    return made


def fired(behaviour, text="words"):
    reasons = SpamFilter().explain(Comment(text, behaviour=behaviour))
    return {reason.signal.removeprefix("signal:"): reason for reason in reasons if reason.group == "signals"}


@pytest.mark.parametrize(("sign", "name"), NAMES.items())
def test_each_sign_is_a_reason_of_its_name_and_no_other(sign, name):
    assert set(fired((sign,))) == {name}
    assert fired((sign,))[name].weight == pytest.approx(WEIGHTS[name])
    assert fired((sign,))[name].text.startswith("it ")


@pytest.mark.parametrize("behaviour", [(), ("haste",), ("haste:2",), ("haste:10",), ("crowds",), ("keys:3",), ("",)])
def test_what_is_no_sign_is_no_reason(behaviour):
    assert fired(behaviour) == {}


@pytest.mark.parametrize("behaviour", INNOCENT)
def test_what_innocent_people_show_holds_nothing_that_is_genuine(taught, behaviour):
    for text in NEW_HAM:
        assert taught.check(Comment(text, behaviour=behaviour)).label is VerdictLabel.HAM
    assert sum(WEIGHTS[NAMES[sign]] for sign in behaviour) < 1


def test_it_tips_what_is_doubtful(taught):
    text = "Replica seeds, visit the market today, the tomatoes were good"
    assert taught.check(Comment(text)).score < taught.check(Comment(text, behaviour=("unstamped", "crowd"))).score - 0.5


@pytest.mark.parametrize("behaviour", TELLING)
def test_what_people_do_not_do_asks_a_person_and_hides_nothing_alone(taught, behaviour):
    for text in NEW_HAM:
        assert taught.check(Comment(text)).label is VerdictLabel.HAM
        for made in (taught, SpamFilter()):
            assert made.check(Comment(text, behaviour=behaviour)).label is VerdictLabel.UNSURE


@pytest.mark.parametrize("sign", OF_STAMPS)
def test_a_filled_trap_and_a_telling_stamp_are_spam_before_anything_is_learnt(sign):
    together = WEIGHTS["honeypot"] + WEIGHTS[NAMES[sign]]
    assert together >= Thresholds().spam_score
    assert SpamFilter().check(Comment(HAM[0], behaviour=("honeypot", sign))).label is VerdictLabel.SPAM


def test_nothing_of_it_hides_a_comment_without_a_filled_trap():
    for sign, other in combinations([*OF_STAMPS, "crowd"], 2):
        if "crowd" in (sign, other):
            assert SpamFilter().check(Comment(HAM[0], behaviour=(sign, other))).label is VerdictLabel.UNSURE


def test_how_much_the_new_signs_weigh_has_a_bound_whatever_is_learnt():
    """A robot in a newsroom: all of its spam comes with `crowd`, and so does what its colleagues write."""
    made = SpamFilter(b"k")
    for comment, label in stream(20):
        made.learn(Comment(comment.text, behaviour=("crowd", "unstamped") if label == "spam" else ()), label)
    text = "We mulched with leaves, and the hedgehogs came back."
    plain = made.check(Comment(text))
    marked = made.check(Comment(text, behaviour=("crowd", "unstamped")))
    assert 0 < marked.score - plain.score <= WEIGHTS["crowd"] + WEIGHTS["unstamped"] + 1e-6
    assert made.check(Comment(f"{SPAM[0]} Again.")).score > Thresholds().spam_score


def test_the_new_signs_are_no_learned_features():
    """So that columns are those of before, and the version of the features stays."""
    plain = Comment("words", author="Nell", ip="203.0.113.9")
    names = field_names(plain, ["words"])
    for sign in NAMES:
        found = field_names(Comment("words", author="Nell", ip="203.0.113.9", behaviour=(sign,)), ["words"])
        assert found == ([*names, "behaviour:honeypot"] if sign == "honeypot" else names)
