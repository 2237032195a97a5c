"""Several processes on one socket show one sum of what all have counted, also after one has died."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

from rejoinder.settings import FILE
from tests.many.test_many import call, children, installation, served, until

__all__ = ["installation"]

TOKEN = "a-token-of-this-test"


def figures(url):
    text = httpx.get(f"{url}/metrics", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=30).text
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, []).append((sample.labels, sample.value))
    return found


def checks(url):
    return sum(value for _, value in figures(url).get("rejoinder_checks_total", []))


def workers(url):
    return {labels["worker"] for labels, _ in figures(url).get("process_resident_memory_bytes", [])}


def test_the_figures_of_all_processes_are_one_sum_that_survives_one_of_them(installation):
    folder, key = installation
    with (folder / FILE).open("a", encoding="utf-8") as settings:
        settings.write(f'metrics_token = "{TOKEN}"\n')
    with served(folder, "--workers", "2") as (process, url):
        until(lambda: workers(url), lambda found: found == {"0", "1"})
        shared = _shared_by(children(process)[0])
        for _ in range(30):
            call(url, key, "comment-check")
        # Whichever of them is asked, once each has written down what it counted.
        until(lambda: {checks(url) for _ in range(20)}, lambda found: found == {30})
        os.kill(children(process)[0], signal.SIGKILL)
        until(lambda: len(children(process)), lambda count: count == 2)
        call(url, key, "comment-check")
        until(lambda: {checks(url) for _ in range(20)}, lambda found: found == {31})
        assert workers(url) == {"0", "1"}
        assert shared.is_dir()
    assert not shared.exists()


def test_when_the_keeper_is_killed_the_figures_are_removed(installation):
    folder, _key = installation
    with served(folder, "--workers", "2") as (process, _url):
        shared = _shared_by(children(process)[0])
        assert shared.is_dir()
        process.kill()
        process.wait(30)
        until(shared.exists, lambda there: not there)


def _shared_by(pid):
    """The folder that a process was told of."""
    call_of = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    return Path(call_of[call_of.index(b"--inherited") + 1].decode())
