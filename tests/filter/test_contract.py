"""What every model must keep: checking is pure, labels fold to the same state, and a state survives being written."""

import os
import subprocess
import sys

import numpy as np
import pytest

from rejoinder.errors import Damaged
from rejoinder.filter import Comment, Example, History, Label, SpamFilter, VerdictLabel
from rejoinder.filter.learner import Learner
from tests.filter.stream import HAM, SPAM, stream

FULL = Comment(
    text="Nice <b>post</b> &amp; more: http://shop.example/buy/now",
    author="Best Deals",
    email="deals99@mail.example",
    url="https://www.shop.example/x",
    ip="192.0.2.7",
    user_agent="curl/8",
    context="A post about gardens",
    lang="en",
    kind="reply",
    site="7",
    history=History(same_text=4, address_spam=3, address_ham=1),
)


def trained(key: bytes = b"", rounds: int = 3) -> SpamFilter:
    made = SpamFilter(key=key)
    for comment, label in stream(rounds):
        made.learn(comment, label)
    return made


@pytest.fixture(scope="module")
def learnt() -> SpamFilter:
    return trained()


def test_a_check_gives_the_same_answer_twice_and_changes_nothing(learnt):
    before = learnt.digest()
    first = [learnt.check(Comment(text=text)) for text in HAM + SPAM] + [learnt.check(FULL)]
    assert first == [learnt.check(Comment(text=text)) for text in HAM + SPAM] + [learnt.check(FULL)]
    assert learnt.digest() == before


def test_every_label_changes_the_digest():
    made, seen = SpamFilter(), set()
    seen.add(made.digest())
    for comment, label in stream(1):
        made.learn(comment, label)
        seen.add(made.digest())
    assert len(seen) == 21


def test_learning_an_example_is_learning_the_comment_bit_for_bit():
    direct, stored = SpamFilter(key=b"k"), SpamFilter(key=b"k")
    for comment, label in [*stream(2), (FULL, "spam"), (FULL, "ham")]:
        example = Example.from_bytes(stored.example(comment).to_bytes())
        direct.learn(comment, label)
        stored.learn_example(example, label)
        assert direct.digest() == stored.digest()
    assert direct.learned == stored.learned == 42


def test_the_order_of_labels_matters_and_a_replay_in_order_is_equal():
    forward, again, backward = SpamFilter(), SpamFilter(), SpamFilter()
    for comment, label in stream(1):
        forward.learn(comment, label)
        again.learn(comment, label)
    for comment, label in reversed(stream(1)):
        backward.learn(comment, label)
    assert forward.digest() == again.digest() != backward.digest()


def test_dump_and_load_give_an_equal_filter(learnt, tmp_path):
    learnt.dump(tmp_path / "weights")
    loaded = SpamFilter.load(tmp_path / "weights")
    assert loaded.digest() == learnt.digest()
    assert loaded.learned == learnt.learned
    assert loaded.check(FULL) == learnt.check(FULL)
    assert [entry.name for entry in tmp_path.iterdir()] == ["weights"]


def test_a_dump_that_cannot_be_put_in_place_leaves_nothing_behind(tmp_path):
    (tmp_path / "weights").mkdir()
    with pytest.raises(OSError):  # noqa: PT011 - which one depends on the system
        SpamFilter().dump(tmp_path / "weights")
    assert [entry.name for entry in tmp_path.iterdir()] == ["weights"]


def test_a_loaded_filter_goes_on_learning_as_the_dumped_one_would():
    made = trained(b"secret", 1)
    loaded = SpamFilter.loads(made.dumps(), key=b"secret")
    for comment, label in stream(2):
        made.learn(comment, label)
        loaded.learn(comment, label)
    assert made.digest() == loaded.digest()


def test_few_labels_make_a_small_file():
    made = trained(rounds=1)
    assert len(made.dumps()) < 60_000
    assert len(SpamFilter().dumps()) < 400


def test_the_dumped_bytes_do_not_hold_the_key():
    assert b"a very secret key" not in trained(b"a very secret key", 1).dumps()


def test_another_key_cannot_load_and_its_examples_are_refused():
    made = trained(b"one", 1)
    with pytest.raises(Damaged, match="another key"):
        SpamFilter.loads(made.dumps(), key=b"two")
    with pytest.raises(Damaged, match="another key"):
        SpamFilter(key=b"two").learn_example(made.example(FULL), "spam")


