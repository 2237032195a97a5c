"""One part of the comparison, in a process of its own: `python -m bench.runner '{"part": "replay", …}'`.

Prints JSON lines: {"done": n} now and then, {"result": …} at the end. Called by `bench.compare`, in `.venv-peers`.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bench import speed
from bench.peers import CONTENDERS, OURS, Contender, Rows, available

_TOLD = 50  # messages between two lines about how far it is


def rows_of(files: Sequence[str], most: int | None = None) -> list[tuple[str, bool]]:
    """Text, and whether it is spam, of labelled files one after the other."""
    found: list[tuple[str, bool]] = []
    for row in _lines(files):
        if len(found) == most:
            break
        found.append((row["text"], row["label"] == "spam"))
    return found


def _lines(files: Sequence[str]) -> Iterator[dict[str, Any]]:
    for name in files:
        path = Path(name)
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
            yield from map(json.loads, file)


def _say(**what: Any) -> None:
    print(json.dumps(what), flush=True)


def replay(name: str, files: Sequence[str], most: int | None = None) -> dict[str, Any]:
    """The online protocol, from empty: score, then learn. Processor time includes that of processes it started."""
    contender, scores = CONTENDERS[name](), []
    rows = rows_of(files, most)
    while len(scores) < len(rows):
        part = rows[len(scores) : len(scores) + contender.steady()]
        scores += contender.score_many([text for text, _ in part]) if len(part) > 1 else [contender.score(part[0][0])]
        for text, is_spam in part:
            contender.learn(text, is_spam=is_spam)
        if len(scores) % _TOLD < len(part):
            _say(done=len(scores))
    spam = [is_spam for _, is_spam in rows]
    return {"scores": scores, "spam": spam, "threshold": contender.threshold, "cpu_s": speed.all_time()}


def split(files: Sequence[str]) -> Iterator[tuple[str, Rows, Rows]]:
    """By `group`: the first 70 % of each class in the order of the file, and the rest (as the authors)."""
    groups: dict[str, list[tuple[str, bool]]] = {}
    for row in _lines(files):
        groups.setdefault(row.get("group") or "", []).append((row["text"], row["label"] == "spam"))
    for group, rows in groups.items():
        left = {kind: int(0.7 * sum(spam is kind for _, spam in rows) + 1e-9) for kind in (True, False)}
        train, test = [], []
        for row in rows:
            (train if left[row[1]] > 0 else test).append(row)
            left[row[1]] -= 1
        yield group, train, test


def batch(name: str, files: Sequence[str]) -> dict[str, Any]:
    """The batch protocol: how many of the tests are called wrong, group by group."""
    wrong: dict[str, int] = {}
    tests = 0
    for group, train, test in split(files):
        contender = CONTENDERS[name]()
        contender.train(train)
        scores = contender.score_many([text for text, _ in test])
        called = [score >= contender.threshold for score in scores]
        wrong[group] = sum(said != is_spam for said, (_, is_spam) in zip(called, test, strict=True))
        tests += len(test)
        _say(done=len(wrong))
    return {"wrong": wrong, "tests": tests}


def fast(names: Sequence[str], files: Sequence[str]) -> dict[str, Any]:
    """How fast everybody is, in turns."""
    contenders: dict[str, Contender] = {name: CONTENDERS[name]() for name in names if name != OURS}
    return speed.measure(contenders, rows_of(files), lambda done: _say(done=done))


def main() -> None:
    """Run the part that is asked for."""
    asked = json.loads(sys.argv[1])
    parts = {"replay": replay, "batch": batch, "fast": fast, "weigh": speed.weigh, "available": available}
    _say(result=parts[asked.pop("part")](**asked))


if __name__ == "__main__":
    main()
