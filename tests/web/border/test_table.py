"""The table of senders: exact between processes, bounded in memory, and no clock locks anybody out."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rejoinder.web.border import table
from rejoinder.web.border.table import LONGEST, SLOTS, Table, microseconds

SECRET = b"s" * 32
MINUTE = 60_000_000


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self):
        self.now = 5 * LONGEST

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=["file", "memory"])
def senders(request, tmp_path, clock):
    made = Table(tmp_path / "rates" if request.param == "file" else None, SECRET, slots=1024, clock=clock)
    yield made
    made.close()


def taken(made, sender, interval, at_once, times):
    """How often a sender gets what it asks for."""
    return sum(made.take(sender, interval, at_once) == 0 for _ in range(times))


def test_so_many_at_once_and_then_one_for_each_interval(senders, clock):
    assert taken(senders, b"a", MINUTE, 10, 100) == 10
    for _ in range(30):
        clock.now += MINUTE
        assert taken(senders, b"a", MINUTE, 10, 5) == 1
    clock.now += 4 * MINUTE
    assert taken(senders, b"a", MINUTE, 10, 100) == 4
    clock.now += 1000 * MINUTE
    assert taken(senders, b"a", MINUTE, 10, 100) == 10


def test_the_wait_that_is_told_is_enough_and_not_a_microsecond_less_would_be(senders, clock):
    taken(senders, b"a", MINUTE, 3, 3)
    clock.now += 7
    wait = senders.take(b"a", MINUTE, 3)
    assert wait == MINUTE - 7
    clock.now += wait - 1
    assert senders.take(b"a", MINUTE, 3) == 1
    clock.now += 1
    assert senders.take(b"a", MINUTE, 3) == 0


def test_a_refusal_costs_nothing(senders, clock):
    assert taken(senders, b"a", MINUTE, 1, 1000) == 1
    clock.now += MINUTE
    assert senders.take(b"a", MINUTE, 1) == 0


def test_senders_do_not_know_of_each_other(senders):
    assert [taken(senders, b"%d" % number, MINUTE, 3, 10) for number in range(50)] == [3] * 50


def test_who_is_counted_always_asks_and_owes_no_more_than_there_is_to_owe(senders, clock):
    assert [senders.count(b"a", MINUTE, 4) // MINUTE for _ in range(6)] == [1, 2, 3, 4, 4, 4]
    clock.now += 3 * MINUTE
    assert senders.count(b"a", MINUTE, 4) == 2 * MINUTE
    assert senders.count(b"b", MINUTE, 4) == MINUTE, "others owe nothing of it"
    clock.now += 1000 * MINUTE
    assert senders.count(b"a", MINUTE, 4) == MINUTE
    clock.now = 0  # the machine has started anew
    assert senders.count(b"a", MINUTE, 4) == MINUTE


def test_what_is_given_back_can_be_taken_again_and_no_more(senders):
    assert taken(senders, b"a", MINUTE, 5, 5) == 5
    for _ in range(3):
        senders.give_back(b"a", MINUTE)
    assert taken(senders, b"a", MINUTE, 5, 10) == 3
    for _ in range(100):
        senders.give_back(b"a", MINUTE)
    assert taken(senders, b"a", MINUTE, 5, 100) == 5


@pytest.mark.parametrize("jump", [-4 * LONGEST, -LONGEST, -1, 1, 3 * LONGEST, 1000 * LONGEST])
def test_when_the_clock_jumps_nobody_is_locked_out_for_longer_than_the_limit_says(senders, clock, jump):
    """It is the machine's own and never set, but starts anew with the machine."""
    taken(senders, b"a", MINUTE, 10, 10)
    clock.now += jump
    wait = senders.take(b"a", MINUTE, 10)
    assert wait <= LONGEST
    clock.now += wait
    assert senders.take(b"a", MINUTE, 10) == 0


def test_times_of_an_earlier_start_of_the_machine_do_not_take_the_place_of_senders(tmp_path, clock):
    made = Table(tmp_path / "rates", SECRET, slots=64, clock=clock)
    clock.now = 1000 * LONGEST
    for number in range(10_000):
        made.take(b"%d" % number, MINUTE, 10)
    clock.now = LONGEST
    assert [taken(made, b"new %d" % number, MINUTE, 3, 3) for number in range(16)] == [3] * 16
    assert sum(made.take(b"new %d" % number, MINUTE, 3) > 0 for number in range(16)) >= 14
    made.close()


