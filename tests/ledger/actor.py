"""One process of an installation as the property test drives it: it performs steps, crashes, starts again.

An actor lives in this process (`Here`) or is a process of its own (`Elsewhere`), which gets its steps as lines of JSON
and can be killed. Steps name what they are about by small numbers, so that a random sequence of them has meaning on any
state: number 7 of three comments is the second.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Column, select

from rejoinder.actions.deciding.decide import decide
from rejoinder.actions.deciding.undo import undo
from rejoinder.actions.installation import Installation
from rejoinder.actions.judging.check import check
from rejoinder.actions.judging.report import report
from rejoinder.actions.learning import snapshot
from rejoinder.actions.learning.fold import advance, catch_up
from rejoinder.actions.reading.edit import edit
from rejoinder.actions.reading.receipt import make_receipt
from rejoinder.actions.reading.submit import Draft, submit
from rejoinder.actions.rights.erase import erase, erase_check
from rejoinder.actions.rights.sweep import sweep
from rejoinder.comment import Comment, Label
from rejoinder.errors import RejoinderError
from rejoinder.moderation import DECISIONS
from rejoinder.privacy.retention import DAY_MS, Retention
from rejoinder.store import people, schema, sites
from tests.serving import PAGE, SITE, open_house

START = 1_790_000_000_000
STEP_MS = DAY_MS // 4
RETENTION = Retention(label_days=3, hidden_days=2, check_days=2, address_days=1)
MODERATOR = "Ada"

# Each text stands alone in its comment, so that what is left of an erased one can be looked for.
WORDS = (
    "casino bonus jackpot http://spin.example",
    "the council has voted against the bridge",
    "cheap pills without prescription http://pills.example",
    "I do not agree, the toll was never the problem",
    "earn money at home, ask me how",
    "thank you for the careful report",
)


def text_of(number: int) -> str:
    """A text that no other number has."""
    return f"{WORDS[number % len(WORDS)]} canary{number}x"


def _pick(house: Installation, column: Column[int], number: int) -> int | None:
    with house.store.read() as connection:
        found = connection.scalars(select(column).order_by(column)).all()
    return found[number % len(found)] if found else None


def _check(house: Installation, number: int) -> None:
    check(house, _site(house), Comment(text=text_of(number), ip=f"192.0.2.{number % 200}"))


def _report(house: Installation, number: int) -> None:
    label = Label.SPAM if number % 3 else Label.HAM
    report(house, _site(house), Comment(text=text_of(number // 3), author=f"Author{number % 5}"), label)


def _say(house: Installation, number: int) -> None:
    submit(house, Draft(SITE, PAGE, text_of(number), ip=f"192.0.2.{number % 200}"))


def _decide(house: Installation, number: int) -> None:
    comment = _pick(house, schema.comments.c.id, number)
    with house.store.read() as connection:
        ada = people.moderator_named(connection, MODERATOR)
    if comment is not None and ada is not None:
        decide(house, ada, comment, DECISIONS[number % 2])


def _undo(house: Installation, number: int) -> None:
    decision = _pick(house, schema.decisions.c.id, -1 - number % 4)
    with house.store.read() as connection:
        ada = people.moderator_named(connection, MODERATOR)
    if decision is not None and ada is not None:
        undo(house, ada, decision)


def _edit(house: Installation, number: int) -> None:
    comment = _pick(house, schema.comments.c.id, number)
    if comment is not None:
        edit(house, make_receipt(house, comment), text_of(1_000 + number))


def _erase(house: Installation, number: int) -> None:
    comment = _pick(house, schema.comments.c.id, number)
    if comment is not None:
        erase(house, comment, "test")


def _erase_check(house: Installation, number: int) -> None:
    found = _pick(house, schema.checks.c.id, number)
    if found is not None:
        erase_check(house, _site(house), house.vault.guid(found), "test")


def _site(house: Installation) -> sites.Site:
    with house.store.read() as connection:
        return sites.all_sites(connection)[0]


STEPS: dict[str, Callable[[Installation, int], object]] = {
    "check": _check,
    "report": _report,
    "say": _say,
    "decide": _decide,
    "undo": _undo,
    "edit": _edit,
    "erase": _erase,
    "erase check": _erase_check,
    "expire": lambda house, _number: sweep(house),
    "fold": lambda house, _number: advance(house),
    "save": lambda house, _number: snapshot.save(house),
    "publish": lambda house, _number: snapshot.publish(house),
    "catch up": lambda house, _number: catch_up(house),
}


def opened(folder: Path, name: str, now: Callable[[], int]) -> Installation:
    """The installation in `folder` as a process that has just started has it."""
    house = replace(open_house(folder, clock=now), snapshot=folder / f"{name}.snapshot", retention=RETENTION)
    snapshot.load(house)
    return house


def perform(house: Installation, verb: str, number: int) -> None:
    """Do a step. Refusals (nothing to undo, no such step) are part of the game; they must change nothing."""
    with suppress(RejoinderError):
        STEPS[verb](house, number)


def state(house: Installation) -> dict[str, object]:
    """The weights of this process, bit for bit, and the lines that could still be taken back."""
    digest, head = house.judge.digest()
    steps = [position for position, _step in house.judge.weights._steps]
    return {"digest": digest, "position": head.position, "voids": head.voids, "steps": steps}


class Here:
    """An actor in this process. A crash forgets everything that it had in memory."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, name
        self._now = START
        self._house = opened(folder, name, lambda: self._now)

    def begin(self, verb: str, number: int, now: int) -> None:
        """Do a step at a time."""
        self._now = now
        if verb == "crash":
            self._house.store.engine.dispose()
            self._house = opened(self._folder, self._name, lambda: self._now)
        else:
            perform(self._house, verb, number)

    def end(self) -> dict[str, object]:
        """How it stands after the step."""
        return state(self._house)

    def close(self) -> None:
        """End in good order."""
        self._house.store.close()


