"""How fast an archive is judged by one process, by two, and on a Ray cluster of its own with two processors.

    make bench NAME=cluster

Made-up messages (`bench.filter.made_up`) in eight shards. The wall clock counts, whole commands, so a first run over an
empty archive is taken off: starting Python, and Ray, says nothing of the pace.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.filter import made_up

SHARDS, ROWS = 8, 6_000
WAYS = {
    "one process": ["--processes", "1"],
    "two processes": ["--processes", "2"],
    "Ray, two processors": ["--ray", "local", "--processes", "2"],
}


def write(folder: Path, rows: int) -> Path:
    """An archive with so many rows in each shard."""
    folder.mkdir()
    messages = made_up(SHARDS * rows)
    for number in range(SHARDS):
        lines = [json.dumps({"text": next(messages)[0].text}) for _ in range(rows)]
        (folder / f"part-{number}.jsonl").write_text("\n".join(lines) + "\n")
    return folder


def seconds(archive: Path, output: Path, how: list[str]) -> float:
    """How long the command takes."""
    call = [sys.executable, "-m", "rejoinder", "archive", str(archive), "--output", str(output), *how]
    began = time.perf_counter()
    subprocess.run(call, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - began


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="rj-") as name:
        folder = Path(name)
        small, large = write(folder / "small", 1), write(folder / "large", ROWS)
        print("| how | start, s | messages/s after it |\n|---|---|---|")
        answers = set()
        for number, (told, how) in enumerate(WAYS.items()):
            # The first start of Ray on a machine takes longer than all others.
            start = min(seconds(small, folder / f"s{number}-{again}", how) for again in range(3))
            whole = seconds(large, folder / f"l{number}", how)
            found = sorted((folder / f"l{number}").glob("part-*"))
            answers.add(b"".join(file.read_bytes() for file in found))
            print(f"| {told} | {start:.1f} | {SHARDS * ROWS / max(whole - start, 0.1):,.0f} |", flush=True)
        assert len(answers) == 1, "the verdicts differ"
        print("The answers of all three are the same bytes.")


if __name__ == "__main__":
    main()
