"""Archives to judge, and a Ray of two nodes to judge them."""

from __future__ import annotations

import gzip
import json
import re
import secrets
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.cli.programs import PLAIN

# Ray lies beside the Python that runs the tests. It must not tell anybody of them, nor run what others send it.
RAY = Path(sys.executable).parent / "ray"
QUIET = PLAIN | {"RAY_USAGE_STATS_ENABLED": "0"}
KNOWN = QUIET | {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}
SMALL = ("--num-cpus=1", f"--object-store-memory={100 * 2**20}")
LINES = 300


def text_of(shard: int, line: int) -> str:
    """Every seventh is spam."""
    if line % 7 == 0:
        return f"Best online casino, huge bonus {shard}, play now https://lucky{line}.example/casino"
    return f"Well said, I thought so {shard} times {line}."


def rows(shard: int, count: int = LINES) -> list[dict[str, object]]:
    """Messages of a shard."""
    return [{"id": f"{shard}-{line}", "text": text_of(shard, line), "author": "Ada"} for line in range(count)]


def lines(messages: list[dict[str, object]]) -> list[bytes]:
    """The same as lines of a file."""
    return [json.dumps(one).encode() + b"\n" for one in messages]


def archive_in(folder: Path, shards: int = 6) -> Path:
    """A folder with files, every other one packed, one of them further down."""
    made = folder / "archive"
    (made / "older").mkdir(parents=True)
    for shard in range(shards):
        data = b"".join(lines(rows(shard)))
        place = made / "older" if shard == 0 else made
        if shard % 2:
            (place / f"part-{shard}.jsonl.gz").write_bytes(gzip.compress(data))
        else:
            (place / f"part-{shard}.jsonl").write_bytes(data)
    return made


def archive(*arguments: object, known: bool = False) -> subprocess.CompletedProcess[str]:
    """Run the command to its end; `known` has the token of the cluster."""
    call = [sys.executable, "-m", "rejoinder", "archive", *map(str, arguments)]
    environment = KNOWN if known else QUIET
    return subprocess.run(call, capture_output=True, text=True, env=environment, timeout=180, check=False)


def answers_in(folder: Path) -> dict[str, bytes]:
    """All files of answers, by name, as they are on the disk."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("[!.]*") if file.is_file()}


@contextmanager
def _node(*arguments: str) -> Iterator[str]:
    """A node of Ray; yields the address under which others find it, empty for one that has joined another."""
    call = [str(RAY), "start", "--block", *SMALL, *arguments]
    environment = KNOWN | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        call, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment, text=True
    ) as process:
        said = ""
        for line in process.stdout:
            said += line
            if "--block" in line:  # it has started, and says that it stays
                break
        rest = threading.Thread(target=process.stdout.read)  # so that it never waits for somebody to read it
        rest.start()
        try:
            assert "runtime started" in said, said
            found = re.search(r"--address='([^']+:\d+)'", said)
            yield found[1] if found else ""
        finally:
            process.terminate()
            process.wait(60)
            rest.join()


@contextmanager
def two_nodes(folder: Path) -> Iterator[str]:
    """The address of a Ray cluster with one processor on each of two nodes."""
    head = ("--head", "--port=0", "--include-dashboard=false", f"--temp-dir={folder}")
    with _node(*head) as address, _node(f"--address={address}"):
        yield address
