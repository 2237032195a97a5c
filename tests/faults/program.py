"""The program itself as a process of its own, which can be killed, starved and kept from its files."""

from __future__ import annotations

import ctypes
import os
import queue
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rejoinder.actions.owning.people import add_moderator
from rejoinder.actions.owning.sites import add_site
from tests.cli.programs import PLAIN
from tests.faults.faces import Faces, asking
from tests.serving import PASSWORD, SITE, open_house

_CAPBSET_DROP, _DAC_OVERRIDE, _DAC_READ_SEARCH = 24, 1, 2  # linux/prctl.h, linux/capability.h


@dataclass(frozen=True)
class Program:
    """A running `rejoinder serve`."""

    process: subprocess.Popen[str]
    url: str
    lines: queue.Queue[str]

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self.process.pid


def obey_permissions() -> None:
    """Make root heed the permissions of files, as everybody else has to; for `preexec_fn`."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None)
        for capability in (_DAC_OVERRIDE, _DAC_READ_SEARCH):
            libc.prctl(_CAPBSET_DROP, capability, 0, 0, 0)


def furnish(folder: Path) -> str:
    """A site and a moderator in an installation that nobody serves yet; returns the site's key."""
    house = open_house(folder)
    _site, key = add_site(house, SITE, "The Paper")
    add_moderator(house, "Ada", PASSWORD)
    house.store.close()
    return key


def try_to_serve(folder: Path) -> subprocess.CompletedProcess[str]:
    """`rejoinder serve` where it is expected to end by itself."""
    return subprocess.run(
        [sys.executable, "-m", "rejoinder", "serve", "--data", str(folder), "--port", "0"],
        capture_output=True,
        env=PLAIN,
        text=True,
        timeout=120,
        preexec_fn=obey_permissions,
        check=False,
    )


@contextmanager
def program(folder: Path, *, obeying: bool = False) -> Iterator[Program]:
    """`rejoinder serve` on a free port, for as long as the block runs; `obeying`: permissions, also as root."""
    call = [sys.executable, "-u", "-m", "rejoinder", "serve", "--data", str(folder), "--port", "0"]
    lines: queue.Queue[str] = queue.Queue()
    with subprocess.Popen(
        call,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=PLAIN,
        text=True,
        preexec_fn=obey_permissions if obeying else None,  # noqa: PLW1509 - it asks the kernel and nothing else
    ) as process:
        reader = threading.Thread(target=lambda: [lines.put(line) for line in process.stdout])
        reader.start()
        try:
            yield Program(process, _address(process, lines), lines)
        finally:
            process.kill()
            process.wait(30)
            reader.join()


@contextmanager
def asked_program(folder: Path) -> Iterator[tuple[Program, Faces]]:
    """The same with a site, a moderator, and everybody who asks."""
    key = furnish(folder)
    with program(folder) as running, asking(running.url, key) as faces:
        assert faces.ready() == 200
        yield running, faces


def _address(process: subprocess.Popen[str], lines: queue.Queue[str]) -> str:
    said = ""
    while "listening" not in said:
        said = lines.get(timeout=60)
        assert process.poll() is None, said
    found = re.search(r"http://127\.0\.0\.1:\d+", said)
    assert found is not None, said
    return found[0]
