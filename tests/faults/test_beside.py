"""What works beside the requests fails or hangs: it is tried again, a monitor is told, and nobody waits for it."""

import threading
import time

import pytest

from rejoinder.actions.owning.health import health
from rejoinder.errors import Unavailable
from rejoinder.workers import beside, fold
from rejoinder.workers.beside import Beside


def until(condition):
    """Wait for a condition, for as long as a busy machine may need."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_task_that_fails_is_logged_once_named_to_the_monitor_and_works_again(house, monkeypatch, caplog):
    monkeypatch.setattr(beside, "_FOLD_EVERY", 0.01)
    tries, real = [], fold.fold.advance

    def fail(one):
        tries.append(1)
        if len(tries) < 5:
            raise Unavailable("database_unavailable", "Words.")
        return real(one)

    monkeypatch.setattr("rejoinder.actions.learning.fold.advance", fail)
    with Beside(house):
        until(lambda: tries)
        until(lambda: "folding" in health(house).troubles)
        until(lambda: len(tries) > 6)
        until(lambda: "folding" not in health(house).troubles)
    ours = [record.getMessage() for record in caplog.records if "folding" in record.getMessage()]
    assert len(ours) == 2
    assert "which will be tried again" in ours[0]
    assert "works again" in ours[1]


def test_a_task_that_hangs_is_named_to_the_monitor_and_does_not_keep_the_program_from_ending(
    house, monkeypatch, caplog
):
    monkeypatch.setattr(beside, "_HANGS_AFTER", 0.0)
    monkeypatch.setattr(beside, "_END_WAIT", 0.1)
    go_on, hung = threading.Event(), threading.Event()

    def hang(_house):
        hung.set()
        go_on.wait()
        return 0

    monkeypatch.setattr("rejoinder.actions.learning.fold.advance", hang)
    with Beside(house) as running:
        assert hung.wait(60)
        assert health(house).troubles["folding"] == "It hangs."
        assert health(house).ready
    assert "a task beside the requests hangs" in caplog.text
    go_on.set()
    for thread in running._threads:
        thread.join(60)


def test_a_snapshot_that_cannot_be_written_is_named_to_the_monitor_and_stops_no_learning(house, tmp_path, monkeypatch):
    (tmp_path / "weights.snapshot").mkdir()
    (tmp_path / "weights.snapshot" / "in the way").touch()
    with Beside(house):
        until(lambda: "snapshot" in health(house).troubles)
        assert "folding" not in health(house).troubles
        (tmp_path / "weights.snapshot" / "in the way").unlink()
        (tmp_path / "weights.snapshot").rmdir()
        until(lambda: "snapshot" not in health(house).troubles)
    assert (tmp_path / "weights.snapshot").is_file()
    assert not list(tmp_path.glob("*.new"))


@pytest.mark.parametrize("behind", [0, 3])
def test_a_monitor_is_told_how_many_labels_are_still_to_be_learned(house, behind, monkeypatch):
    with house.store.write() as connection:
        connection.exec_driver_sql(f"UPDATE ledger_head SET position = {behind}")
    assert health(house).behind == behind
