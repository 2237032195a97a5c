"""Many labels at once are learnt as one by one, bit for bit; and a filter can be copied."""

import random

import numpy as np
import pytest

from rejoinder.errors import Damaged
from rejoinder.filter import Comment, Example, History, SpamFilter
from rejoinder.filter.bulk import MANY
from rejoinder.filter.features import MOST_FEATURES
from rejoinder.filter.hashing import COLUMNS
from rejoinder.filter.memory import Identity
from tests.filter.stream import HAM, SPAM

KEY = b"k"


def some_labels(count: int, seed: int = 1) -> list[tuple[bytes, str]]:
    """Labels of all sizes: empty texts, texts that come again, signals, fields, columns without any text."""
    dice, made = random.Random(seed), SpamFilter(KEY)
    labels = []
    for number in range(count):
        words = [dice.choice((HAM + SPAM)[dice.randrange(20)].split()) for _ in range(dice.choice([0, 1, 5, 20, 60]))]
        fields = {"author": "Ann", "url": f"http://h{number % 3}.example", "site": "2"} if number % 4 == 0 else {}
        comment = Comment(text=" ".join(words), history=History(number % 5, number % 4, 0), **fields)
        labels.append((made.example(comment).to_bytes(), dice.choice(["spam", "ham"])))
    casino = Comment(text="Best online casino, huge bonus: https://lucky.example/casino")
    labels[count // 2] = (made.example(casino).to_bytes(), "ham")
    return labels


def one_by_one(labels: list[tuple[bytes, str]]) -> SpamFilter:
    made = SpamFilter(KEY)
    for example, label in labels:
        made.learn_example(Example.from_bytes(example), label)
    return made


def at_once(labels: list[tuple[bytes, str]]) -> SpamFilter:
    made = SpamFilter(KEY)
    assert made.learn_many(iter(labels)) == (len(labels), {})
    return made


@pytest.mark.parametrize("count", [0, 1, MANY - 1, MANY, MANY + 1, 3 * MANY + 17])
def test_many_labels_at_once_are_learnt_as_one_by_one(count):
    labels = some_labels(count) if count else []
    one, many = one_by_one(labels), at_once(labels)
    assert many.digest() == one.digest()
    assert np.array_equal(many._learner.read, one._learner.read)
    assert many.learned == count


def test_many_labels_after_some_that_were_learnt_otherwise():
    labels = some_labels(2 * MANY)
    made = one_by_one(labels[:100])
    made.learn_many(labels[100 : 100 + MANY])
    made.learn_many(labels[100 + MANY :])
    assert made.digest() == one_by_one(labels).digest()


def example_of(columns: np.ndarray, groups: np.ndarray) -> bytes:
    made = SpamFilter(KEY)
    identity = Identity(bytes(12), bytes(8), short=False)
    return Example(columns, groups, (), identity, made._hasher.fingerprint, made.version).to_bytes()


def test_the_longest_and_the_emptiest_examples_are_learnt_as_one_by_one():
    dice = np.random.default_rng(1)
    sizes = [0, 1, 2, MOST_FEATURES, 0, 9_999, 12_345, *dice.integers(0, 40, MANY).tolist(), MOST_FEATURES]
    examples = [
        example_of(np.sort(dice.choice(COLUMNS, size, replace=False)), dice.integers(0, 8, size)) for size in sizes
    ]
    labels = [(example, "spam" if number % 3 else "ham") for number, example in enumerate(examples)]
    assert at_once(labels).digest() == one_by_one(labels).digest()


def test_counts_stop_where_a_float32_stops_counting():
    labels = some_labels(MANY)
    one, many = SpamFilter(KEY), SpamFilter(KEY)
    for made in (one, many):
        made._learner.kept[:, 1:] = (1 << 24) - 3
    for example, label in labels:
        one.learn_example(Example.from_bytes(example), label)
    many.learn_many(labels)
    assert many.digest() == one.digest()
    assert one._learner.kept.max() == 1 << 24


def damaged(labels: list[tuple[bytes, str]], places: dict[int, bytes]) -> list[tuple[bytes, str]]:
    return [(places.get(number, example), label) for number, (example, label) in enumerate(labels)]


@pytest.mark.parametrize("count", [20, MANY + 40])
def test_labels_that_cannot_be_learnt_are_left_out_and_told_by_position(count):
    labels = some_labels(count)
    stranger = SpamFilter(b"another").example(Comment(text=HAM[0])).to_bytes()
    bad = {0: b"", 7: stranger, 11: labels[11][0][:-1], count - 3: b"rubbish", count - 1: stranger}
    made = SpamFilter(KEY)
    folded = made.learn_many(damaged(labels, bad))
    assert folded.learned == count - len(bad)
    assert sorted(folded.left_out) == sorted(bad)
    assert all(isinstance(error, Damaged) for error in folded.left_out.values())
    assert "another key" in str(folded.left_out[7])
    remain = [label for number, label in enumerate(labels) if number not in bad]
    assert made.digest() == one_by_one(remain).digest()


def test_when_nothing_can_be_read_nothing_is_learnt():
    made = SpamFilter(KEY)
    folded = made.learn_many([(b"rubbish", "spam")] * (MANY + 5))
    assert folded.learned == 0
    assert len(folded.left_out) == MANY + 5
    assert made.digest() == SpamFilter(KEY).digest()


def interrupted(labels, error: Exception):
    yield from labels
    raise error


@pytest.mark.parametrize("count", [MANY // 2, 2 * MANY])
def test_what_came_before_an_interruption_is_learnt_whole_chunk_by_chunk(count):
    labels = some_labels(count)
    made = SpamFilter(KEY)
    with pytest.raises(OSError, match="gone"):
        made.learn_many(interrupted(labels, OSError("gone")))
    assert made.digest() == one_by_one(labels[: count // MANY * MANY]).digest()


def test_a_label_that_is_neither_spam_nor_ham_is_refused():
    made = SpamFilter(KEY)
    with pytest.raises(ValueError, match="is not a valid Label"):
        made.learn_many([(some_labels(1)[0][0], "unsure")])
    assert made.digest() == SpamFilter(KEY).digest()


def test_after_many_labels_no_earlier_step_can_be_taken_back():
    made = SpamFilter(KEY)
    step = made.learn(Comment(text=HAM[0]), "ham")
    made.learn_many(some_labels(1))
    with pytest.raises(ValueError, match="only the newest step"):
        made.take_back(step)


def test_a_copy_is_equal_and_goes_its_own_way():
    made = SpamFilter(KEY)
    steps = [made.learn_example(Example.from_bytes(example), label) for example, label in some_labels(30)]
    copied = made.copy()
    before, comment = made.digest(), Comment(text=SPAM[0], author="Ann")
    assert copied.digest() == before
    assert copied.dumps() == made.dumps()
    assert copied.explain(comment) == made.explain(comment)
    assert copied.version == made.version
    assert copied.thresholds == made.thresholds
    copied.learn(comment, "spam")
    assert made.digest() == before
    made.learn(comment, "spam")
    assert made.digest() == copied.digest()
    with pytest.raises(ValueError, match="only the newest step"):
        copied.take_back(steps[-1])
