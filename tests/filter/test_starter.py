"""A starter lends what was learnt elsewhere: it moves the score, and decides nothing alone."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rejoinder.comment import Label
from rejoinder.errors import Damaged
from rejoinder.filter import NEWEST, Comment, SpamFilter, Starter, Thresholds, VerdictLabel
from rejoinder.filter.hashing import Hasher
from rejoinder.filter.starter import MOST_LENT
from rejoinder.filter.thresholds import Standing
from rejoinder.filter.versions import EXTRACTORS
from tests.filter.stream import HAM, SPAM, stream
from tests.filter.test_contract import FULL
from tests.filter.test_versions import LATER, OtherFeatures

HIDDEN = (VerdictLabel.SPAM, VerdictLabel.DISCARD)
NEW_HAM = "My leeks rotted in the wet soil, is there a variety that stands it better?"
NEW_SPAM = "Replica handbags, best price, visit replica-bags.example today!!!"
TEXTS = [*HAM, *SPAM, NEW_HAM, NEW_SPAM, "", "Zebras graze quietly"]


def taught(made: SpamFilter, labels) -> SpamFilter:
    for comment, label in labels:
        made.learn(comment, label)
    return made


def turned_round(labels):
    return [(comment, "ham" if label == "spam" else "spam") for comment, label in labels]


ELSEWHERE = taught(SpamFilter(), stream(4))
STARTER = ELSEWHERE.as_starter()
LIAR = taught(SpamFilter(), turned_round(stream(4))).as_starter()  # as good as one that an attacker might choose


def part_of(verdict_reasons) -> float:
    return math.fsum(reason.weight for reason in verdict_reasons if reason.signal == "starter")


def test_a_starter_says_what_the_filter_said_that_it_was_made_from():
    for starter in (STARTER, Starter.loads(STARTER.dumps())):
        for text in TEXTS:
            example = ELSEWHERE.example(Comment(text=text))
            said = ELSEWHERE._learner.weigh(example.columns, example.groups).score
            assert starter.weigh(example.columns, example.groups).score == said
    assert Starter.loads(STARTER.dumps()).dumps() == STARTER.dumps()


def test_a_starter_moves_the_score_of_a_filter_that_knows_nothing_yet():
    alone, helped = SpamFilter(b"k"), SpamFilter(b"k", starter=STARTER)
    for text, sign in ((NEW_SPAM, 1), (NEW_HAM, -1)):
        comment = Comment(text=text)
        part = part_of(helped.explain(comment))
        assert part * sign > 0.5
        assert helped.check(comment).score == pytest.approx(alone.check(comment).score + part)


def test_what_a_starter_lends_is_bounded_either_way():
    helped = [SpamFilter(b"k", starter=starter) for starter in (STARTER, LIAR)]
    parts = [part_of(made.explain(Comment(text=f"{text} {text}"))) for made in helped for text in HAM + SPAM]
    assert max(parts) == MOST_LENT
    assert min(parts) == -MOST_LENT


def test_the_reason_says_which_way_it_leans_and_where():
    helped = SpamFilter(b"k", starter=STARTER)
    (found,) = [reason for reason in helped.explain(Comment(text=NEW_SPAM)) if reason.signal == "starter"]
    assert found.text == "it reads like spam elsewhere"
    assert {NEW_SPAM[start:end] for start, end in found.spans} == {"visit", "example"}
    (found,) = [reason for reason in helped.explain(Comment(text=NEW_HAM)) if reason.signal == "starter"]
    assert found.text == "it reads like genuine comments elsewhere"


words = st.sampled_from(sorted({word for text in TEXTS for word in text.split()}))
texts = st.lists(words, max_size=30).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(text=texts, author=st.sampled_from(["", "Ann"]), labels=st.sampled_from([0, 1, 40]), known=st.sampled_from("kb"))
def test_all_reasons_add_up_to_the_score_with_a_starter(text, author, labels, known):
    made = LEARNT[labels, known]
    comment = Comment(text=text, author=author)
    verdict, everything = made.check(comment), made.explain(comment)
    assert math.fsum(reason.weight for reason in everything) == pytest.approx(verdict.score, abs=1e-4)
    assert abs(part_of(everything)) <= MOST_LENT


LEARNT = {
    (labels, known): taught(SpamFilter(known.encode(), starter=STARTER if known == "k" else LIAR), stream(2)[:labels])
    for labels in (0, 1, 40)
    for known in "kb"
}


def test_learning_never_changes_a_starter_and_a_starter_never_what_is_learnt():
    before = STARTER.dumps()
    alone, helped = (SpamFilter(b"k", starter=starter) for starter in (None, STARTER))
    assert helped.digest() == SpamFilter(b"k").digest()
    for made in (alone, helped):
        taught(made, stream(2))
        made.learn(FULL, "spam")
        made.take_back(made.learn(FULL, "ham"))
        made.learn_many([(made.example(FULL).to_bytes(), "spam")] * 600)
    assert STARTER.dumps() == before
    assert helped.digest() == alone.digest()
    assert helped.dumps() == alone.dumps()


def test_a_starter_does_not_follow_the_filter_that_it_was_made_from():
    made = taught(SpamFilter(), stream(1))
    starter = made.as_starter()
    before = starter.dumps()
    taught(made, turned_round(stream(1)))
    made.learn_many([(made.example(FULL).to_bytes(), "spam")] * 600)
    assert starter.dumps() == before != made.as_starter().dumps()


def test_a_filter_is_loaded_and_copied_with_its_starter(tmp_path):
    made = taught(SpamFilter(b"k", starter=STARTER), stream(1))
    made.dump(tmp_path / "weights")
    comment = Comment(text=NEW_SPAM)
    for other in (made.copy(), SpamFilter.load(tmp_path / "weights", b"k", starter=STARTER)):
        assert other.explain(comment) == made.explain(comment)
        assert part_of(other.explain(comment)) > 0


def test_without_a_starter_there_is_no_such_reason():
    assert part_of(taught(SpamFilter(b"k"), stream(1)).explain(Comment(text=NEW_SPAM))) == 0
    assert not [reason for reason in SpamFilter().explain(FULL) if reason.signal == "starter"]


@pytest.mark.parametrize("text", HAM + SPAM)
@pytest.mark.parametrize("starter", [STARTER, LIAR])
def test_a_starter_alone_hides_nothing_and_lets_nothing_through(text, starter):
    assert SpamFilter(b"k", starter=starter).check(Comment(text=text)).label is VerdictLabel.UNSURE


def test_genuine_comments_of_a_kind_not_met_here_are_not_hidden_by_a_starter_that_thinks_them_spam():
    """Enough is learnt here, but nothing of this kind: what the starter says weighs against next to nothing."""
    here = [(Comment(text=f"Round {number}: {text}"), label) for number in range(3) for text, label in LESSONS]
    alone, helped = (taught(SpamFilter(b"k", starter=starter), here) for starter in (None, LIAR))
    assert helped.learned == 60
    for text in HAM:
        comment = Comment(text=text)
        assert part_of(helped.explain(comment)) > 0
        assert alone.check(comment).label not in HIDDEN
        assert helped.check(comment).label not in HIDDEN


LESSONS = [
    *[(f"The council voted on line {number} of the tram and I was there", "ham") for number in range(10)],
    *[(f"free coins code {number} enter gift generator click", "spam") for number in range(10)],
]

scores = st.floats(-12, 12)


@settings(max_examples=500, deadline=None)
@given(
    own=scores,
    lent=st.floats(-MOST_LENT, MOST_LENT),
    spam=st.integers(0, 150),
    ham=st.integers(0, 150),
    signals=st.floats(0, 8),
    recalled=st.sampled_from([None, Label.SPAM, Label.HAM]),
    thresholds=st.sampled_from([Thresholds(), Thresholds(0.1, 0.3, 0.8), Thresholds(0.5, 0.99, 0.999, 50)]),
)
def test_a_starter_decides_nothing_that_is_not_decided_without_it(own, lent, spam, ham, signals, recalled, thresholds):
    standing = Standing(spam, ham, signals, recalled)
    without = thresholds.label(own, standing)
    helped = thresholds.label(own + lent, standing._replace(lent=lent))
    assert (
        helped
        in {
            VerdictLabel.HAM: (VerdictLabel.HAM, VerdictLabel.UNSURE),
            VerdictLabel.UNSURE: (VerdictLabel.UNSURE,),
            VerdictLabel.SPAM: (VerdictLabel.SPAM, VerdictLabel.UNSURE),
            VerdictLabel.DISCARD: (*HIDDEN, VerdictLabel.UNSURE),
        }[without]
    )


def test_a_starter_that_disagrees_asks_for_a_person():
    standing = Standing(50, 50, 0.0, None)
    for own, lent, label in ((-2.0, 2.0, "unsure"), (3.0, -2.0, "unsure"), (-2.0, -2.0, "ham"), (3.0, 2.0, "spam")):
        assert Thresholds().label(own + lent, standing._replace(lent=lent)) == label


def test_a_starter_for_other_features_speaks_beside_a_filter_of_any_version(monkeypatch):
    monkeypatch.setitem(EXTRACTORS, LATER, OtherFeatures)
    comment = Comment(text=NEW_SPAM)
    expected = part_of(SpamFilter(b"k", starter=STARTER).explain(comment))
    later = taught(SpamFilter(version=LATER), stream(4)).as_starter()
    for version in (NEWEST, LATER):
        for starter in (STARTER, later, Starter.loads(later.dumps())):
            made = SpamFilter(b"k", version=version, starter=starter)
            assert part_of(made.explain(comment)) == pytest.approx(expected, abs=0.05)


def test_a_starter_is_made_under_the_public_hash_alone():
    with pytest.raises(ValueError, match="without a key"):
        SpamFilter(b"k").as_starter()


def test_what_is_no_starter_is_refused(monkeypatch):
    with pytest.raises(Damaged, match="it is not such a file"):
        Starter.loads(ELSEWHERE.dumps())
    with pytest.raises(Damaged, match="it is not such a file"):
        SpamFilter.loads(STARTER.dumps())
    with monkeypatch.context() as patch:
        patch.setattr(Hasher, "digest", lambda _self, _purpose, _data, size: bytes(size))
        strange = STARTER.dumps()
    with pytest.raises(Damaged, match="not made under the public hash"):
        Starter.loads(strange)
    with monkeypatch.context() as patch:
        patch.setitem(EXTRACTORS, LATER, OtherFeatures)
        later = SpamFilter(version=LATER).as_starter().dumps()
    with pytest.raises(Damaged, match="does not know the version"):
        Starter.loads(later)
