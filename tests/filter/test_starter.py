"""A starter lends what was learnt elsewhere: it moves the score, decides nothing alone, and fades."""

import math
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rejoinder.comment import Label
from rejoinder.errors import Damaged
from rejoinder.filter import NEWEST, Comment, SpamFilter, Starter, Thresholds, VerdictLabel
from rejoinder.filter.hashing import COLUMNS, Hasher
from rejoinder.filter.lessons import taught as taught_starter
from rejoinder.filter.starter import BELIEVED, ENOUGH, MOST_LENT, SHIPPED, probe
from rejoinder.filter.thresholds import BACKED, Standing
from rejoinder.filter.versions import EXTRACTORS
from tests.filter.stream import HAM, SPAM, stream
from tests.filter.test_contract import FULL
from tests.filter.test_versions import LATER, OtherFeatures

HIDDEN = (VerdictLabel.SPAM, VerdictLabel.DISCARD)
NEW_HAM = "My leeks rotted in the wet soil, is there a variety that stands it better?"
NEW_SPAM = "Replica handbags, best price, visit replica-bags.example today!!!"
WEAK_SPAM = "Replica watches, replica quality, handbags today only!!! thumbs up for this"


def taught(made: SpamFilter, labels) -> SpamFilter:
    for comment, label in labels:
        made.learn(comment, label)
    return made


def turned_round(labels):
    return [(comment, "ham" if label == "spam" else "spam") for comment, label in labels]


def starter_of(labels, version: int = NEWEST) -> Starter:
    return taught_starter([(comment, Label(label)) for comment, label in labels], version)


STARTER = starter_of(stream(4))
LIAR = starter_of(turned_round(stream(4)))  # as good as one that an attacker might choose


def part_of(verdict_reasons) -> float:
    return math.fsum(reason.weight for reason in verdict_reasons if reason.signal == "starter")


def test_the_same_lessons_give_the_same_bytes_and_they_are_read_back():
    assert starter_of(stream(4)).dumps() == STARTER.dumps()
    assert Starter.loads(STARTER.dumps()).dumps() == STARTER.dumps()
    assert STARTER.dumps() != LIAR.dumps()


def test_rounding_to_a_byte_a_column_changes_next_to_nothing():
    example = SpamFilter().example(Comment(text=NEW_SPAM))
    contributions = STARTER.contributions(example.columns, example.groups)
    assert contributions.dtype == np.float32
    assert STARTER.score(contributions) > 2 * MOST_LENT / BELIEVED / 4


@pytest.mark.parametrize(("text", "sign"), [(NEW_SPAM, 1), (NEW_HAM, -1)])
def test_a_starter_moves_the_score_of_a_filter_that_knows_nothing_yet(text, sign):
    alone, helped = SpamFilter(b"k"), SpamFilter(b"k", starter=STARTER)
    comment = Comment(text=text)
    part = part_of(helped.explain(comment))
    assert part * sign > 0.3
    assert helped.check(comment).score == pytest.approx(alone.check(comment).score + part)


def test_what_a_starter_lends_is_bounded_either_way():
    for starter in (STARTER, LIAR):
        made = SpamFilter(b"k", starter=starter)
        parts = [part_of(made.explain(Comment(text=f"{text} {text}"))) for text in HAM + SPAM]
        assert max(map(abs, parts)) <= MOST_LENT
        assert min(parts) < 0 < max(parts)
    shouting = Starter(NEWEST, np.full(COLUMNS, 127, dtype=np.int8), 1.0, 0.0, probe(NEWEST))
    assert part_of(SpamFilter(b"k", starter=shouting).explain(Comment(text="a b"))) == MOST_LENT


def test_its_share_falls_with_every_label_and_ends():
    """A function of the number of labels alone, so that the same ledger gives the same verdicts."""
    helped = SpamFilter(b"k", starter=STARTER)
    comment = Comment(text=NEW_SPAM, site="2")
    whole = part_of(helped.explain(comment))
    for number in range(1, ENOUGH):
        helped.learn(Comment(text=f"Lesson {number} of another kind altogether"), "ham" if number % 2 else "spam")
        if number in (1, 50, 199):
            assert part_of(helped.explain(comment)) == pytest.approx(whole * (1 - number / ENOUGH))
    helped.learn(Comment(text="The last lesson"), "ham")
    assert helped.learned == ENOUGH
    assert [reason for reason in helped.explain(comment) if reason.signal == "starter"] == []


