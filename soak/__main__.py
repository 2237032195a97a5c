"""`python -m soak`: all rounds in full, and their records.

python -m soak [--seed N] [killing] [damage] …      some of them; the records are made of each round's last run
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from soak.damage import damage
from soak.disk import disk
from soak.hostile import hostile
from soak.killing import killing
from soak.openapi import openapi
from soak.options import options
from soak.places import DATABASES
from soak.record import Sheet, write_records
from soak.restarting import restarting
from soak.several import several
from soak.slow import slow
from tests.disks import find_mount

Round = Callable[[int], Iterator[Sheet]]


def _killing(seed: int) -> Iterator[Sheet]:
    for database, workers in (("sqlite", 1), ("postgresql", 2)):
        yield killing(database, rounds=50, clients=1_000, workers=workers, seed=seed)


def _damage(seed: int) -> Iterator[Sheet]:
    for database in DATABASES:
        yield damage(database, flips=1_000, starts=5, seed=seed)


def _restarting(seed: int) -> Iterator[Sheet]:
    yield restarting(restarts=10, rate=50, seed=seed)


def _disk(seed: int) -> Iterator[Sheet]:
    if find_mount() is None:
        print("left out: the small disk, since none can be mounted (root on Linux can)")
    else:
        yield disk(megabytes=8, times=6, seed=seed)


def _several(seed: int) -> Iterator[Sheet]:
    yield several(kills=10, clients=60, seed=seed)


def _hostile(seed: int) -> Iterator[Sheet]:
    for database in DATABASES:
        yield hostile(database, requests=100_000, seed=seed)
    yield hostile(DATABASES[0], requests=10_000, seed=seed, limited=True)


def _openapi(seed: int) -> Iterator[Sheet]:
    for database in DATABASES:
        yield openapi(database, examples=1_000, seed=seed)


def _slow(_seed: int) -> Iterator[Sheet]:
    yield slow(seconds=90, scale=1)


ROUNDS: dict[str, Round] = {
    "killing": _killing,
    "restarting": _restarting,
    "disk": _disk,
    "damage": _damage,
    "several": _several,
    "hostile": _hostile,
    "openapi": _openapi,
    "slow": _slow,
}


def main() -> int:
    """Run what was asked for, write the records; 1 if any round missed what was wanted."""
    parser = options(__doc__)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    parser.add_argument("rounds", nargs="*", metavar="ROUND", help=f"of {', '.join(ROUNDS)}; all, if none is named")
    told = parser.parse_args()
    if unknown := set(told.rounds) - set(ROUNDS):
        parser.error(f"there is no round {', '.join(unknown)}")
    for name in told.rounds or ROUNDS:
        for sheet in ROUNDS[name](told.seed):
            sheet.finish()
    return 0 if write_records() else 1


if __name__ == "__main__":
    raise SystemExit(main())
