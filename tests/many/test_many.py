"""Several processes and several servers on one installation: what one is told, all know within a second."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from rejoinder.actions.owning.sites import add_site
from tests.cli.programs import PLAIN
from tests.serving import SITE, open_house, prepared

WAIT_S = 60
TEXT = "A casino bonus for all who read this about the bridge"


def until(what, wanted=lambda found: found, wait=WAIT_S):
    """What `what` gives as soon as it is as wanted; fails when that takes too long."""
    end = time.monotonic() + wait
    while True:
        with contextlib.suppress(httpx.TransportError):
            found = what()
            if wanted(found):
                return found
        assert time.monotonic() < end, f"waited {wait} s in vain"


@contextlib.contextmanager
def served(folder, *options):
    """A `rejoinder serve` of its own: its process and its address."""
    call = [sys.executable, "-u", "-m", "rejoinder", "serve", "--data", str(folder), "--port", "0", *options]
    with subprocess.Popen(call, stdout=subprocess.PIPE, env=PLAIN, text=True, start_new_session=True) as process:
        try:
            line = process.stdout.readline()
            url = line.rpartition("listening on ")[2].rstrip(").\n")
            until(lambda: httpx.get(f"{url}/healthz").status_code, lambda status: status == 200)
            yield process, url
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM if process.poll() is None else signal.SIGKILL)
            process.wait(30)


@pytest.fixture
def installation(folder):
    """A data folder with a site, and the site's key."""
    house = open_house(folder)
    _site, key = add_site(house, SITE)
    house.store.close()
    return folder, key


def call(url, key, name, text=TEXT, **fields):
    form = {"api_key": key, "blog": SITE, "user_ip": "192.0.2.1", "comment_content": text, **fields}
    # A connection of its own each time, so that any of the processes may answer.
    answer = httpx.post(f"{url}/1.1/{name}", data=form, timeout=30)
    assert answer.status_code == 200, answer.text
    return answer.text


def weights(url):
    detail = httpx.get(f"{url}/healthz?detail", timeout=30).json()
    return detail["weights"], detail["ledger"], detail["voids"]


def children(process):
    """The processes that a process has started."""
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True, check=False
    )
    return [int(pid) for pid in found.stdout.split()]


def test_what_one_worker_is_told_all_know_within_a_second(installation, record_property):
    folder, key = installation
    with served(folder, "--workers", "2") as (process, url):
        assert len(children(process)) == 2
        call(url, key, "submit-spam")
        told = time.monotonic()
        # Twenty connections in a row that all say spam: the kernel deals them out to both.
        until(lambda: {call(url, key, "comment-check") for _ in range(20)}, lambda said: said == {"true"})
        record_property("seconds until all knew", time.monotonic() - told)
        until(lambda: {weights(url) for _ in range(20)}, lambda found: len(found) == 1)
    assert process.returncode == 0


def test_a_worker_that_dies_is_started_again_and_the_others_go_on(installation):
    folder, key = installation
    with served(folder, "--workers", "2") as (process, url):
        first = children(process)
        os.kill(first[0], signal.SIGKILL)
        until(lambda: children(process), lambda now: len(now) == 2 and first[0] not in now)
        until(lambda: [call(url, key, "comment-check") for _ in range(10)])


def test_when_the_keeper_is_killed_nobody_is_left_behind(installation):
    folder, _key = installation
    with served(folder, "--workers", "2") as (process, _url):
        workers = children(process)
        process.kill()
        process.wait(30)
        until(lambda: [pid for pid in workers if Path(f"/proc/{pid}").exists() and _alive(pid)], lambda left: not left)


def _alive(pid):
    return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] not in "ZX"


@pytest.mark.postgres
def test_servers_with_folders_of_their_own_learn_from_each_other_within_a_second(databases, tmp_path, record_property):
    with databases.fresh() as url:
        learn_from_each_other(url, tmp_path, record_property)


def learn_from_each_other(database, tmp_path, record_property):
    for name in ("one", "two", "three"):
        (tmp_path / name).mkdir()
    one = prepared(tmp_path / "one", database)
    house = open_house(one)
    _site, key = add_site(house, SITE)
    house.store.close()
    folders = [one]
    for name in ("two", "three"):
        folders.append(prepared(tmp_path / name, database))
        shutil.copy(one / "secret.key", folders[-1] / "secret.key")
    with contextlib.ExitStack() as stack:
        urls = [stack.enter_context(served(folder))[1] for folder in folders]
        call(urls[0], key, "submit-spam")
        told = time.monotonic()
        until(lambda: {call(url, key, "comment-check") for url in urls}, lambda said: said == {"true"})
        record_property("seconds until all knew", time.monotonic() - told)
        call(urls[1], key, "submit-ham")  # taken back and given anew by another than learned it first
        call(urls[2], key, "submit-spam", "Something else altogether about pills")
        found = until(lambda: {weights(url) for url in urls}, lambda found: len(found) == 1)
        assert {(ledger, voids) for _digest, ledger, voids in found} == {("3", "1")}
