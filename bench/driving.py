"""Programs under load, each on the core that it is given: start them, drive them with wrk, and count what they used."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

__all__ = ["Driven", "Program", "drive", "free_port", "rejoinder", "running"]

_SCRIPT = Path(__file__).parent / "load.lua"
_TASKSET = shutil.which("taskset") or sys.exit("taskset is needed. Debian: apt-get install util-linux")
_TICKS = os.sysconf("SC_CLK_TCK")
_LONGEST_S = 180  # rspamd compiles its tables for a minute


@dataclass(frozen=True, slots=True)
class Driven:
    """What came of one run. `cpu_us` is processor time a request, of the program and those it started or that serve it.

    `others` is the share of the program's cores that neither it nor idling took, `stolen` what other machines took.
    """

    requests: int
    rate: float
    p50_ms: float
    p99_ms: float
    max_ms: float
    wrong: int
    cpu_us: float
    memory_mb: float
    others: float
    stolen: float


@dataclass(frozen=True, slots=True)
class Program:
    """A server that runs, the port that it listens on, and the processes whose use counts."""

    port: int
    pids: tuple[int, ...]

    def tree(self) -> set[int]:
        """These processes and all that they started."""
        found, new = set(self.pids), list(self.pids)
        while new:
            pid = new.pop()
            try:
                children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            except FileNotFoundError:
                continue
            fresh = {int(child) for child in children} - found
            found |= fresh
            new += fresh
        return found

    def used(self) -> float:
        """Seconds of processor time until now."""
        return sum(_ticks(pid) for pid in self.tree()) / _TICKS

    def memory_mb(self) -> float:
        """Resident memory of all of them."""
        return sum(_resident(pid) for pid in self.tree()) / 1024


def _ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0
    return int(fields[11]) + int(fields[12])


def _resident(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except FileNotFoundError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def _cores(cores: Sequence[int]) -> tuple[float, float, float]:
    """Seconds that these cores were busy, stolen and there at all."""
    busy = stolen = there = 0
    for line in Path("/proc/stat").read_text().splitlines():
        name, *numbers = line.split()
        if name in {f"cpu{core}" for core in cores}:
            times = [int(number) for number in numbers[:8]]
            there += sum(times)
            stolen += times[7]
            busy += sum(times) - times[3] - times[4] - times[7]
    return busy / _TICKS, stolen / _TICKS, there / _TICKS


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def running(
    call: Sequence[str],
    cores: str,
    port: int,
    path: str,
    beside: Sequence[int] = (),
    environment: Mapping[str, str] | None = None,
) -> Iterator[Program]:
    """Run a server until the block ends; it is ready when it answers at `path`, and needs the processes `beside`."""
    told = {**os.environ, **(environment or {})}
    process = subprocess.Popen([_TASKSET, "-c", cores, *call], stdout=subprocess.DEVNULL, env=told)
    try:
        _wait(process, f"http://127.0.0.1:{port}{path}")
        yield Program(port, (process.pid, *beside))
    finally:
        process.terminate()
        try:
            process.wait(_LONGEST_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    until = time.monotonic() + _LONGEST_S
    while time.monotonic() < until:
        try:
            with urlopen(url, timeout=5):  # noqa: S310 - our own server
                return
        except (URLError, OSError):
            if process.poll() is not None:
                sys.exit(f"{process.args!r} ended with {process.returncode} before it served.")
            time.sleep(0.05)
    sys.exit(f"{url} did not answer within {_LONGEST_S} s.")


def rejoinder(data: Path, port: int, database: str = "") -> list[str]:
    """The call of a server of ours."""
    named = ["--database", database] if database else []
    return [sys.executable, "-m", "rejoinder", "serve", "--data", str(data), "--port", str(port), *named]


def drive(
    program: Program,
    requests: Path,
    skipped: int,
    seconds: float,
    connections: int,
    *,
    cores: str = "0",
    own: str = "1",
) -> Driven:
    """Send requests, the first `skipped` of the file left out, from core `own` for some seconds."""
    named = [int(core) for core in cores.split(",")]
    used, began = program.used(), _cores(named)
    call = [_TASKSET, "-c", own, "wrk", "-t1", f"-c{connections}", f"-d{seconds:.0f}s", "--timeout", "20s"]
    call += ["-s", str(_SCRIPT), f"http://127.0.0.1:{program.port}", "--", str(requests), str(skipped)]
    told = subprocess.run(call, check=True, capture_output=True, text=True).stdout.strip().splitlines()[-1]
    busy, stolen, there = (now - then for now, then in zip(_cores(named), began, strict=True))
    spent = program.used() - used
    found = json.loads(told)
    done = max(1, found["requests"])
    return Driven(
        found["requests"],
        found["requests"] / found["seconds"],
        found["p50_ms"],
        found["p99_ms"],
        found["max_ms"],
        found["wrong"],
        spent / done * 1e6,
        program.memory_mb(),
        max(0.0, busy - spent) / there,
        stolen / there,
    )