def test_when_enough_is_learnt_a_filter_says_bit_for_bit_what_it_would_without_a_starter():
    labels = [(Comment(text=f"{comment.text} {number}"), label) for number, (comment, label) in enumerate(stream(10))]
    assert len(labels) == ENOUGH
    alone, helped = (taught(SpamFilter(b"k", starter=starter), labels) for starter in (None, LIAR))
    for text in [*HAM, *SPAM, NEW_HAM, NEW_SPAM, ""]:
        comment = Comment(text=text)
        assert helped.check(comment) == alone.check(comment)
        assert helped.explain(comment) == alone.explain(comment)


def test_the_reason_says_which_way_it_leans_and_where():
    helped = SpamFilter(b"k", starter=STARTER)
    (found,) = [reason for reason in helped.explain(Comment(text=NEW_SPAM)) if reason.signal == "starter"]
    assert found.text == "it reads like spam elsewhere"
    assert {NEW_SPAM[start:end] for start, end in found.spans} & {"visit", "example", "replica", "bags", "price"}
    (found,) = [reason for reason in helped.explain(Comment(text=NEW_HAM)) if reason.signal == "starter"]
    assert found.text == "it reads like genuine comments elsewhere"


TEXTS = [*HAM, *SPAM, NEW_HAM, NEW_SPAM, WEAK_SPAM, "", "Zebras graze quietly"]
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


@pytest.mark.parametrize("text", HAM + SPAM[:1])
@pytest.mark.parametrize("starter", [STARTER, LIAR])
def test_a_starter_alone_hides_nothing_and_lets_nothing_through(text, starter):
    assert SpamFilter(b"k", starter=starter).check(Comment(text=text)).label is VerdictLabel.UNSURE


def test_a_starter_completes_a_weak_signal():
    comment = Comment(text=WEAK_SPAM)
    assert SpamFilter(b"k").check(comment).label is VerdictLabel.UNSURE
    assert SpamFilter(b"k", starter=STARTER).check(comment).label is VerdictLabel.SPAM
    assert SpamFilter(b"k", starter=LIAR).check(comment).label is VerdictLabel.UNSURE


@settings(max_examples=60, deadline=None)
@given(text=texts, pleasing=st.lists(st.sampled_from(HAM), max_size=4), labels=st.sampled_from([0, 15, 40]))
def test_a_text_made_to_please_the_starter_is_not_let_through_because_of_it(text, pleasing, labels):
    """Whoever knows its weights can write what it likes; that may cost him a look by a person, and gains nothing."""
    comment = Comment(text=" ".join([text, *pleasing]), site="2")
    alone, helped = PAIRS[labels]
    without, with_it = alone.check(comment).label, helped.check(comment).label
    if with_it is VerdictLabel.HAM:
        assert without is VerdictLabel.HAM
    if without in HIDDEN and part_of(helped.explain(comment)) < 0 and not LEARNT_ENOUGH[labels]:
        assert with_it in HIDDEN


PAIRS = {
    labels: tuple(taught(SpamFilter(b"k", starter=starter), stream(2)[:labels]) for starter in (None, STARTER))
    for labels in (0, 15, 40)
}
LEARNT_ENOUGH = {0: False, 15: False, 40: True}


