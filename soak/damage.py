"""Round 4: damaged weights, in the data folder, in the database, and in a file for `rejoinder check --weights`.

    python -m soak.damage [--database sqlite] [--flips 1000] [--starts 5] [--seed N]

Each file is cut short, has one bit flipped at each of a thousand places, is replaced by rubbish, by nothing, and by a
pickle that would leave a mark if anybody ran it. Whatever was done, the weights have to end as the fold of the ledger,
and the damage has to be named. The flips are loaded in this process as the program does at its start; the other kinds
of damage meet a real `rejoinder serve`, or `rejoinder check`.
"""

from __future__ import annotations

import os
import pickle
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import select, update

from rejoinder.actions.installation import Installation
from rejoinder.actions.judging.judge import Judge
from rejoinder.actions.judging.report import report
from rejoinder.actions.learning import snapshot
from rejoinder.actions.learning.fold import catch_up, rebuild
from rejoinder.comment import Label
from rejoinder.errors import Damaged
from rejoinder.filter import Comment, SpamFilter
from rejoinder.store.schema import snapshots
from rejoinder.store.sites import site_by_id
from soak.options import options
from soak.places import DATABASES, PLAIN, Place, place
from soak.record import Sheet
from soak.served import Served
from tests.serving import open_house

__all__ = ["damage"]

_LABELS = 60
_HEADERS = 200  # bytes at the beginning in which the headers of all three kinds end


class _Mark:
    """Something whose pickle, when it is read, makes a folder."""

    def __init__(self, where: Path) -> None:
        self._where = where

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return os.mkdir, (str(self._where),)


@dataclass
class _Found:
    """What was wrong with any of the starts; each names the damage."""

    tried: dict[str, int] = field(default_factory=dict)
    unequal: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


def damage(database: str, flips: int, starts: int, seed: int) -> Sheet:
    """Do all of it to an installation on one database. `starts` of a real server are made for each place."""
    sheet = Sheet(4, f"damage-{database}", f"damaged weights on {_NAMES[database]}", "")
    dice, found = random.Random(seed), _Found()
    with place(database) as where:
        mark = where.folder / "run"
        _load_in_process(where, mark, dice, flips, found)
        _start_for_real(where, mark, dice, starts, found)
        _give_to_check(mark, dice, flips, found)
        _give_to_command(where, mark, dice, starts, found)
        sheet.told("damaged in turn", ", ".join(f"{what} {count:,} times" for what, count in found.tried.items()))
        sheet.none(
            "ended with other weights than the fold, or with weights at all where they were damaged", found.unequal
        )
        sheet.none("not named", found.silent)
        sheet.none("pickles that were run", ["one"] if mark.exists() else [])
        sheet.under("ready with damaged weights", 5.0, found.seconds)
    sheet.how = (
        f"{_LABELS} labels; {flips:,} places, each one bit, in each of three files; cut short at four places, rubbish, "
        f"a text, nothing, a pickle; seed {seed}."
    )
    return sheet


_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def _teach(house: Installation, dice: random.Random) -> None:
    """Give the installation its labels."""
    with house.store.read() as connection:
        site = site_by_id(connection, 1)
    assert site is not None
    for number, comment in enumerate(_comments(dice)):
        report(house, site, comment, Label.SPAM if number % 2 else Label.HAM)


def _comments(dice: random.Random) -> list[Comment]:
    return [Comment(text=f"No. {number}: {dice.random()} words of a comment") for number in range(_LABELS)]


