"""`rejoinder evaluate` replays labelled files and prints the figures."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from rejoinder.errors import BadInput
from rejoinder.evaluation import plots
from tests.filter.stream import stream

FIGURES = {
    "corpus", "n", "spam", "ham", "one_minus_roca_pct", "interval_pct", "hm_pct", "sm_pct", "lam_pct",
    "missed_at_hm_0_1_pct", "missed_at_hm_1_pct", "checks_per_s", "learns_per_s",
}  # fmt: skip


def evaluate(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-c", "from rejoinder.cli import main; main()", "evaluate", *map(str, arguments)]
    return subprocess.run(program, capture_output=True, text=True, check=False)


@pytest.fixture
def garden(tmp_path) -> Path:
    path = tmp_path / "garden.jsonl"
    rows = [{"id": n, "text": comment.text, "label": label} for n, (comment, label) in enumerate(stream(3))]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_the_figures_come_as_one_json_list(garden, tmp_path):
    (tmp_path / "one.class.jsonl").write_text('{"text": "a", "label": "ham"}\n')
    ran = evaluate(garden, tmp_path / "one.class.jsonl", "--json")
    both, one = json.loads(ran.stdout)
    assert ran.returncode == 0
    assert set(both) == set(one) == FIGURES
    assert (both["corpus"], both["n"], both["spam"], both["ham"]) == ("garden", 60, 30, 30)
    assert both["one_minus_roca_pct"] < 20
    assert both["checks_per_s"] > 100
    assert one["corpus"] == "one.class"
    assert one["one_minus_roca_pct"] is one["interval_pct"] is one["lam_pct"] is one["sm_pct"] is None


def test_scores_and_a_picture_are_written_on_demand(garden, tmp_path):
    pytest.importorskip("matplotlib")
    ran = evaluate(garden, "--scores", tmp_path / "scores.jsonl", "--plot", tmp_path / "plot.svg")
    scores = [json.loads(line) for line in (tmp_path / "scores.jsonl").read_text().splitlines()]
    assert ran.returncode == 0
    assert "garden" in ran.stdout
    assert [row["id"] for row in scores] == list(range(60))
    assert set(scores[0]) == {"id", "label", "score"}
    assert "<svg" in (tmp_path / "plot.svg").read_text()


def test_what_cannot_be_done_is_said_in_one_line(garden, tmp_path):
    (tmp_path / "bad.jsonl").write_text('{"text": "a", "label": "ham"}\n{"text": "a", "label": "maybe"}\n')
    for arguments, said in (
        ((tmp_path / "bad.jsonl", "--json"), "line 2: “label” is neither spam nor ham"),
        ((tmp_path / "none.jsonl", "--json"), "cannot be read"),
        ((garden, "--fields", "text,shoe", "--json"), "There is no field “shoe”"),
        ((garden, "--scores", tmp_path / "no" / "where", "--json"), "cannot be written"),
    ):
        ran = evaluate(*arguments)
        assert ran.returncode == 2
        assert said in ran.stderr
        assert "Traceback" not in ran.stderr
        assert ran.stdout == ""


def test_a_picture_without_matplotlib_is_refused_with_the_command_that_installs_it(garden, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(BadInput, match="pip install 'rejoinder\\[plots\\]'"):
        plots.plot_svg([], tmp_path / "plot.svg")


def test_it_begins_from_nothing_unless_it_is_told_to_take_the_starter(garden, tmp_path):
    files = [tmp_path / "empty.jsonl", tmp_path / "starter.jsonl"]
    evaluate(garden, "--scores", files[0], "--json")
    evaluate(garden, "--scores", files[1], "--json", "--starter")
    first, second = (json.loads(file.read_text().splitlines()[0])["score"] for file in files)
    assert first == -0.1  # the prior, and nothing else
    assert first != second
