"""An archive is judged file by file: whole answers or none, and an interrupted run goes on."""

import gzip
import json
import os
import signal
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

import pytest

from rejoinder.cluster import manifest, rows, scoring, spread
from rejoinder.cluster.scoring import Judging, score
from rejoinder.cluster.shards import Shard, shards_of
from rejoinder.errors import BadInput, Unavailable
from rejoinder.evaluation.answers import Reasons
from rejoinder.filter import Comment, SpamFilter
from tests.cli.programs import rejoinder
from tests.cluster.archives import LINES, QUIET, answers_in, archive, archive_in, lines
from tests.cluster.archives import rows as messages

JUDGING = Judging(SpamFilter().dumps(), Reasons.NOT_HAM)


def read(file):
    data = file.read_bytes()
    return [json.loads(line) for line in (gzip.decompress(data) if file.suffix == ".gz" else data).splitlines()]


def test_each_file_has_its_answers_line_by_line_in_a_file_of_its_name(tmp_path):
    made = archive_in(tmp_path)
    ran = archive(made, "--output", tmp_path / "out", "--processes", "1")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == f"{6 * LINES:,} messages in 6 files were judged; processes: 1.\n"
    assert set(answers_in(tmp_path / "out")) == set(answers_in(made))
    answers = read(tmp_path / "out" / "part-3.jsonl.gz")
    assert [answer["id"] for answer in answers] == [f"3-{line}" for line in range(LINES)]
    assert {answer["id"] for answer in answers if answer["label"] == "spam"} == {f"3-{n}" for n in range(0, LINES, 7)}


def test_the_answers_are_those_of_check(tmp_path):
    made = archive_in(tmp_path)
    archive(made, "--output", tmp_path / "out", "--processes", "1")
    assert rejoinder("check", made / "part-2.jsonl").stdout == (tmp_path / "out" / "part-2.jsonl").read_bytes()


def test_several_processes_leave_the_same_bytes_as_one(tmp_path):
    made = archive_in(tmp_path)
    for count in (1, 2):
        ran = archive(made, "--output", tmp_path / str(count), "--processes", count)
        assert f"processes: {count}." in ran.stdout
    assert answers_in(tmp_path / "1") == answers_in(tmp_path / "2")


def test_weights_and_reasons_may_be_named(tmp_path):
    learnt = SpamFilter()
    learnt.learn(Comment(text="A sentence long enough to be remembered."), "spam")
    learnt.dump(tmp_path / "weights")
    (tmp_path / "in.jsonl").write_text('{"text": "A sentence long enough to be remembered."}\n')
    options = ("--output", tmp_path / "out", "--weights", tmp_path / "weights", "--reasons", "none")
    assert archive(tmp_path / "in.jsonl", *options).returncode == 0
    (answer,) = read(tmp_path / "out" / "in.jsonl")
    assert (answer["label"], answer["reasons"]) == ("spam", [])


def test_a_bad_line_is_named_with_file_and_line_and_the_rest_is_judged(tmp_path):
    made = archive_in(tmp_path)
    bad = lines(messages(2))
    bad[99] = b'{"text": 5}\n'
    (made / "part-2.jsonl").write_bytes(b"".join(bad))
    ran = archive(made, "--output", tmp_path / "out", "--processes", "1")
    sentence = f"{made}/part-2.jsonl, line 100: “text” is not a string."
    assert ran.returncode == 2
    assert ran.stderr == f"{sentence}\n"
    assert ran.stdout.splitlines()[1:] == ["1 lines could not be read."]
    answers = read(tmp_path / "out" / "part-2.jsonl")
    assert answers[99] == {"error": "bad_line", "sentence": sentence}
    assert [answer["id"] for answer in answers[100:]] == [f"2-{line}" for line in range(100, LINES)]


def test_many_bad_lines_are_named_up_to_twenty_and_then_counted(tmp_path):
    (tmp_path / "in.jsonl").write_bytes(b"no\n" * 25)
    ran = archive(tmp_path / "in.jsonl", "--output", tmp_path / "out")
    assert len(ran.stderr.splitlines()) == 21
    assert ran.stderr.endswith("in.jsonl: 5 more lines cannot be read.\n")


def test_a_line_that_is_too_long_is_one_bad_line(tmp_path):
    long = json.dumps({"text": "x" * (40 << 20)})
    (tmp_path / "in.jsonl").write_text(f'{long}\n{{"text": "after it", "id": 2}}\n')
    ran = archive(tmp_path / "in.jsonl", "--output", tmp_path / "out")
    assert ran.stderr.endswith("in.jsonl, line 1: the line is longer than 16 MiB.\n")
    assert [answer.get("id") for answer in read(tmp_path / "out" / "in.jsonl")] == [None, 2]


def test_a_file_that_is_cut_short_has_no_answers_and_does_not_stop_the_others(tmp_path):
    made = archive_in(tmp_path)
    whole = (made / "part-3.jsonl.gz").read_bytes()
    (made / "part-3.jsonl.gz").write_bytes(whole[:-20])
    ran = archive(made, "--output", tmp_path / "out", "--processes", "1")
    assert ran.returncode == 2
    assert ran.stderr == f"{made}/part-3.jsonl.gz is not a whole gzip file.\n"
    assert ran.stdout.splitlines()[1:] == ["1 files could not be read to their end and have no answers."]
    assert set(answers_in(made)) - set(answers_in(tmp_path / "out")) == {"part-3.jsonl.gz"}
    assert not list((tmp_path / "out").rglob("*.unfinished"))