@pytest.mark.parametrize(
    "text", [*SPAM[1:2], "Play at the best online casino, huge bonus: https://lucky.example/casino"]
)
@pytest.mark.parametrize("starter", [STARTER, LIAR])
def test_a_starter_takes_nothing_from_decisive_signals(text, starter):
    casino = "Play at the best online casino, huge bonus: https://lucky.example/casino"
    verdict = SpamFilter(b"k", starter=starter).check(Comment(text=f"{text} {casino} {' '.join(HAM)}"))
    assert verdict.label is VerdictLabel.SPAM
    assert verdict.probability >= Thresholds().spam


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
def test_a_starter_lets_through_nothing_and_hides_only_what_signals_speak_against(
    own, lent, spam, ham, signals, recalled, thresholds
):
    standing = Standing(spam, ham, signals, recalled)
    without = thresholds.label(own, standing)
    helped = thresholds.label(own + lent, standing._replace(lent=lent))
    allowed = {
        VerdictLabel.HAM: [VerdictLabel.HAM, VerdictLabel.UNSURE],
        VerdictLabel.UNSURE: [VerdictLabel.UNSURE],
        VerdictLabel.SPAM: [VerdictLabel.SPAM, VerdictLabel.UNSURE],
        VerdictLabel.DISCARD: [*HIDDEN, VerdictLabel.UNSURE],
    }[without]
    little = not thresholds.trusts(standing)
    completed = lent > 0 and signals >= BACKED and signals + lent >= thresholds.spam_score and recalled is not Label.HAM
    if little and completed:
        allowed.append(VerdictLabel.SPAM)
    if little and without in HIDDEN:  # signals or the memory decide there, and it takes nothing from them
        allowed.remove(VerdictLabel.UNSURE)
    assert helped in allowed


def test_a_starter_that_disagrees_asks_for_a_person():
    standing = Standing(50, 50, 0.0, None)
    for own, lent, label in ((-2.0, 2.0, "unsure"), (3.0, -2.0, "unsure"), (-2.0, -2.0, "ham"), (3.0, 2.0, "spam")):
        assert Thresholds().label(own + lent, standing._replace(lent=lent)) == label


def test_a_starter_for_other_features_speaks_beside_a_filter_of_any_version(monkeypatch):
    monkeypatch.setitem(EXTRACTORS, LATER, OtherFeatures)
    comment = Comment(text=NEW_SPAM)
    expected = part_of(SpamFilter(b"k", starter=STARTER).explain(comment))
    later = starter_of(stream(4), LATER)
    for version in (NEWEST, LATER):
        for starter in (STARTER, later, Starter.loads(later.dumps())):
            made = SpamFilter(b"k", version=version, starter=starter)
            assert part_of(made.explain(comment)) == pytest.approx(expected, abs=0.1)


def test_what_is_no_starter_is_refused(monkeypatch):
    with pytest.raises(Damaged, match="it is not such a file"):
        Starter.loads(SpamFilter().dumps())
    with pytest.raises(Damaged, match="it is not such a file"):
        SpamFilter.loads(STARTER.dumps())
    nothing = np.zeros(COLUMNS, dtype=np.int8)
    for unit, bias in ((0.0, 0.0), (math.nan, 0.0), (2.0, 0.0), (0.1, math.inf), (0.1, math.nan), (-0.1, 0.0)):
        with pytest.raises(Damaged, match="weights that no labels give"):
            Starter.loads(Starter(NEWEST, nothing, unit, bias, bytes(16)).dumps())
    with pytest.raises(Damaged, match="lengths make no sense"):
        Starter.loads(Starter(NEWEST, nothing[1:], 0.1, 0.0, bytes(16)).dumps())
    with monkeypatch.context() as patch:
        patch.setattr(Hasher, "digest", lambda _self, _purpose, _data, size: bytes(size))
        strange = STARTER.dumps()
    with pytest.raises(Damaged, match="not made under the public hash"):
        Starter.loads(strange)
    with monkeypatch.context() as patch:
        patch.setitem(EXTRACTORS, LATER, OtherFeatures)
        later = starter_of([], LATER).dumps()
    with pytest.raises(Damaged, match="does not know the version"):
        Starter.loads(later)


def test_the_starter_that_ships_is_small_loads_once_and_fits_these_features():
    size = len(files("rejoinder.filter").joinpath(SHIPPED).read_bytes())
    assert size <= 1_500_000  # 4 MB are allowed in the wheel
    assert Starter.shipped() is Starter.shipped()
    assert Starter.shipped().version == NEWEST
    made_anew = "the features have changed: make the starter anew with scripts/starter"
    assert Starter.shipped().made_with == probe(NEWEST), made_anew


def test_the_starter_that_ships_knows_some_spam_from_genuine_comments():
    made = SpamFilter(starter=Starter.shipped())
    assert part_of(made.explain(Comment(text="Please subscribe to my channel and check out my new video"))) > 1
    assert part_of(made.explain(Comment(text="I read your article twice and agree with what you say about it."))) < -0.5
