"""Labelled files are read strictly, and what is wrong with one is said in a sentence with file and line."""

import gzip
import json

import pytest

from rejoinder.comment import Label
from rejoinder.errors import BadInput
from rejoinder.evaluation.labelled import read_file
from rejoinder.evaluation.replay import replay
from rejoinder.filter import SpamFilter

GOOD = {"id": "a", "label": "ham", "text": "hello", "author": "Ann", "url": None, "group": 3}

BAD_LINES = [
    (b"{", "not valid JSON"),
    (b"[]", "not a JSON object"),
    (b"5", "not a JSON object"),
    (b'{"label": "ham"}', "“text” is missing"),
    (b'{"label": "ham", "text": null}', "“text” is not a string"),
    (b'{"label": "ham", "text": 5}', "“text” is not a string"),
    (b'{"label": "ham", "text": ["a"]}', "“text” is not a string"),
    (b'{"label": "ham", "text": "a", "author": 5}', "“author” is not a string"),
    (b'{"label": "ham", "text": "a", "time": 5}', "“time” is not a string"),
    (b'{"label": "ham", "text": "a", "id": 1.5}', "“id” is neither"),
    (b'{"label": "ham", "text": "a", "id": true}', "“id” is neither"),
    (b'{"text": "a"}', "“label” is missing"),
    (b'{"label": "SPAM", "text": "a"}', "“label” is neither"),
    (b'{"label": 1, "text": "a"}', "“label” is neither"),
    (b'{"label": ["spam"], "text": "a"}', "“label” is neither"),
    (b'{"label": "ham", "text": "\xff"}', "not valid UTF-8"),
    (b'{"label": "ham", "text": "\\ud800"}', "surrogate"),
    (b'{"label": "ham", "text": "a", "x": NaN}', "not valid JSON"),
    (b"[" * 100_000, "nested too deeply"),
]


@pytest.mark.parametrize(("line", "said"), BAD_LINES)
def test_a_bad_line_is_named_and_what_came_before_is_given(tmp_path, line, said):
    path = tmp_path / "some.jsonl"
    path.write_bytes(json.dumps(GOOD).encode() + b"\n\n" + line + b"\n")
    messages = read_file(path)
    assert next(messages).comment.author == "Ann"
    with pytest.raises(BadInput, match=said) as raised:
        next(messages)
    assert str(raised.value).startswith(f"{path}, line 3: ")
    assert "\n" not in str(raised.value)


def test_a_packed_file_is_read_like_a_plain_one(tmp_path):
    (tmp_path / "a.jsonl").write_text(json.dumps(GOOD))
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(json.dumps(GOOD).encode()))
    plain, packed = (list(read_file(tmp_path / name)) for name in ("a.jsonl", "a.jsonl.gz"))
    assert plain == packed
    assert plain[0].label is Label.HAM
    assert plain[0].id == "a"


def test_a_cut_or_false_gzip_file_is_refused_in_words(tmp_path):
    whole = gzip.compress(json.dumps(GOOD).encode() * 100)
    for content in (whole[: len(whole) // 2], b"not gzip at all", whole[:-1]):
        (tmp_path / "a.jsonl.gz").write_bytes(content)
        with pytest.raises(BadInput, match=r"is not a whole gzip file|line 1"):
            list(read_file(tmp_path / "a.jsonl.gz"))


def test_a_file_that_is_not_there_is_refused_in_words(tmp_path):
    for path in (tmp_path / "none.jsonl", tmp_path):
        with pytest.raises(BadInput, match="cannot be read"):
            list(read_file(path))


def test_only_the_fields_that_are_asked_for_are_shown(tmp_path):
    (tmp_path / "a.jsonl").write_text(json.dumps(GOOD))
    assert next(read_file(tmp_path / "a.jsonl", ("text",))).comment.author == ""
    assert next(read_file(tmp_path / "a.jsonl", ("author",))).comment.text == ""


def test_a_replay_scores_each_message_before_it_learns_it(tmp_path):
    rows = [{"text": f"text number {n} of all", "label": "spam" if n % 2 else "ham"} for n in range(20)]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    made, steps = SpamFilter(), list(replay(read_file(tmp_path / "a.jsonl"), SpamFilter()))
    for message, step in zip(read_file(tmp_path / "a.jsonl"), steps, strict=True):
        assert made.check(message.comment).score == step.score
        made.learn(message.comment, message.label)