class Elsewhere:
    """An actor that is a process of its own. A crash kills it, also in the middle of a step."""

    def __init__(self, folder: Path, name: str) -> None:
        self._call = [sys.executable, "-m", "tests.ledger.actor", str(folder), name]
        self._process = self._start()

    def begin(self, verb: str, number: int, now: int) -> None:
        """Send a step; others may be sent to others before this one's `end`."""
        if verb == "crash":
            # Something to die in: an odd number is killed while it reports, an even one before it could begin.
            self._send("report", number, now)
            if number % 2:
                self._process.stdout.readline()
            self.kill()
            self._process = self._start()
            verb = "fold"
        self._send(verb, number, now)

    def end(self) -> dict[str, object]:
        """How it stands after the step. Fails when anything but a refusal was raised."""
        answer = json.loads(self._process.stdout.readline())
        assert "fault" not in answer, answer["fault"]
        return answer

    def kill(self) -> None:
        """SIGKILL."""
        self._process.kill()
        self._process.wait()
        self._process.stdin.close()
        self._process.stdout.close()

    close = kill

    def _send(self, verb: str, number: int, now: int) -> None:
        self._process.stdin.write(json.dumps([verb, number, now]) + "\n")
        self._process.stdin.flush()

    def _start(self) -> subprocess.Popen[str]:
        root = Path(__file__).parents[2]
        paths = os.pathsep.join([str(root), str(root / "src")])
        return subprocess.Popen(
            self._call,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=root,
            env={**os.environ, "PYTHONPATH": paths},
        )


def main(folder: Path, name: str) -> None:
    """Perform the steps that come in, one line each, and answer each with the state."""
    now = [START]
    house = opened(folder, name, lambda: now[0])
    for line in sys.stdin:
        verb, number, now[0] = json.loads(line)
        try:
            perform(house, verb, number)
            answer = state(house)
        except Exception:  # noqa: BLE001 - the test shows it
            answer = {"fault": traceback.format_exc()}
        print(json.dumps(answer), flush=True)  # noqa: T201 - the other end of the pipe reads it


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