def test_every_truncation_and_every_flipped_byte_of_a_dump_is_refused():
    made = SpamFilter()
    made.learn(Comment(text="short"), "ham")
    data = made.dumps()
    for length in range(len(data)):
        with pytest.raises(Damaged):
            SpamFilter.loads(data[:length]) if length % 7 == 0 else _refuse_flip(data, length)
    with pytest.raises(Damaged):
        SpamFilter.loads(data + b"\0")


def _refuse_flip(data: bytes, place: int) -> None:
    SpamFilter.loads(data[:place] + bytes([data[place] ^ 0x41]) + data[place + 1 :])


def test_every_truncation_and_every_flipped_byte_of_an_example_is_refused():
    data = SpamFilter().example(FULL).to_bytes()
    for place in range(len(data)):
        with pytest.raises(Damaged):
            Example.from_bytes(data[:place])
        with pytest.raises(Damaged):
            Example.from_bytes(data[:place] + bytes([data[place] ^ 0x10]) + data[place + 1 :])
    with pytest.raises(Damaged):
        Example.from_bytes(data + b"\0")


@pytest.mark.parametrize("label", ["SPAM", "", "unsure", None, 1, True])
def test_a_label_that_is_neither_spam_nor_ham_is_refused_and_nothing_is_learnt(label):
    made = SpamFilter()
    before = made.digest()
    with pytest.raises(ValueError, match="is not a valid Label"):
        made.learn(FULL, label)
    assert made.digest() == before


def test_labels_may_be_given_as_words_or_as_labels():
    by_word, by_label = SpamFilter(), SpamFilter()
    by_word.learn(FULL, "spam")
    by_label.learn(FULL, Label.SPAM)
    assert by_word.digest() == by_label.digest()


def test_the_order_in_which_features_are_given_is_irrelevant():
    """Columns are sorted before anything is summed, so that fields in another order cannot matter."""
    columns = SpamFilter().example(FULL).columns
    assert (np.diff(columns) > 0).all()


def test_a_weight_that_was_never_learnt_contributes_nothing_but_its_log_ratio():
    learner = Learner()
    example = SpamFilter().example(FULL)
    assert learner.weigh(example.columns, example.groups).score == 0


def test_different_keys_give_different_columns():
    one, two = (set(SpamFilter(key=key).example(FULL).columns.tolist()) for key in (b"one", b"two"))
    assert len(one & two) < len(one) / 20


PROGRAM = """
import sys
from rejoinder.filter import SpamFilter
from tests.filter.stream import stream
made = SpamFilter(key=b"k")
for comment, label in stream(1):
    made.learn(comment, label)
print(made.digest(), made.check(stream(2)[-1][0]))
"""


def test_other_processes_with_other_hash_seeds_agree():
    answers = set()
    for seed in ("0", "1", "4711"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        run = subprocess.run(
            [sys.executable, "-c", PROGRAM], capture_output=True, text=True, env=environment, check=True
        )
        answers.add(run.stdout)
    assert len(answers) == 1


PURE = """
import sys
BLOCKED = {"sqlalchemy", "starlette", "msgspec", "typer", "rich", "alembic", "jinja2", "cryptography", "uvicorn", "nh3"}
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in BLOCKED:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Absent())
import numpy
before = set(sys.modules)
from rejoinder.filter import Comment, SpamFilter
made = SpamFilter()
made.learn(Comment(text="hello"), "ham")
made.check(Comment(text="hello"))
new = {name for name in set(sys.modules) - before if not name.startswith("_")}
print(sorted(name for name in new if name.split(".")[0] == "rejoinder"))
print(sorted({name.split(".")[0] for name in new} & {"sqlite3", "socket", "logging", "asyncio", "http", "ssl", "time"}))
"""


def test_the_filter_works_with_numpy_alone_and_imports_no_other_room():
    run = subprocess.run([sys.executable, "-c", PURE], capture_output=True, text=True, check=True)
    rooms, impure = run.stdout.splitlines()
    assert {name.split(".")[1] for name in eval(rooms) if "." in name} == {"comment", "errors", "filter"}
    assert impure == "[]"


def test_a_small_stream_is_learnt():
    made = trained(rounds=3)
    fresh_ham = "My leeks rotted in the wet soil, is there a variety that stands it better?"
    fresh_spam = "Replica handbags, best price, visit replica-bags.example today!!!"
    assert made.check(Comment(text=fresh_ham)).label is VerdictLabel.HAM
    assert made.check(Comment(text=fresh_spam)).label is VerdictLabel.SPAM