def test_a_run_that_is_taken_up_again_judges_what_is_missing_or_has_changed(tmp_path):
    made = archive_in(tmp_path)
    call = (made, "--output", tmp_path / "out", "--processes", "1")
    archive(*call)
    first = answers_in(tmp_path / "out")
    (tmp_path / "out" / "part-1.jsonl.gz").unlink()
    later = (tmp_path / "out" / "part-2.jsonl").stat().st_mtime_ns + 10**9
    (made / "part-2.jsonl").write_bytes(b"".join(lines(messages(2))[:10]))
    os.utime(made / "part-2.jsonl", ns=(later, later))
    ran = archive(*call)
    assert ran.stdout == f"{LINES + 10} messages in 2 files were judged; processes: 1.\n4 files were finished before.\n"
    second = answers_in(tmp_path / "out")
    assert {name for name in first if first[name] != second[name]} == {"part-2.jsonl"}


def test_what_is_killed_leaves_no_answers_that_are_not_whole(tmp_path):
    """Killed with signal 9 while it writes: the file of answers is not there, and the next run judges it."""
    (tmp_path / "in.jsonl").write_bytes(b"".join(lines(messages(1, 20_000))))
    call = [sys.executable, "-m", "rejoinder", "archive", tmp_path / "in.jsonl", "--output", tmp_path / "out"]
    process = subprocess.Popen(call, env=QUIET)
    while not any(file.stat().st_size for file in (tmp_path / "out").rglob("*.unfinished")):
        assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert answers_in(tmp_path / "out") == {}


def test_what_killed_processes_have_left_for_a_day_is_removed(tmp_path):
    manifest.claim(tmp_path, JUDGING)
    for name, age in (("old", 90_000), ("new", 10)):
        _, left = tempfile.mkstemp(scoring.UNFINISHED, f".{name}.", tmp_path)
        then = Path(left).stat().st_mtime - age
        os.utime(left, (then, then))
    manifest.claim(tmp_path, JUDGING)
    assert [file.name.split(".")[1] for file in tmp_path.glob("*.unfinished")] == ["new"]


def test_answers_of_another_filter_or_another_kind_are_not_mixed_in(tmp_path):
    (tmp_path / "in.jsonl").write_text('{"text": "hello"}\n')
    call = (tmp_path / "in.jsonl", "--output", tmp_path / "out")
    assert archive(*call).returncode == 0
    ran = archive(*call, "--reasons", "all")
    assert ran.returncode == 2
    assert "other weights or other reasons. Name another folder" in ran.stderr


def test_a_folder_with_other_files_is_left_alone(tmp_path):
    (tmp_path / "in.jsonl").write_text('{"text": "hello"}\n')
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letter.txt").write_text("mine")
    ran = archive(tmp_path / "in.jsonl", "--output", tmp_path / "out")
    assert ran.returncode == 2
    assert "holds other files" in ran.stderr


@pytest.mark.parametrize(
    ("sources", "output", "code"),
    [
        (["a"], "a/out", "output_among_shards"),
        (["a/in.jsonl"], "a", "output_among_shards"),
        (["a/in.jsonl", "b/in.jsonl"], "out", "shards_alike"),
        (["empty"], "out", "no_shards"),
        (["a/in.txt"], "out", "bad_file"),
        (["missing"], "out", "bad_file"),
    ],
)
def test_what_cannot_be_an_archive_is_refused_before_anything_is_judged(tmp_path, sources, output, code):
    for folder in ("a", "b", "empty"):
        (tmp_path / folder).mkdir()
    for name in ("a/in.jsonl", "b/in.jsonl", "a/in.txt", "empty/.hidden.jsonl"):
        (tmp_path / name).write_text('{"text": "hello"}\n')
    with pytest.raises(BadInput) as refused:
        shards_of([tmp_path / source for source in sources], tmp_path / output)
    assert refused.value.code == code


def test_a_machine_with_another_release_judges_nothing(tmp_path):
    (tmp_path / "in.jsonl").write_text('{"text": "hello"}\n')
    shard = Shard(tmp_path / "in.jsonl", tmp_path / "out.jsonl")
    with pytest.raises(BadInput, match="Install the same release"):
        score(Judging(JUDGING.weights, Reasons.NONE, "0.0.1"), shard)
    assert not shard.answers.exists()


@pytest.mark.parametrize("module", ["ray", "pyarrow"])
def test_without_the_extra_a_sentence_says_how_to_install_it(monkeypatch, module):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(BadInput, match="pip install 'rejoinder\\[cluster\\]'"):
        {"ray": partial(spread.require_ray, "127.0.0.1:1"), "pyarrow": rows.require_pyarrow}[module]()


def test_a_cluster_that_is_not_there_is_not_waited_for():
    """Ray itself tries for ever."""
    with pytest.raises(BadInput, match="HOST:PORT"):
        spread._reach("auto")
    with spread.socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(OSError, match="refused"):
        spread._reach(f"127.0.0.1:{port}")


def test_a_process_that_is_killed_over_a_file_is_told_plainly(monkeypatch):
    monkeypatch.setattr(spread, "_score_here", _die)
    with pytest.raises(Unavailable, match="What was judged is kept"):
        list(spread.on_this_machine(JUDGING, [Shard(Path("a"), Path("b"))] * 2, 2))


def _die(_shard):
    os.kill(os.getpid(), signal.SIGKILL)
