"""The figures agree with their definitions, counted by hand and by brute force."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rejoinder.evaluation.figures import figures_of, lam_pct, missed_pct, one_minus_roca_pct, roc_points


def arrays(scores: list[float], spam: list[int]) -> tuple[np.ndarray, np.ndarray]:
    return np.array(scores, dtype=np.float64), np.array(spam, dtype=np.bool_)


def all_of(scores: list[float], spam: list[int]):
    made, labels = arrays(scores, spam)
    return figures_of(made, labels, 1 / (1 + np.exp(-made)))


def test_a_perfect_order_has_no_area_above_the_curve():
    assert one_minus_roca_pct(*arrays([-2, -1, 1, 2], [0, 0, 1, 1])) == 0


def test_a_reversed_order_has_all_of_it():
    assert one_minus_roca_pct(*arrays([2, 1, -1, -2], [0, 0, 1, 1])) == 100


def test_equal_scores_count_half():
    assert one_minus_roca_pct(*arrays([1, 1, 1, 1], [0, 1, 0, 1])) == 50


@given(st.lists(st.tuples(st.integers(-3, 3), st.booleans()), min_size=2, max_size=40))
def test_the_area_is_the_share_of_pairs_in_the_wrong_order(rows):
    scores, spam = arrays([score for score, _ in rows], [label for _, label in rows])
    if not spam.any() or spam.all():
        return
    pairs = [(s < h) + 0.5 * (s == h) for s in scores[spam] for h in scores[~spam]]
    assert one_minus_roca_pct(scores, spam) == pytest.approx(100 * np.mean(pairs))


@given(
    st.lists(st.tuples(st.integers(-3, 3), st.booleans()), min_size=2, max_size=40),
    st.sampled_from([0, 0.1, 0.25, 0.5]),
)
def test_missed_spam_is_that_of_the_best_cut_that_blocks_few_enough_ham(rows, share):
    scores, spam = arrays([score for score, _ in rows], [label for _, label in rows])
    if not spam.any() or spam.all():
        return
    cuts = [*sorted(set(scores)), np.inf]
    allowed = [cut for cut in cuts if (scores[~spam] >= cut).sum() <= int(share * (~spam).sum())]
    best = min((scores[spam] < cut).mean() for cut in allowed)
    assert missed_pct(scores, spam, share) == pytest.approx(100 * best)


def test_probability_one_half_counts_as_spam():
    figures = all_of([0.0, 0.0, -1.0, 1.0], [0, 1, 0, 1])
    assert (figures.hm_pct, figures.sm_pct) == (50, 0)


def test_lam_lies_between_the_two_rates():
    assert lam_pct(0, 99, 0, 99) == pytest.approx(0.5)
    assert 1 < lam_pct(1, 100, 20, 100) < 20


def test_the_interval_holds_the_figure_and_is_the_same_every_time():
    dice = np.random.default_rng(1)
    spam = dice.random(500) < 0.4
    scores = dice.normal(size=500) + 1.5 * spam
    first, second = (figures_of(scores, spam, scores) for _ in range(2))
    low, high = first.interval_pct
    assert low < first.one_minus_roca_pct < high
    assert high - low < 10
    assert first == second


@pytest.mark.parametrize("label", [0, 1])
def test_figures_that_need_both_classes_do_not_exist_for_one(label):
    figures = all_of([1.0, -1.0], [label, label])
    assert figures.one_minus_roca_pct is None
    assert figures.interval_pct is None
    assert figures.lam_pct is None
    assert figures.missed_at_hm_1_pct is None
    assert (figures.hm_pct is None) == (label == 1)
    assert (figures.sm_pct is None) == (label == 0)


def test_the_curve_goes_from_nothing_to_everything():
    blocked, caught = roc_points(*arrays([3, 2, 1], [1, 0, 1]))
    assert (blocked.tolist(), caught.tolist()) == ([0, 0, 1, 1], [0, 0.5, 0.5, 1])
