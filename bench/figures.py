"""What counting costs one check: the watch around the faces, and the figures of filter, verdict and batch.

    .venv/bin/python -m bench.figures

Beside it the library's own mode for several processes, which was not taken (docs/experiments/2026-11-27-metrics.md).
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from typing import Any

from rejoinder.metrics import Metrics
from rejoinder.web.ops.watch import Watch

_ROUNDS = 200_000
_TURNS = 5
_SCOPE = {"type": "http", "path": "/1.1/comment-check", "method": "POST"}
_START: dict[str, Any] = {"type": "http.response.start", "status": 200, "headers": []}
_BODY: dict[str, Any] = {"type": "http.response.body", "body": b"true"}


async def _face(_scope: Any, _receive: Any, send: Any) -> None:
    await send(_START)
    await send(_BODY)


async def _nobody(_message: Any) -> None:
    pass


def _microseconds(app: Any) -> float:
    async def ask() -> float:
        began = time.perf_counter()
        for _ in range(_ROUNDS):
            await app(_SCOPE, None, _nobody)
        return (time.perf_counter() - began) / _ROUNDS * 1e6

    return min(asyncio.run(ask()) for _ in range(_TURNS))


def _counting(metrics: Metrics) -> float:
    def count() -> float:
        began = time.perf_counter()
        for _ in range(_ROUNDS):
            metrics.filtered(0.0004, 1)
            metrics.judged("akismet", "enforce", "spam")
        return (time.perf_counter() - began) / _ROUNDS * 1e6

    return min(count() for _ in range(_TURNS))


def _batch(metrics: Metrics) -> float:
    began = time.perf_counter()
    for _ in range(_ROUNDS):
        metrics.written(16, 0.003)
    return (time.perf_counter() - began) / _ROUNDS * 1e6


def main() -> None:
    """Measure in this process, and once more in one where the library shares its figures by files."""
    metrics = Metrics()
    bare, watched = _microseconds(_face), _microseconds(Watch(_face, metrics, log=False))
    print(
        f"watch {watched - bare:.2f} us, filter, verdict {_counting(metrics):.2f} us, a batch {_batch(metrics):.2f} us"
    )
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        with tempfile.TemporaryDirectory() as folder:
            print("the same with the library's files: ", end="", flush=True)
            environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": folder}
            subprocess.run([sys.executable, "-m", "bench.figures"], env=environment, check=True)


if __name__ == "__main__":
    main()
