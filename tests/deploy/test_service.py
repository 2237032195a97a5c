"""The unit for systemd is one, shuts off what it can, and names commands that exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.programs import PLAIN, rejoinder
from tests.house.source import ROOT

UNIT = ROOT / "deploy" / "rejoinder.service"
MOST_EXPOSED = 1.5  # of 10, by systemd's own count; an ordinary service has 9


@pytest.fixture
def unit(tmp_path):
    """The unit, with the program of this checkout in the place of the installed one."""
    program = Path(sys.executable).with_name("rejoinder")
    path = tmp_path / UNIT.name
    path.write_text(UNIT.read_text("utf-8").replace("/opt/rejoinder/bin/rejoinder", str(program)))
    return path


def analyse(*arguments):
    return subprocess.run(["systemd-analyze", *map(str, arguments)], capture_output=True, text=True, check=False)


@pytest.mark.systemd
def test_systemd_understands_every_line_of_it(unit):
    looked = analyse("verify", unit)
    assert (looked.returncode, looked.stderr) == (0, "")


@pytest.mark.systemd
def test_little_is_open_by_the_count_of_systemd(unit):
    looked = analyse("security", "--offline=true", unit)
    exposed = re.search(r"Overall exposure level for rejoinder\.service: ([\d.]+)", looked.stdout)
    assert float(exposed[1]) <= MOST_EXPOSED


def test_its_commands_are_commands():
    commands = re.findall(r"^Exec\w+=/opt/rejoinder/bin/rejoinder (\w+) (.*)$", UNIT.read_text("utf-8"), re.MULTILINE)
    assert [name for name, _ in commands] == ["upgrade", "serve"]
    for name, options in commands:
        helped = rejoinder(name, "--help").stdout.decode()
        assert all(word in helped for word in options.split() if word.startswith("--"))


def test_it_writes_where_systemd_makes_it_a_folder():
    text = UNIT.read_text("utf-8")
    assert "StateDirectory=rejoinder\n" in text
    assert set(re.findall(r"--data (\S+)", text)) == {"/var/lib/rejoinder"}


MAY_NOT_WRITE_CODE = """
import ctypes, os, sys
if ctypes.CDLL(None).prctl(65, 1, 0, 0, 0):  # PR_SET_MDWE, Linux 6.3
    sys.exit(77)
os.execv(sys.executable, [sys.executable, "-m", "rejoinder", *sys.argv[1:]])
"""


def test_it_needs_no_memory_that_is_written_and_run(tmp_path):
    """As MemoryDenyWriteExecute= has it; where the kernel cannot say so the program runs without."""
    call = ["--data", tmp_path, "--site", "https://a.example", "--moderator", "ada", "--password-stdin"]
    program = [sys.executable, "-c", MAY_NOT_WRITE_CODE, "setup", *map(str, call)]
    ended = subprocess.run(program, input=b"a long password", capture_output=True, env=PLAIN, check=False)
    assert ended.returncode in {0, 77}, ended.stderr