def _flipped(content: bytes, count: int, dice: random.Random) -> Iterator[tuple[str, bytes]]:
    """One bit at each of `count` places: a fifth of them from the first on, the others spread evenly."""
    first = min(count // 5, _HEADERS)
    rest = [first + number * (len(content) - first) // (count - first) for number in range(count - first)]
    for where in (*range(first), *rest):
        changed = bytearray(content)
        changed[where] ^= 1 << dice.randrange(8)
        yield f"flipped at {where}", bytes(changed)


def _spoilt(content: bytes, mark: Path, dice: random.Random) -> Iterator[tuple[str, bytes]]:
    yield "a pickle", pickle.dumps(_Mark(mark))
    yield "cut to half", content[: len(content) // 2]
    yield "nothing", b""
    yield "rubbish", dice.randbytes(len(content))
    yield "a text", b'{"position": 60, "voids": 0}\n'
    for length in (1, len(content) - 16, len(content) - 1):
        yield f"cut to {length}", content[:length]


def _load_in_process(where: Place, mark: Path, dice: random.Random, flips: int, found: _Found) -> None:
    house = open_house(where.folder)
    _teach(house, dice)
    snapshot.save(house)
    wanted, file = rebuild(house.store, house.judge).digest()[0], where.folder / "weights.snapshot"
    sound = file.read_bytes()
    for what, content in (*_flipped(sound, flips, dice), *_spoilt(sound, mark, dice)):
        file.write_bytes(content)
        _load(house, f"the file, {what}", wanted, found)
    snapshot.publish(house)
    for what, content in _spoilt(sound, mark, dice):
        file.write_bytes(content)
        _load(house, f"the file while the row is sound, {what}", wanted, found)
    file.unlink()
    with house.store.read() as connection:
        published = connection.scalars(select(snapshots.c.content)).one()
    for what, content in (*_flipped(published, flips, dice), *_spoilt(published, mark, dice)):
        _publish(house, content)
        _load(house, f"the row, {what}", wanted, found)
    house.store.close()


def _publish(house: Installation, content: bytes) -> None:
    with house.store.write() as connection:
        connection.execute(update(snapshots).values(content=content))


def _load(house: Installation, what: str, wanted: str, found: _Found) -> None:
    """What `cli` does at each start."""
    fresh = replace(house, judge=Judge(house.judge.key))
    snapshot.load(fresh)
    catch_up(fresh)
    _held(found, what, equal=fresh.judge.digest()[0] == wanted, named=bool(fresh.judge.notice))


def _held(found: _Found, what: str, *, equal: bool, named: bool) -> None:
    kind = what.partition(",")[0]
    found.tried[kind] = found.tried.get(kind, 0) + 1
    found.unequal += [] if equal else [what]
    found.silent += [] if named else [what]


def _start_for_real(where: Place, mark: Path, dice: random.Random, starts: int, found: _Found) -> None:
    """The file first; then, without a file, the row that others would start from."""
    house = open_house(where.folder)
    catch_up(house)
    snapshot.save(house)
    snapshot.publish(house)
    wanted, file = house.judge.digest()[0], where.folder / "weights.snapshot"
    sound, served = file.read_bytes(), Served(where)
    try:
        for what, content in list(_spoilt(sound, mark, dice))[:starts]:
            file.write_bytes(content)
            _start(served, f"a server's file, {what}", wanted, found)
        for what, content in list(_spoilt(sound, mark, dice))[:starts]:
            file.unlink()
            _publish(house, content)
            _start(served, f"a server's row, {what}", wanted, found)
    finally:
        served.remove()
        house.store.close()


def _start(served: Served, what: str, wanted: str, found: _Found) -> None:
    found.seconds.append(served.start())
    told = served.health()[1]
    _held(found, what, equal=told["weights"] == wanted, named="snapshot" in told.get("notice", ""))
    served.stop()


def _dump(dice: random.Random) -> bytes:
    """Weights as somebody keeps them in a file."""
    learned = SpamFilter()
    for number, comment in enumerate(_comments(dice)):
        learned.learn(comment, "spam" if number % 2 else "ham")
    return learned.dumps()


def _give_to_check(mark: Path, dice: random.Random, flips: int, found: _Found) -> None:
    """A dump is either whole, or refused with a sentence."""
    sound = _dump(dice)
    for what, content in (*_flipped(sound, flips, dice), *_spoilt(sound, mark, dice)):
        try:
            SpamFilter.loads(content)
        except Damaged as error:
            _held(found, f"a dump, {what}", equal=True, named=bool(error.sentence))
        else:
            _held(found, f"a dump, {what}", equal=False, named=False)


def _give_to_command(where: Place, mark: Path, dice: random.Random, starts: int, found: _Found) -> None:
    path = where.folder / "dump"
    for what, content in list(_spoilt(_dump(dice), mark, dice))[:starts]:
        path.write_bytes(content)
        call = [sys.executable, "-m", "rejoinder", "check", "-", "--weights", str(path)]
        done = subprocess.run(call, input='{"text": "a"}\n', capture_output=True, text=True, env=PLAIN, check=False)
        plain = done.returncode == 2 and "weights cannot be used" in done.stderr and "Traceback" not in done.stderr
        _held(found, f"a dump for rejoinder check, {what}", equal=done.stdout == "", named=plain)


def main() -> None:
    """Run from the command line."""
    parser = options(__doc__)
    parser.add_argument("--database", choices=DATABASES, action="append")
    parser.add_argument("--flips", type=int, default=1_000)
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    told = parser.parse_args()
    for database in told.database or DATABASES:
        damage(database, told.flips, told.starts, told.seed).finish()


if __name__ == "__main__":
    main()
