"""How fast the filter and its peers are on the same texts in one process, and what a loaded filter weighs.

Everybody learns the same messages, then all take turns, block by block, so that neighbours on the machine slow all
alike; processor time of this thread is counted. Rates are those of processor time; read the ratios.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time, thread_time_ns
from typing import Any

from rejoinder.filter import Comment, SpamFilter

BLOCK = 100  # texts between two turns
TEXTS = 2_000  # of the file, the last ones
LONG = 1_000  # characters of a long text
BULK_ROUNDS = 5
CHECK, LONG_CHECK, LEARN, BULK = "check", "check of 1,000 characters", "learn", "bulk"
WITHOUT = "check, reasons not read"
SLOW = ("bogofilter",)  # a process a message: a tenth of the texts


def measure(others: dict[str, Any], rows: list[tuple[str, bool]], told: Callable[[int], None]) -> dict[str, Any]:
    """Rates a second of processor time by contender and part, those of the filter under "rejoinder"."""
    trained = SpamFilter()
    for text, is_spam in rows:
        trained.learn(Comment(text=text), "spam" if is_spam else "ham")
    for name, other in others.items():
        some = rows[-TEXTS // 10 :] if name in SLOW else rows
        for text, is_spam in some:
            other.learn(text, is_spam=is_spam)
        other.score(rows[0][0])
    texts = [text for text, _ in rows[-TEXTS:]]
    long = _long(texts)
    rates = {
        CHECK: {"rejoinder": lambda block: [trained.check(Comment(text=text)).reasons for text in block]},
        WITHOUT: {"rejoinder": lambda block: [trained.check(Comment(text=text)) for text in block]},
    }
    rates[CHECK] |= {name: _checker(other) for name, other in others.items()}
    found = {part: _turns(works, texts) for part, works in rates.items()}
    found[LONG_CHECK] = _turns(rates[CHECK], long)
    told(1)
    found[BULK] = _bulk(trained, others, texts)
    found[LEARN] = _learning(others, rows[-TEXTS:])
    told(2)
    return found


def _checker(other: Any) -> Callable[[Sequence[str]], Any]:
    return lambda block: [other.score(text) for text in block]


def _long(texts: list[str]) -> list[str]:
    joined = " ".join(texts)
    return [joined[at : at + LONG] for at in range(0, min(len(joined), 300 * LONG) - LONG, LONG)]


def _timed(work: Callable[..., Any], *arguments: Any, **named: Any) -> int:
    before = process_time()
    work(*arguments, **named)
    return int((process_time() - before) * 1e9)


def _turns(works: dict[str, Callable[[Sequence[str]], Any]], texts: list[str]) -> dict[str, float]:
    """The median of the blocks, as a rate: a block that a neighbour hit counts as one of many."""
    spent: dict[str, list[float]] = {name: [] for name in works}
    for start in range(0, len(texts), BLOCK):
        for name, work in works.items():
            if name in SLOW and start >= 2 * BLOCK:
                continue
            block = texts[start : start + BLOCK]
            before = all_time()
            work(block)
            spent[name].append((all_time() - before) / len(block))
    return {name: 1 / median(found) for name, found in spent.items() if found}


def all_time() -> float:
    """Processor seconds of this process and of those that it started."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return process_time() + children.ru_utime + children.ru_stime


def _bulk(trained: SpamFilter, others: dict[str, Any], texts: list[str]) -> dict[str, float]:
    """All texts handed over at once; the filter in one process, as each process of `rejoinder check` does it."""
    comments = [Comment(text=text) for text in texts]
    many = getattr(trained, "check_many", None)
    ours = (lambda: list(many(comments))) if many else (lambda: [trained.check(comment) for comment in comments])
    works: dict[str, Callable[[], Any]] = {"rejoinder": ours}
    works |= {name: _at_once(other, texts) for name, other in others.items() if name not in SLOW}
    spent: dict[str, list[int]] = {name: [] for name in works}
    for _ in range(BULK_ROUNDS):
        for name, work in works.items():
            spent[name].append(_timed(work))
    return {name: len(texts) / (median(found) / 1e9) for name, found in spent.items()}


def _at_once(other: Any, texts: list[str]) -> Callable[[], Any]:
    return lambda: other.score_many(texts)


def _learning(others: dict[str, Any], rows: list[tuple[str, bool]]) -> dict[str, float]:
    """Lessons one by one; the filter's with its features at hand, from what a check of the same comment found."""
    spent: dict[str, list[int]] = {"rejoinder": []} | {name: [] for name in others}
    learner = SpamFilter()
    for text, is_spam in rows:
        comment = Comment(text=text)
        learner.check(comment)
        before = thread_time_ns()
        learner.learn(comment, "spam" if is_spam else "ham")
        spent["rejoinder"].append(thread_time_ns() - before)
        for name, other in others.items():
            if name not in SLOW and name not in ("fasttext", "sk-tfidf-svc"):  # these do not learn one by one
                spent[name].append(_timed(other.learn, text, is_spam=is_spam))
    return {name: 1e9 * len(found) / sum(found) for name, found in spent.items() if found}


def weigh(files: Sequence[str]) -> dict[str, float]:
    """What a filter that learned these files takes to load: seconds, and megabytes above Python with numpy."""
    from bench.runner import rows_of  # noqa: PLC0415 - which imports this

    made = SpamFilter()
    for text, is_spam in rows_of(files):
        made.learn(Comment(text=text), "spam" if is_spam else "ham")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "weights"
        made.dump(path)
        return {"labels": made.learned, "file_mb": path.stat().st_size / 1e6} | _loaded(path)


_LOAD = """
import sys, time
import numpy
def rss():
    return int(open("/proc/self/status").read().split("VmRSS:")[1].split()[0]) / 1024
before, began = rss(), time.process_time()
from rejoinder.filter import Comment, SpamFilter
found = SpamFilter.load(sys.argv[1])
found.check(Comment(text="A first comment, so that nothing is left to be prepared."))
print(time.process_time() - began, rss() - before)
"""


def _loaded(path: Path) -> dict[str, float]:
    import subprocess  # noqa: PLC0415

    runs = []
    for _ in range(5):
        call = [sys.executable, "-c", _LOAD, str(path)]
        told = subprocess.run(call, capture_output=True, text=True, check=True).stdout.split()
        runs.append(tuple(map(float, told)))
    return {"load_s": median(run[0] for run in runs), "above_numpy_mb": median(run[1] for run in runs)}
