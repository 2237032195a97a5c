"""Who judges the shards: this process, several of this machine, or those of a Ray cluster.

Ray is an extra. It gets the weights once (they lie in its object store, where the processes of each machine share
them) and the names of shards; every machine has to see the files under the same names. A task whose machine is lost is
given to another by Ray itself, which does no harm, because answers are written whole or not at all.
"""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from itertools import islice
from multiprocessing import get_context
from typing import Any

from rejoinder.cluster.scoring import Judging, Scored, score
from rejoinder.cluster.shards import Shard
from rejoinder.errors import BadInput, Unavailable

__all__ = ["LOCAL", "on_ray", "on_this_machine", "require_ray"]

LOCAL = "local"  # a Ray of our own on this machine, gone when we are
_REACH_S = 5.0
_LAST_PORT = 65_535
_AHEAD = 2  # tasks for each processor: one in work, one that waits for it
_STORE = 256 * 1024 * 1024  # bytes: weights have up to 25 MB; Ray itself would take a third of the memory

# Read by Ray when it is imported and started. Without the first it tells its makers what it is used for; nothing leaves
# by itself here. With the second, and a token, it runs only what we send it: it listens on all addresses of the machine
# and would otherwise ask nobody who they are. Without the third it warns of a change that does not concern us.
_OWN = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_AUTH_MODE": "token", "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0"}


def on_this_machine(judging: Judging, shards: Sequence[Shard], processes: int) -> Iterator[Scored]:
    """Judge shards here, as they come; each process takes one at a time."""
    processes = min(processes, len(shards))
    if processes <= 1:
        yield from map(partial(score, judging), shards)
        return
    # Spawned, not forked: a progress bar runs in a thread, and a fork in the middle of what threads do may hang.
    pool = ProcessPoolExecutor(processes, get_context("spawn"), _prepare, (judging,))
    try:
        yield from pool.map(_score_here, shards)
    except BrokenProcessPool as error:
        sentence = "A process that judged a file was killed, perhaps for want of memory."
        raise Unavailable("process_killed", sentence, "What was judged is kept; run it again.") from error
    finally:
        pool.shutdown(cancel_futures=True)


_judging: Judging


def _prepare(judging: Judging) -> None:
    """What a process does once: it is sent the weights."""
    global _judging  # noqa: PLW0603 - a pool's process has no other place for what it keeps
    _judging = judging


def _score_here(shard: Shard) -> Scored:
    return score(_judging, shard)


def on_ray(judging: Judging, shards: Sequence[Shard], address: str, processes: int) -> Iterator[Scored]:
    """Judge shards on Ray, in the order in which they end.

    `address` is LOCAL, or where the head of a cluster is, HOST:PORT. `processes` is how many processors
    are used; 0 are all there are. Raises `BadInput` without Ray and `Unavailable` when the cluster is not there.
    """
    ray = require_ray(address)
    with _joined(ray, address, processes):
        most = processes or int(ray.cluster_resources().get("CPU", 1))
        task = ray.remote(num_cpus=1)(score)
        weights = ray.put(judging)
        waiting = iter(shards)
        under_way = {task.remote(weights, shard): shard for shard in islice(waiting, most * _AHEAD)}
        while under_way:
            (done,), _ = ray.wait(list(under_way), num_returns=1)
            shard = under_way.pop(done)
            under_way.update({task.remote(weights, following): following for following in islice(waiting, 1)})
            yield _result(ray, done, shard)


def _result(ray: Any, done: Any, shard: Shard) -> Scored:
    try:
        scored: Scored = ray.get(done)
    except ray.exceptions.RayTaskError as error:
        raise error.cause from None  # what was raised there: a release that is not ours, a full disk, a fault
    except (ray.exceptions.WorkerCrashedError, ray.exceptions.OutOfMemoryError, ray.exceptions.NodeDiedError):
        return Scored(shard, sentences=(f"{shard.source}: each process that judged it died.",), failed=True)
    except ray.exceptions.RayError as error:
        raise _lost(str(error)) from error
    return scored


@contextmanager
def _joined(ray: Any, address: str, processes: int) -> Iterator[None]:
    quietly = {"log_to_driver": False, "logging_level": "error"}
    try:
        if address == LOCAL:
            count = processes or None
            ray.init(LOCAL, num_cpus=count, include_dashboard=False, object_store_memory=_STORE, **quietly)
        else:
            _reach(address)
            ray.init(address, **quietly)
    except (OSError, ValueError, RuntimeError) as error:
        raise _lost(str(error)) from error
    try:
        yield
    finally:
        ray.shutdown()


def _reach(address: str) -> None:
    """See that somebody is there: Ray would wait for them for ever."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or int(port) > _LAST_PORT:
        raise BadInput("bad_address", f"“{address}” is not an address of Ray.", "Write local, or HOST:PORT.")
    socket.create_connection((host.strip("[]"), int(port)), _REACH_S).close()


def _lost(what: str) -> Unavailable:
    return Unavailable(
        "ray_unavailable",
        f"Ray does not answer: {what.strip().partition(chr(10))[0].rstrip('.')}.",
        "See that it runs (ray status) and that its address, its release and its Python are ours; "
        "what was judged is kept.",
    )


def require_ray(address: str) -> Any:
    """Ray's module, for use at `address`. Raises `BadInput` with the command that installs it."""
    if address == LOCAL:
        for name, value in (*_OWN.items(), ("RAY_AUTH_TOKEN", secrets.token_hex(32))):
            os.environ.setdefault(name, value)
    try:
        import ray  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise BadInput(
            "no_ray", "Archives on a cluster need Ray.", "Install it with: pip install 'rejoinder[cluster]'"
        ) from error
    return ray
