"""Whether the weights of running servers are the fold of the ledger, as `rejoinder train` finds it."""

from __future__ import annotations

import json
import time

from soak.places import Place
from soak.served import Served

__all__ = ["unequal"]

_QUIET_S = 20.0  # for processes that get little of the machine; alone they have folded the last label within a second
_LOOKS = 6  # at each server: which of its processes answers is chance


def unequal(where: Place, *servers: Served) -> list[str]:
    """How the live weights of any of them differ from a rebuild, if they still do when all has long been quiet."""
    told = json.loads(where.rejoinder("train", "--json").stdout)
    wanted = {(str(told["position"]), told["digest"])}
    until = time.monotonic() + _QUIET_S
    while (live := _live(servers)) != wanted and time.monotonic() < until:
        time.sleep(0.05)
    differ = [] if live == wanted else [f"live weights {live}, rebuilt {wanted}"]
    return differ + (["the snapshot differs from the fold"] if told["equal"] is False else [])


def _live(servers: tuple[Served, ...]) -> set[tuple[str, str]]:
    """Position and digest of each process."""
    answers = [served.health()[1] for served in servers for _ in range(_LOOKS)]
    return {(answer["ledger"], answer["weights"]) for answer in answers}
