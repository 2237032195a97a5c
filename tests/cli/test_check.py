"""`rejoinder check` judges a stream of lines and stops plainly at a bad one."""

import json
import subprocess
import sys

from rejoinder.filter import Comment, SpamFilter


def check(*arguments: str, given: str | bytes = "") -> subprocess.CompletedProcess[bytes]:
    data = given.encode() if isinstance(given, str) else given
    program = [sys.executable, "-c", "from rejoinder.cli import main; main()", "check", *arguments]
    return subprocess.run(program, input=data, capture_output=True, check=False)


def lines(*rows: dict[str, object]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


CASINO = "Best online casino, huge bonus, play now https://lucky.example/casino"


def test_each_line_is_answered_in_order_with_label_probability_and_reasons():
    ran = check("-", given=lines({"id": 1, "text": CASINO}, {"text": "Well said."}, {"id": "x", "text": ""}))
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    assert ran.returncode == 0
    assert [answer["id"] for answer in answers] == [1, None, "x"]
    assert [answer["label"] for answer in answers] == ["spam", "unsure", "unsure"]
    assert set(answers[0]) == {"id", "label", "probability", "reasons"}
    assert set(answers[0]["reasons"][0]) == {"signal", "weight", "text"}


def test_a_bad_line_ends_it_with_one_plain_line_and_keeps_what_came_before():
    ran = check("-", given=lines({"text": "one"}) + '{"text": 5}\n' + lines({"text": "three"}))
    assert ran.returncode == 2
    assert len(ran.stdout.splitlines()) == 1
    assert ran.stderr.decode() == "standard input, line 2: “text” is not a string.\n"


def test_invalid_utf8_and_lone_surrogates_are_refused_in_words():
    for bad in (b'{"text": "\xff"}', b'{"text": "\\ud800"}'):
        ran = check("-", given=bad)
        assert ran.returncode == 2
        assert b"Traceback" not in ran.stderr
        assert len(ran.stderr.splitlines()) == 1


def test_a_file_and_weights_may_be_named(tmp_path):
    made = SpamFilter()
    made.learn(Comment(text="A sentence long enough to be remembered."), "spam")
    made.dump(tmp_path / "weights")
    (tmp_path / "in.jsonl").write_text(lines({"text": "A sentence long enough to be remembered."}))
    ran = check(str(tmp_path / "in.jsonl"), "--weights", str(tmp_path / "weights"))
    assert json.loads(ran.stdout)["label"] == "spam"
    assert ran.stderr == b""


def test_damaged_or_missing_weights_and_files_are_refused_in_words(tmp_path):
    (tmp_path / "weights").write_bytes(b"nonsense")
    for arguments in (
        ("-", "--weights", str(tmp_path / "weights")),
        ("-", "--weights", str(tmp_path / "none")),
        (str(tmp_path / "none.jsonl"),),
    ):
        ran = check(*arguments)
        assert ran.returncode == 2
        assert b"Traceback" not in ran.stderr
        assert ran.stderr.strip()


def test_the_starter_that_ships_stands_in_while_nothing_is_learnt():
    ran = check("-", given=lines({"text": "Please subscribe to my channel and check out my new video"}))
    assert "starter" in [reason["signal"] for reason in json.loads(ran.stdout)["reasons"]]