def test_the_clock_is_the_same_for_all_processes_and_nobody_sets_it():
    program = "from rejoinder.web.border.table import microseconds; print(microseconds())"
    before = microseconds()
    told = int(subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout)
    assert before < told < microseconds()
    if hasattr(time, "CLOCK_BOOTTIME"):
        assert abs(microseconds() - time.clock_gettime(time.CLOCK_BOOTTIME) * 1e6) < 60e6


TAKER = """
import sys
from pathlib import Path
from rejoinder.web.border.table import Table
table = Table(Path(sys.argv[1]), b"s" * 32)
sys.stdin.readline()
print(sum(table.take(b"a", 1_000_000, 3000) == 0 for _ in range(6000)))
"""


def test_the_limit_holds_across_processes(tmp_path):
    """Four processes at once; what they are given meanwhile comes back at one a second."""
    began = time.monotonic()
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", TAKER, tmp_path / "rates"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    given = [int(process.communicate("\n", timeout=120)[0]) for process in processes]
    assert 3000 <= sum(given) <= 3000 + (time.monotonic() - began) + 8  # a lost step now and then is allowed
    assert min(given) < 3000, "they did share"


def test_the_limit_holds_across_threads(tmp_path):
    made = Table(tmp_path / "rates", SECRET)
    with ThreadPoolExecutor(8) as pool:
        given = sum(pool.map(lambda _: taken(made, b"a", LONGEST // 500, 500, 200), range(8)))
    assert 500 <= given <= 501
    made.close()


def test_it_is_remembered_when_a_server_starts_anew(tmp_path, clock):
    first = Table(tmp_path / "rates", SECRET, clock=clock)
    assert taken(first, b"a", MINUTE, 5, 5) == 5
    first.close()
    second = Table(tmp_path / "rates", SECRET, clock=clock)
    assert second.take(b"a", MINUTE, 5) > 0
    second.close()


HOLDER = """
import fcntl, sys
file = open(sys.argv[1], "r+b")
fcntl.lockf(file, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


def test_a_lock_that_is_never_let_go_holds_nobody_up(tmp_path, clock):
    made = Table(tmp_path / "rates", SECRET, clock=clock)
    call = [sys.executable, "-c", HOLDER, tmp_path / "rates"]
    with subprocess.Popen(call, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"held\n"
        began = time.monotonic()
        assert taken(made, b"a", MINUTE, 5, 100) == 5
        assert time.monotonic() - began < 5
        process.stdin.close()
    made.close()


def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_more_senders_than_there_are_slots_take_no_more_memory_and_a_busy_one_is_not_forgotten(tmp_path, clock):
    """A sixteenth of the table and of a million senders, to be quick; the file never grows."""
    share, path, before = 16, tmp_path / "rates", resident()
    made = Table(path, SECRET, slots=SLOTS // share, clock=clock)
    assert taken(made, b"busy", LONGEST // 100, 100, 100) == 100
    for number in range(2 * 1_000_000 // share):
        made.take(b"%d" % number, LONGEST // 100, 100)
    assert made.take(b"busy", LONGEST // 100, 100) > 0
    assert path.stat().st_size * share + (resident() - before) < 32 * 1024 * 1024
    made.close()


def test_in_memory_it_takes_no_more(tmp_path):
    before = resident()
    made = Table(None, SECRET)
    for number in range(50_000):
        made.take(b"%d" % number, LONGEST // 100, 100)
    assert resident() - before < 24 * 1024 * 1024


def test_who_owes_least_is_forgotten_first(tmp_path, clock):
    """In a table of one set: eight senders who owe, and strangers who come and go."""
    made = Table(tmp_path / "rates", SECRET, slots=8, clock=clock)
    for number in range(7):
        assert taken(made, b"busy %d" % number, MINUTE, 5, 5) == 5
    for number in range(1000):
        assert made.take(b"stranger %d" % number, MINUTE, 5) == 0
    assert all(made.take(b"busy %d" % number, MINUTE, 5) > 0 for number in range(7))
    made.close()


@pytest.mark.parametrize("content", [b"", b"rubbish", os.urandom(4096), b"\xff" * (128 + 1024 * 16)])
def test_a_file_that_is_something_else_is_begun_anew(tmp_path, clock, content):
    (tmp_path / "rates").write_bytes(content)
    made = Table(tmp_path / "rates", SECRET, slots=1024, clock=clock)
    assert taken(made, b"a", MINUTE, 5, 10) == 5
    made.close()


def test_rubbish_in_the_slots_locks_nobody_out(tmp_path, clock):
    Table(tmp_path / "rates", SECRET, slots=1024, clock=clock).close()
    with (tmp_path / "rates").open("r+b") as file:
        file.seek(128)
        file.write(os.urandom(1024 * 16))
    made = Table(tmp_path / "rates", SECRET, slots=1024, clock=clock)
    assert [taken(made, b"%d" % number, MINUTE, 3, 10) for number in range(50)] == [3] * 50
    made.close()


@pytest.mark.parametrize("path", ["no/such/folder/rates", "folder", "link"])
def test_where_there_can_be_no_file_the_process_counts_alone_and_says_so(tmp_path, clock, caplog, path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    made = Table(tmp_path / path, SECRET, slots=1024, clock=clock)
    assert taken(made, b"a", MINUTE, 5, 100) == 5
    assert len(caplog.records) == 1
    assert not (tmp_path / "elsewhere").exists()
    made.close()


def test_when_the_disk_is_full_it_counts_in_memory_and_comes_back(tmp_path, clock, caplog, monkeypatch):
    made = Table(tmp_path / "rates", SECRET, slots=1024, clock=clock)
    whole = os.pwrite

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(table.os, "pwrite", full)
    assert taken(made, b"a", MINUTE, 5, 100) == 5
    assert len(caplog.records) == 1
    monkeypatch.setattr(table.os, "pwrite", whole)
    assert taken(made, b"b", MINUTE, 5, 100) == 5
    made.close()
    again = Table(tmp_path / "rates", SECRET, slots=1024, clock=clock)
    assert again.take(b"b", MINUTE, 5) > 0, "it is in the file"
    again.close()


@pytest.mark.parametrize("slots", [1024, 1 << 14])
def test_fingerprints_are_deleted_when_they_are_of_no_more_use(tmp_path, clock, slots):
    made = Table(tmp_path / "rates", SECRET, slots=slots, clock=clock)
    for number in range(200):
        made.take(b"%d" % number, MINUTE, 10)
    used = (tmp_path / "rates").read_bytes()
    assert used[128:].strip(b"\0")
    clock.now += LONGEST - 2 * MINUTE
    assert taken(made, b"busy", MINUTE, 60, 60) == 60
    clock.now += 3 * MINUTE
    assert made.take(b"busy", MINUTE, 60) == 0, "the first step after an hour"
    left = (tmp_path / "rates").read_bytes()[128:]
    assert sum(left[place : place + 16] != bytes(16) for place in range(0, len(left), 16)) == 1
    assert taken(made, b"busy", MINUTE, 60, 60) == 2, "what it owes is not forgotten"
    made.close()


def test_fingerprints_of_an_earlier_run_are_deleted_with_the_first_step(tmp_path, clock):
    first = Table(tmp_path / "rates", SECRET, slots=1024, clock=clock)
    first.take(b"a", MINUTE, 10)
    first.close()
    clock.now += 1000 * LONGEST
    second = Table(tmp_path / "rates", SECRET, slots=1024, clock=clock)
    second.take(b"b", MINUTE, 10)
    left = (tmp_path / "rates").read_bytes()[128:]
    assert sum(left[place : place + 16] != bytes(16) for place in range(0, len(left), 16)) == 1
    second.close()


def test_the_file_is_its_owners_alone(tmp_path):
    Table(tmp_path / "rates", SECRET).close()
    assert (tmp_path / "rates").stat().st_mode & 0o777 == 0o600


def test_no_sender_can_be_read_out_of_the_file_nor_its_place_be_guessed_without_the_secret(tmp_path, clock):
    contents = []
    for secret in (b"a" * 32, b"b" * 32):
        made = Table(tmp_path / secret.decode()[0], secret, slots=1024, clock=clock)
        made.take(b"198.51.100.7", MINUTE, 5)
        made.close()
        contents.append((tmp_path / secret.decode()[0]).read_bytes())
    assert b"198.51" not in contents[0]
    assert contents[0] != contents[1]
