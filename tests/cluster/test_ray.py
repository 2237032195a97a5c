"""On Ray an archive has the same answers, bit for bit; and what goes wrong there is told as it is here."""

import gzip
import json
import socket
import tempfile
from pathlib import Path

import pytest

from tests.cluster.archives import LINES, answers_in, archive, archive_in, lines, rows, two_nodes

pytestmark = pytest.mark.ray


@pytest.fixture(scope="module")
def cluster():
    # A unix socket's path has at most 107 characters, which pytest's own folders and Ray's names may exceed.
    short = tempfile.TemporaryDirectory(prefix="rj-", ignore_cleanup_errors=True)
    with short as folder, two_nodes(Path(folder)) as address:
        yield address


def test_two_nodes_leave_the_same_bytes_as_one_process_also_over_a_broken_file(tmp_path, cluster):
    made = archive_in(tmp_path, 8)
    bad = lines(rows(2))
    bad[99] = b"no JSON\n"
    (made / "part-2.jsonl").write_bytes(b"".join(bad))
    (made / "part-3.jsonl.gz").write_bytes((made / "part-3.jsonl.gz").read_bytes()[:-20])
    alone = archive(made, "--output", tmp_path / "alone", "--processes", "1")
    spread = archive(made, "--output", tmp_path / "spread", "--ray", cluster, known=True)
    assert spread.returncode == alone.returncode == 2
    assert sorted(spread.stderr.splitlines()) == sorted(alone.stderr.splitlines())
    assert spread.stdout == alone.stdout.replace("processes: 1", "processes: 2")
    assert len(answers_in(tmp_path / "spread")) == 7
    assert answers_in(tmp_path / "spread") == answers_in(tmp_path / "alone")


def test_a_run_that_was_begun_alone_is_ended_on_the_cluster(tmp_path, cluster):
    made = archive_in(tmp_path)
    archive(made, "--output", tmp_path / "out", "--processes", "1")
    whole = answers_in(tmp_path / "out")
    for name in ("part-1.jsonl.gz", "older/part-0.jsonl"):
        (tmp_path / "out" / name).unlink()
    ran = archive(made, "--output", tmp_path / "out", "--ray", cluster, known=True)
    assert ran.stdout.startswith(f"{2 * LINES} messages in 2 files were judged")
    assert ran.stdout.endswith("4 files were finished before.\n")
    assert answers_in(tmp_path / "out") == whole


def test_a_cluster_does_nothing_for_those_who_do_not_show_its_token(tmp_path, cluster):
    made = archive_in(tmp_path, 1)
    ran = archive(made, "--output", tmp_path / "out", "--ray", cluster)
    assert ran.returncode == 2
    assert "Ray does not answer" in ran.stderr
    assert answers_in(tmp_path / "out") == {}


def test_a_ray_of_our_own_with_two_workers_leaves_the_same_bytes_and_ends_with_us(tmp_path):
    made = archive_in(tmp_path)
    archive(made, "--output", tmp_path / "alone", "--processes", "1")
    ran = archive(made, "--output", tmp_path / "spread", "--ray", "local", "--processes", "2")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "processes: 2." in ran.stdout
    assert answers_in(tmp_path / "spread") == answers_in(tmp_path / "alone")


def test_a_cluster_that_is_not_there_is_named_in_a_sentence(tmp_path):
    made = archive_in(tmp_path, 1)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    ran = archive(made, "--output", tmp_path / "out", "--ray", f"127.0.0.1:{port}")
    assert ran.returncode == 2
    assert ran.stderr.startswith("Ray does not answer:")
    assert len(ran.stderr.splitlines()) == 1


def test_a_parquet_file_is_judged_as_the_same_lines_are(tmp_path):
    import pyarrow as pa  # noqa: PLC0415 - an extra
    from pyarrow import parquet  # noqa: PLC0415

    messages = [{**row, "id": number, "views": 3} for number, row in enumerate(rows(1))]
    messages[7]["text"] = None
    (tmp_path / "in").mkdir()
    parquet.write_table(pa.Table.from_pylist(messages), tmp_path / "in" / "a.parquet")
    (tmp_path / "in" / "b.jsonl.gz").write_bytes(gzip.compress(b"".join(lines(messages))))
    (tmp_path / "in" / "c.parquet").write_bytes(b"PAR1 nonsense PAR1")
    ran = archive(tmp_path / "in", "--output", tmp_path / "out", "--processes", "1")
    assert ran.returncode == 2
    table, plain = (
        gzip.decompress((tmp_path / "out" / name).read_bytes()).splitlines()
        for name in ("a.parquet.jsonl.gz", "b.jsonl.gz")
    )
    assert json.loads(table[7])["sentence"].endswith("a.parquet, line 8: “text” is not a string.")
    assert table[:7] + table[8:] == plain[:7] + plain[8:]
    assert len(table) == LINES
    assert "c.parquet cannot be read" in ran.stderr
    assert not (tmp_path / "out" / "c.parquet.jsonl.gz").exists()
