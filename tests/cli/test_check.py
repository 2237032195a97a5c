"""`rejoinder check` judges a stream of lines and stops plainly at a bad one."""

import gzip
import json
from subprocess import CompletedProcess

from rejoinder.filter import Comment, SpamFilter
from tests.cli.programs import rejoinder


def check(*arguments: str, given: str | bytes = "") -> CompletedProcess[bytes]:
    data = given.encode() if isinstance(given, str) else given
    return rejoinder("check", *arguments, stdin=data)


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


MANY = 12_000  # lines: more than are judged before other processes are started


def big(folder, bad_at=None):
    rows = [{"id": number, "text": f"{CASINO if number % 7 == 0 else 'Well said.'} {number}"} for number in range(MANY)]
    written = lines(*rows).splitlines(keepends=True)
    if bad_at is not None:
        written[bad_at] = '{"text": 5}\n'
    (folder / "in.jsonl").write_text("".join(written))
    return folder / "in.jsonl"


def test_a_large_file_is_answered_in_order_and_as_by_one_process(tmp_path):
    file = str(big(tmp_path))
    shared, alone = check(file, "--processes", "2"), check(file, "--processes", "1")
    assert shared.returncode == 0
    assert shared.stdout == alone.stdout
    answers = [json.loads(line) for line in shared.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == list(range(MANY))
    assert {answer["id"] for answer in answers if answer["label"] == "spam"} == set(range(0, MANY, 7))


def test_a_bad_line_far_into_a_file_ends_it_with_what_came_before(tmp_path):
    for bad_at in (700, MANY - 100):
        ran = check(str(big(tmp_path, bad_at)), "--processes", "2")
        assert ran.returncode == 2
        assert len(ran.stdout.splitlines()) == bad_at
        assert ran.stderr.decode().endswith(f"in.jsonl, line {bad_at + 1}: “text” is not a string.\n")
        assert len(ran.stderr.splitlines()) == 1


def test_a_file_that_is_cut_short_is_answered_as_far_as_it_goes(tmp_path):
    packed = gzip.compress(big(tmp_path).read_bytes())
    (tmp_path / "cut.jsonl.gz").write_bytes(packed[: -len(packed) // 20])
    ran = check(str(tmp_path / "cut.jsonl.gz"), "--processes", "2")
    assert ran.returncode == 2
    assert b"is not a whole gzip file" in ran.stderr
    assert len(ran.stdout.splitlines()) > MANY * 3 // 4


def test_reasons_are_written_for_what_is_asked(tmp_path):
    made = SpamFilter()
    for number in range(30):
        made.learn(Comment(text=f"Rhubarb hates being moved, {number} times."), "ham")
        made.learn(Comment(text=f"Cheap replica watches, order {number} now!!!"), "spam")
    made.dump(tmp_path / "weights")
    given = lines({"text": "Rhubarb hates it"}, {"text": "Cheap replica watches"})
    (tmp_path / "in.jsonl").write_text(given)
    for asked, wanted in (("all", [True, True]), ("not-ham", [False, True]), ("none", [False, False])):
        for source in ("-", str(tmp_path / "in.jsonl")):
            ran = check(source, "--weights", str(tmp_path / "weights"), "--reasons", asked, given=given)
            answers = [json.loads(line) for line in ran.stdout.splitlines()]
            assert [answer["label"] for answer in answers] == ["ham", "spam"]
            assert [bool(answer["reasons"]) for answer in answers] == wanted
